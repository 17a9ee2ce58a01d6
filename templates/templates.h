/* templates.h - the files of this folder, embedded: everything that people read and that is not C.
 */
#ifndef TEMPLATES_TEMPLATES_H
#define TEMPLATES_TEMPLATES_H

#include "slice.h"

/* The shell of the HTML report, its style and its script. */
extern const struct slice template_page_html, template_page_css, template_page_js;

#endif
