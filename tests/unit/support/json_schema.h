/* json_schema.h - the part of JSON Schema that report.schema.json uses. */
#ifndef TESTS_JSON_SCHEMA_H
#define TESTS_JSON_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

/* Prints where and why a value does not fit. A schema keyword that is not known fails, too. */
bool json_schema_fits(const json_t *root, const json_t *schema, const json_t *value);

#endif
