#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_DEFAULT = 80, WIDTH_MIN = 20, WIDTH_MAX = 400 };

bool terminal_is_there(void)
{
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

size_t terminal_width(void)
{
    struct winsize w = {0};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col < WIDTH_MIN)
        return WIDTH_DEFAULT;
    return w.ws_col < WIDTH_MAX ? w.ws_col : WIDTH_MAX;
}

struct slice terminal_fit(struct slice line, size_t width)
{
    size_t columns = 0, i = 0;
    while (i < line.len && columns < width) {
        i++;
        while (i < line.len && (line.ptr[i] & 0xc0) == 0x80)
            i++;
        columns++;
    }
    return slice_take(line, i);
}
