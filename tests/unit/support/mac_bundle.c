/* mac_bundle FOLDER [SECOND FOOTPRINT_MIB KQUEUES SESSION_FILES ZOMBIES] [tools] - writes a made-up
 * bundle of macOS as files, for looking at its report and for tests of the whole program. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "fileio.h"
#include "tiny_mac.h"

static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

static int number(char **argv, int argc, int i, int otherwise)
{
    uint64_t value;
    return i < argc && slice_to_u64(slice_from(argv[i]), &value) && value < 100000 ? (int)value
                                                                                   : otherwise;
}

int main(int argc, char **argv)
{
    struct arena a = ARENA_INIT;
    struct error err = {0};
    if (argc < 2)
        return 2;
    const struct mac_world w = {.second = number(argv, argc, 2, 3600),
                                .footprint_mib = number(argv, argc, 3, 300),
                                .kqueues = number(argv, argc, 4, 20),
                                .session_files = number(argv, argc, 5, 30),
                                .zombies = number(argv, argc, 6, 0),
                                .only_tools = strcmp(argv[argc - 1], "tools") == 0};
    struct bundle b = mac_world(&a, &w);
    int code = 0;
    for (size_t i = 0; i < b.count && code == 0; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%.*s", argv[1], SLICE_ARG(b.members[i].name));
        AUTO_FD int fd =
            make_folders(path) ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
        if (fd < 0 || fileio_write(fd, b.members[i].data, &err) != STATUS_OK) {
            fprintf(stderr, "%s: cannot be written\n", path);
            code = 1;
        }
    }
    arena_done(&a);
    return code;
}
