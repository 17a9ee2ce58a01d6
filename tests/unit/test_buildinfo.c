/* What: build info is read from ELF files of either kind, and nothing in a hostile one leads
 * astray. */
#include "cmocka_all.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buildinfo.h"
#include "cleanup.h"
#include "fileio.h"

enum { DATA_AT = 0x200, IMAGE = 0x400, ADDRESS = 0x500000 };

static void put(unsigned char *p, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++)
        p[i] = (unsigned char)(value >> (8 * i));
}

/* Bytes, not text: no NUL behind them. */
static void put_bytes(unsigned char *p, const void *bytes, size_t len)
{
    memcpy(p, bytes, len);
}

/* A 64-bit little-endian ELF file without sections: one writable segment with the build info at
 * DATA_AT. */
static void make_elf(unsigned char image[IMAGE])
{
    memset(image, 0, IMAGE);
    put_bytes(image, "\177ELF\2\1\1", 7);
    put(image + 18, 62, 2);
    put(image + 32, 64, 8); /* segment table */
    put(image + 54, 56, 2);
    put(image + 56, 1, 2);
    put(image + 64, 1, 4);     /* PT_LOAD */
    put(image + 64 + 4, 6, 4); /* writable */
    put(image + 64 + 8, DATA_AT, 8);
    put(image + 64 + 16, ADDRESS, 8);
    put(image + 64 + 32, IMAGE - DATA_AT, 8);
    put_bytes(image + DATA_AT, "\xff Go buildinf:", 14);
}

#define SENTINEL "0123456789abcdef"
#define MODULES  SENTINEL "path\tdemo\nmod\tdemo\t(devel)\t\n" SENTINEL

/* Since Go 1.18. */
static void make_inline(unsigned char image[IMAGE])
{
    make_elf(image);
    unsigned char *p = image + DATA_AT;
    p[15] = 2;
    p[32] = 7;
    put_bytes(p + 33, "go1.22x", 7);
    p[40] = sizeof MODULES - 1;
    memcpy(p + 41, MODULES, sizeof MODULES - 1);
}

/* Before Go 1.18. */
static void make_pointed(unsigned char image[IMAGE])
{
    make_elf(image);
    unsigned char *p = image + DATA_AT;
    p[14] = 8;
    put(p + 16, ADDRESS + 0x40, 8);
    put(p + 24, ADDRESS + 0x50, 8);
    put(p + 0x40, ADDRESS + 0x60, 8);
    put(p + 0x48, 6, 8);
    put(p + 0x50, ADDRESS + 0x70, 8);
    put(p + 0x58, sizeof MODULES - 1, 8);
    put_bytes(p + 0x60, "go1.16", 6);
    memcpy(p + 0x70, MODULES, sizeof MODULES - 1);
}

static enum status read_image(const unsigned char *image, size_t len, struct buildinfo *b)
{
    AUTO_FD int fd = fileio_anonymous("/tmp");
    struct error err = {0};
    assert_int_equal(fileio_write(fd, (struct slice){image, len}, &err), STATUS_OK);
    return buildinfo_read(fd, b, &err);
}

static void buildinfo_reads_both_layouts(void **state)
{
    (void)state;
    static const struct {
        void (*make)(unsigned char *image);
        const char *version;
    } cases[] = {{make_inline, "go1.22x"}, {make_pointed, "go1.16"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned char image[IMAGE];
        struct buildinfo b;
        buildinfo_init(&b);
        cases[i].make(image);
        assert_int_equal(read_image(image, sizeof image, &b), STATUS_OK);
        assert_string_equal(sbuf_text(&b.version), cases[i].version);
        assert_string_equal(sbuf_text(&b.modules), "path\tdemo\nmod\tdemo\t(devel)\t\n");
        assert_int_equal(b.machine, 62);
        buildinfo_done(&b);
    }
}

static void buildinfo_of_this_test_has_an_id_and_no_go(void **state)
{
    (void)state;
    struct buildinfo b;
    struct error err = {0};
    AUTO_FD int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    buildinfo_init(&b);
    assert_int_equal(buildinfo_read(fd, &b, &err), STATUS_OK);
    assert_int_equal(b.version.len, 0);
    assert_true(b.symbols);
    buildinfo_done(&b);
}

static void buildinfo_refuses_what_is_no_elf(void **state)
{
    (void)state;
    struct buildinfo b;
    buildinfo_init(&b);
    assert_int_equal(read_image((const unsigned char *)"#!/bin/sh\n", 10, &b), STATUS_SYNTAX);
    assert_int_equal(read_image((const unsigned char *)"", 0, &b), STATUS_SYNTAX);
    buildinfo_done(&b);
}

static void buildinfo_survives_every_cut_and_every_flipped_byte(void **state)
{
    (void)state;
    for (int layout = 0; layout < 2; layout++) {
        unsigned char image[IMAGE];
        for (size_t i = 0; i < (size_t)2 * IMAGE; i++) {
            struct buildinfo b;
            buildinfo_init(&b);
            (layout ? make_pointed : make_inline)(image);
            if (i < IMAGE)
                image[i] ^= 0xff;
            (void)read_image(image, i < IMAGE ? IMAGE : i - IMAGE, &b);
            buildinfo_done(&b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buildinfo_reads_both_layouts),
        cmocka_unit_test(buildinfo_of_this_test_has_an_id_and_no_go),
        cmocka_unit_test(buildinfo_refuses_what_is_no_elf),
        cmocka_unit_test(buildinfo_survives_every_cut_and_every_flipped_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
