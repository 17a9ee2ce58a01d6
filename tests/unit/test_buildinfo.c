/* What: build info is read from ELF and Mach-O files of every kind, and nothing in a hostile one
 * leads astray. */
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

/* ---- Mach-O ---- */

enum { LC_SEGMENT_64 = 0x19, LC_UUID = 0x1b, LC_SYMTAB = 2, LC_BUILD_VERSION = 0x32 };
enum { TEXT_AT = 0x300, ARM64 = 0x0100000c, AMD64 = 0x01000007 };

/* A segment with one section; returns what stands behind it. */
static unsigned char *put_segment(unsigned char *p, const char *segment, const char *section,
                                  unsigned offset)
{
    put(p, LC_SEGMENT_64, 4);
    put(p + 4, 72 + 80, 4);
    put_bytes(p + 8, segment, strlen(segment));
    put(p + 24, ADDRESS, 8);
    put(p + 32, IMAGE - offset, 8);
    put(p + 40, offset, 8);
    put(p + 48, IMAGE - offset, 8);
    put(p + 60, 3, 4); /* initial protection: readable, writable */
    put(p + 64, 1, 4);
    put_bytes(p + 72, section, strlen(section));
    put_bytes(p + 72 + 16, segment, strlen(segment));
    put(p + 72 + 48, offset, 4);
    return p + 72 + 80;
}

/* A 64-bit program of Go for one processor. section: "__go_buildinfo", or another, so that the
 * build info has to be searched. */
static void make_macho(unsigned char image[IMAGE], void (*make)(unsigned char *), unsigned cpu,
                       const char *section)
{
    static const char id[] = "\xff Go build ID: \"ab/cd-e_f\"\n \xff";
    make(image); /* the build info; the head is written over */
    memset(image, 0, DATA_AT);
    put(image, 0xfeedfacf, 4);
    put(image + 4, cpu, 4);
    put(image + 12, 2, 4); /* an executable */
    put(image + 16, 5, 4); /* commands */
    unsigned char *p = put_segment(image + 32, "__DATA", section, DATA_AT);
    p = put_segment(p, "__TEXT", "__text", TEXT_AT);
    put_bytes(image + TEXT_AT, id, sizeof id - 1);
    put(p, LC_UUID, 4);
    put(p + 4, 24, 4);
    for (int i = 0; i < 16; i++)
        p[8 + i] = (unsigned char)(0xa0 + i);
    put(p + 24, LC_SYMTAB, 4);
    put(p + 28, 24, 4);
    put(p + 36, 8230, 4);
    put(p + 48, LC_BUILD_VERSION, 4);
    put(p + 52, 24, 4);
    put(p + 56, 1, 4);
    put(p + 60, 0x000c0100, 4);
    put(image + 20, (size_t)(p + 72 - image) - 32, 4);
}

static void put_big(unsigned char *p, uint64_t value)
{
    for (size_t i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (8 * (3 - i)));
}

/* Both processors in one file. */
static void make_fat(unsigned char image[3 * IMAGE])
{
    memset(image, 0, 3 * (size_t)IMAGE);
    put_big(image, 0xcafebabe);
    put_big(image + 4, 2);
    for (unsigned i = 0; i < 2; i++) {
        unsigned char *row = image + 8 + 20 * (size_t)i;
        put_big(row, i ? ARM64 : AMD64);
        put_big(row + 8, (uint64_t)IMAGE * (i + 1));
        put_big(row + 12, IMAGE);
        make_macho(image + IMAGE * (size_t)(i + 1), i ? make_pointed : make_inline,
                   i ? ARM64 : AMD64, "__go_buildinfo");
    }
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
        assert_string_equal(b.machine, "amd64");
        assert_string_equal(b.format, "elf");
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
    assert_true(b.named && !b.of_go);
    buildinfo_done(&b);
}

