/* html_json.h - clean text as a string of JSON that stands inside of a <script> element of data. */
#ifndef RENDER_HTML_JSON_H
#define RENDER_HTML_JSON_H

#include "sbuf.h"

void html_json_string(struct sbuf *out, struct slice clean);

#endif
