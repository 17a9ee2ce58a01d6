#include "near.h"

#include <string.h>

enum { WORD_MOST = 80, LONG = 4, PART_LEAST = 2 };

/* Letters to be put in, left out or exchanged, of two short words: two rows of the usual table. */
static size_t letters(struct slice a, const char *b)
{
    size_t row[WORD_MOST + 1], width = strlen(b);
    if (a.len > WORD_MOST || width > WORD_MOST)
        return WORD_MOST;
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t best = diagonal + (a.ptr[i - 1] != (unsigned char)b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[width];
}

size_t near_distance(struct slice word, const char *name)
{
    const char *last = strrchr(name, '.');
    size_t most = word.len > LONG ? 2 : 1, least = letters(word, name);
    size_t of_last = last ? letters(word, last + 1) : least;
    least = of_last < least ? of_last : least;
    if (least <= most)
        return least;
    return word.len >= PART_LEAST && slice_find(slice_from(name), word) != SIZE_MAX
               ? (size_t)(NEAR_FAR - 1)
               : (size_t)NEAR_FAR;
}
