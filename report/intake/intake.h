/* intake.h - what stands on the command line as bundles to be described or compared.
 *
 *     paths --intake_open()--> open files --intake_read()--> one struct bundle for each side
 *
 * An operand is a bundle (tar, tar.gz, tar.xz, tar.zst, zip; "-" is standard input), a folder, or a
 * loose file: whatever of a bundle somebody has taken by hand, packed with gzip or not. Loose files
 * are recognised by their content. Files of different kinds make one side; two of the same kind are
 * two sides. A bundle and a folder are one side each; a folder in which there are bundles, as
 * collect --watch leaves it, is as many sides, with its log beside each of them.
 *
 * intake_open() takes everything from the system that is needed and looks at none of it, so that
 * intake_read() can run where the system is out of reach. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "bundle_reader.h"
#include "folder.h"

struct intake_operand {
    const char *path;
    int fd; /* -1 for a folder, which is read already */
    bool is_folder;
    struct folder folder;
};

struct intake {
    struct intake_operand *items;
    size_t count;
};

#define INTAKE_INIT                                                                                \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* STATUS_IO when one cannot be opened; err->msg names it. */
MUST_CHECK enum status intake_open(struct arena *a, const char *const *paths, size_t count,
                                   struct intake *ret, struct error *err);
void intake_done(struct intake *in); /* closes; safe on INTAKE_INIT, and twice */

struct intake_side {
    struct slice label; /* for people: the name of the file, or how many there are */
    struct bundle bundle;
};

struct intake_sides {
    const struct intake_side *items; /* in the order in which they were given */
    size_t count;
};

/* STATUS_SYNTAX when nothing is understood, STATUS_UNSAFE and STATUS_LIMIT when a file is refused,
 * STATUS_USAGE for bundles and loose files together, unless these are logs of a watch; err->msg
 * names the operand. */
MUST_CHECK enum status intake_read(struct arena *a, const struct intake *in,
                                   struct intake_sides *ret, struct error *err);

/* Inside of the stage (sides.c): a file that is part of no bundle. */
struct loose_file {
    struct slice name, bytes;
    bool cut;
    const char *why; /* it is not looked at: why; or NULL */
};

/* Recognised and put together as one side: of two files of one kind the newer one counts. */
struct bundle loose_side(struct arena *a, const struct loose_file *files, size_t count);

/* A file of a folder or an archive, its gzip taken off, which takes from *room what it unpacks to.
 * Its bytes may be those given. (intake.c) */
struct loose_file loose_unpack(struct arena *a, struct slice name, struct slice bytes, bool cut,
                               size_t *room);

/* What collect --watch leaves in a folder: bundles, one side each, and the log of the watch with
 * its events beside each of them. False: there is no bundle in the folder. (watch_folder.c) */
bool watch_folder_read(struct arena *a, const struct folder *f, struct intake_sides *ret);

/* Puts logs and events beside every side; false when one of the files is something else. */
bool watch_files_beside(struct arena *a, const struct loose_file *files, size_t count,
                        struct intake_side *sides, size_t nsides);

/* The same over as many sides as there are files of one kind. */
void loose_sides(struct arena *a, const struct loose_file *files, size_t count,
                 struct intake_sides *ret);

#endif
