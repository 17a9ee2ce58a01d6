/* html_check.h - says whether a page holds only elements and attributes that we write ourselves. */
#ifndef TESTS_HTML_CHECK_H
#define TESTS_HTML_CHECK_H

#include <stdbool.h>

#include "slice.h"

/* Prints what is wrong. What stands inside of <style> and the one <script> that runs is not looked
 * at; scripts of data must not hold a '<'. */
bool html_is_ours(struct slice page);

/* No text outside of <code> and <pre> that GitHub would make live: for Markdown turned into HTML.
 */
bool html_text_is_inert(struct slice page);

#endif
