/* rules_load.h - YAML to rules. The only user of libcyaml is rules_load.c.
 *
 * Everything is checked here, so that evaluation cannot fail: fields, metrics, units, patterns,
 * templates, and that every slot of the words exists. */
#ifndef FINDINGS_RULES_LOAD_H
#define FINDINGS_RULES_LOAD_H

#include "rule.h"

/* STATUS_SYNTAX with "NAME:LINE: what". name is that of the file and must outlive the pack; yaml
 * may go. */
MUST_CHECK enum status rules_load(struct arena *a, struct slice yaml, const char *name,
                                  struct rule_pack *ret, struct error *err);

/* The packs that are part of the program, in templates/rules/: RULES_BUILTIN of them. */
enum { RULES_BUILTIN_MAX = 8 };
MUST_CHECK enum status rules_builtin(struct arena *a,
                                     const struct rule_pack *ret[RULES_BUILTIN_MAX], size_t *count,
                                     struct error *err);

#endif