static void buildinfo_reads_programs_for_macos(void **state)
{
    (void)state;
    static const struct {
        const char *name, *section;
        void (*make)(unsigned char *image);
        const char *version;
    } cases[] = {{"since 1.18", "__go_buildinfo", make_inline, "go1.22x"},
                 {"before 1.18", "__go_buildinfo", make_pointed, "go1.16"},
                 {"searched", "__data", make_inline, "go1.22x"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned char image[IMAGE];
        struct buildinfo b;
        buildinfo_init(&b);
        make_macho(image, cases[i].make, ARM64, cases[i].section);
        assert_int_equal(read_image(image, sizeof image, &b), STATUS_OK);
        if (strcmp(sbuf_text(&b.version), cases[i].version) != 0)
            fail_msg("%s: %s", cases[i].name, sbuf_text(&b.version));
        assert_string_equal(sbuf_text(&b.modules), "path\tdemo\nmod\tdemo\t(devel)\t\n");
        assert_string_equal(b.build_id, "A0A1A2A3-A4A5-A6A7-A8A9-AAABACADAEAF");
        assert_string_equal(b.format, "macho");
        assert_string_equal(b.machine, "arm64");
        assert_string_equal(b.least_os, "12.1");
        assert_true(b.symbols && !b.dwarf && b.is_64 && b.little_endian);
        buildinfo_done(&b);
    }
}

/* Of a file for several processors ours is read: which one that is decides the compiler. */
static void buildinfo_reads_our_part_of_a_universal_file(void **state)
{
    (void)state;
    unsigned char image[3 * IMAGE];
    struct buildinfo b;
    buildinfo_init(&b);
    make_fat(image);
    assert_int_equal(read_image(image, sizeof image, &b), STATUS_OK);
    assert_string_equal(b.machines, "amd64 arm64");
    bool arm = strcmp(b.machine, "arm64") == 0;
    assert_string_equal(sbuf_text(&b.version), arm ? "go1.16" : "go1.22x");
    assert_string_equal(b.go_build_id, "ab/cd-e_f");
    buildinfo_done(&b);
    put_big(image + 4, 1000); /* as in a class file of Java */
    buildinfo_init(&b);
    assert_int_equal(read_image(image, sizeof image, &b), STATUS_SYNTAX);
    buildinfo_done(&b);
}

static void buildinfo_refuses_what_is_no_executable(void **state)
{
    (void)state;
    struct buildinfo b;
    buildinfo_init(&b);
    assert_int_equal(read_image((const unsigned char *)"#!/bin/sh\n", 10, &b), STATUS_SYNTAX);
    assert_int_equal(read_image((const unsigned char *)"", 0, &b), STATUS_SYNTAX);
    buildinfo_done(&b);
}

static void make_layout(size_t layout, unsigned char *image)
{
    if (layout == 0)
        make_inline(image);
    else if (layout == 1)
        make_pointed(image);
    else if (layout == 2)
        make_macho(image, make_pointed, ARM64, "__go_buildinfo");
    else
        make_fat(image);
}

static void buildinfo_survives_every_cut_and_every_flipped_byte(void **state)
{
    (void)state;
    static const size_t sizes[] = {IMAGE, IMAGE, IMAGE, 3 * (size_t)IMAGE};
    for (size_t layout = 0; layout < COUNT(sizes); layout++) {
        unsigned char image[3 * IMAGE];
        size_t size = sizes[layout];
        for (size_t i = 0; i < 2 * size; i++) {
            struct buildinfo b;
            buildinfo_init(&b);
            make_layout(layout, image);
            if (i < size)
                image[i] ^= 0xff;
            (void)read_image(image, i < size ? size : i - size, &b);
            buildinfo_done(&b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buildinfo_reads_both_layouts),
        cmocka_unit_test(buildinfo_reads_programs_for_macos),
        cmocka_unit_test(buildinfo_reads_our_part_of_a_universal_file),
        cmocka_unit_test(buildinfo_of_this_test_has_an_id_and_no_go),
        cmocka_unit_test(buildinfo_refuses_what_is_no_executable),
        cmocka_unit_test(buildinfo_survives_every_cut_and_every_flipped_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
