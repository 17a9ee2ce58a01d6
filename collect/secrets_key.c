/* The key of the pseudonyms: this machine's id, or a file that the user keeps. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "digest.h"
#include "fileio.h"
#include "secrets.h"

enum { KEY_LEAST = 16, KEY_FILE_MOST = 4096 };

void secrets_machine_key(struct redactor *r)
{
    static const char *const files[] = {"/etc/machine-id", "/var/lib/dbus/machine-id",
                                        "/proc/sys/kernel/random/boot_id"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        AUTO_SBUF struct sbuf text;
        struct error err = {0};
        sbuf_init(&text, sizeof r->key);
        if (fileio_read(AT_FDCWD, files[i], &text, &err) != STATUS_OK || text.len < 32)
            continue;
        memcpy(r->key, text.ptr, text.len);
        r->key_length = text.len;
        return;
    }
    digest_random(r->key, sizeof r->key);
    r->key_length = sizeof r->key;
}

/* 64 hexadecimal digits and a newline, so that it can be copied by hand. */
static enum status make_file(const char *path, struct error *err)
{
    unsigned char random[32];
    char line[2 * sizeof random + 2];
    digest_random(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(line + 2 * i, 3, "%02x", random[i]);
    line[2 * sizeof random] = '\n';
    AUTO_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_sys(err, "cannot make the key file");
    struct slice text = {(unsigned char *)line, sizeof line - 1};
    enum status s = fileio_write(fd, text, err);
    if (s == STATUS_OK && fsync(fd) != 0 && errno != EINVAL)
        s = error_sys(err, "cannot write the key file");
    if (s != STATUS_OK)
        unlink(path);
    return s;
}

enum status redactor_use_key(struct redactor *r, const char *path, bool *made, struct error *err)
{
    AUTO_SBUF struct sbuf text;
    struct digest d;
    char hex[DIGEST_HEX + 1];
    struct stat st;
    sbuf_init(&text, KEY_FILE_MOST);
    *made = lstat(path, &st) != 0 && errno == ENOENT;
    if (*made && make_file(path, err) != STATUS_OK)
        return err->code;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return error_set(err, STATUS_USAGE, 0, "--redact-key: that is no file");
    if (fileio_read(AT_FDCWD, path, &text, err) != STATUS_OK)
        return err->code;
    struct slice key = slice_trim(sbuf_view(&text));
    if (key.len < KEY_LEAST)
        return error_set(err, STATUS_USAGE, 0, "--redact-key: fewer than %d bytes are no secret",
                         KEY_LEAST);
    digest_init(&d);
    digest_add(&d, key);
    digest_hex(&d, hex);
    memcpy(r->key, hex, sizeof r->key);
    r->key_length = sizeof r->key;
    return STATUS_OK;
}
