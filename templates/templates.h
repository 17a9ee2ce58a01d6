/* templates.h - the files of this folder, embedded: everything that people read and that is not C.
 */
#ifndef TEMPLATES_TEMPLATES_H
#define TEMPLATES_TEMPLATES_H

#include <stddef.h>

#include "slice.h"

/* The shell of the HTML report, its style and its script in parts. */
extern const struct slice template_page_html, template_page_css, template_figures_css,
    template_page_js, template_flame_js, template_chart_js;

/* What the terms of a report mean. */
extern const struct slice template_glossary;

struct template_file {
    const char *name; /* "goroutines.growing", "go.yaml" */
    const struct slice *text;
};

/* findings/NAME.md and rules/NAME, in the order of CMakeLists.txt. */
extern const struct template_file template_findings[], template_rules[];
extern const size_t template_findings_count, template_rules_count;

#endif
