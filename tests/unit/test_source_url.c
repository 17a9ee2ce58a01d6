/* What: a frame leads to the source that the build information proves, and to nothing else. */
#include "cmocka_all.h"

#include "source_url.h"

#define REVISION "57029562aa01b2c3d4e5f60718293a4b5c6d7e8f"

static struct arena arena = ARENA_INIT;

static const struct linked_module modules[] = {
    {SLICE_INIT("github.com/fsnotify/fsnotify"), SLICE_INIT("v1.9.0"), false},
    {SLICE_INIT("github.com/BurntSushi/toml"), SLICE_INIT("v1.4.0"), false},
    {SLICE_INIT("github.com/docker/docker"), SLICE_INIT("v27.1.1+incompatible"), false},
    {SLICE_INIT("github.com/aws/aws-sdk-go-v2/service/s3"), SLICE_INIT("v1.58.2"), false},
    {SLICE_INIT("github.com/mattn/go-isatty/v2"), SLICE_INIT("v2.0.1"), false},
    {SLICE_INIT("golang.org/x/sys"), SLICE_INIT("v0.22.0"), false},
    {SLICE_INIT("golang.org/x/exp"), SLICE_INIT("v0.0.0-20240719175910-8a7402abbf56"), false},
    {SLICE_INIT("gitlab.com/acme/tool"), SLICE_INIT("v0.3.0"), false},
    {SLICE_INIT("gitlab.com/acme/group/tool"), SLICE_INIT("v0.3.0"), false},
    {SLICE_INIT("bitbucket.org/acme/tool"), SLICE_INIT("v0.3.0"), false},
    {SLICE_INIT("codeberg.org/acme/tool"), SLICE_INIT("v0.3.0"), false},
    {SLICE_INIT("example.com/tool"), SLICE_INIT("v0.3.0"), false},
    {SLICE_INIT("github.com/acme/forked"), SLICE_INIT("v1.0.0"), true},
    {SLICE_INIT("github.com/acme/evil"), SLICE_INIT("v1.0.0\"onclick=x"), false},
    {SLICE_INIT("github.com/../evil"), SLICE_INIT("v1.0.0"), false},
};

static struct identity build(const char *revision, const char *version)
{
    return (struct identity){.go_version = SLICE("go1.26.8"),
                             .package = SLICE("github.com/marcus/sidecar/cmd/sidecar"),
                             .module = SLICE("github.com/marcus/sidecar"),
                             .module_version = slice_from(version),
                             .revision = slice_from(revision),
                             .modules = modules,
                             .nmodules = COUNT(modules)};
}

static const struct url_case {
    const char *function, *file;
    uint64_t line;
    const char *url;
} cases[] = {
    /* the standard library, with -trimpath and without */
    {"runtime.gopark", "runtime/proc.go", 424,
     "https://github.com/golang/go/blob/go1.26.8/src/runtime/proc.go#L424"},
    {"net/http.(*conn).serve", "/usr/local/go/src/net/http/server.go", 0,
     "https://github.com/golang/go/blob/go1.26.8/src/net/http/server.go"},
    {"net/http.(*conn).serve", "/home/x/src/elsewhere/server.go", 1, ""},
    /* the main module */
    {"main.main", "/home/x/sidecar/cmd/sidecar/main.go", 12,
     "https://github.com/marcus/sidecar/blob/" REVISION "/cmd/sidecar/main.go#L12"},
    {"main.main", "github.com/marcus/sidecar/cmd/sidecar/main.go", 12,
     "https://github.com/marcus/sidecar/blob/" REVISION "/cmd/sidecar/main.go#L12"},
    {"github.com/marcus/sidecar/internal/tty.(*Model).Run.func1",
     "/home/x/sidecar/internal/tty/tty.go", 7,
     "https://github.com/marcus/sidecar/blob/" REVISION "/internal/tty/tty.go#L7"},
    {"github.com/marcus/sidecar.New", "/home/x/sidecar/sidecar.go", 7,
     "https://github.com/marcus/sidecar/blob/" REVISION "/sidecar.go#L7"},
    {"github.com/marcus/sidecar/internal/tty.Run", "/tmp/generated/other/tty.go", 7, ""},
    {"github.com/marcus/sidecars/x.Run", "/home/x/sidecars/x/x.go", 7, ""},
    /* what it was built with */
    {"github.com/fsnotify/fsnotify.(*Watcher).readEvents",
     "/home/x/go/pkg/mod/github.com/fsnotify/fsnotify@v1.9.0/backend_inotify.go", 300,
     "https://github.com/fsnotify/fsnotify/blob/v1.9.0/backend_inotify.go#L300"},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.9.0/internal/x.go", 3,
     "https://github.com/fsnotify/fsnotify/blob/v1.9.0/internal/x.go#L3"},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.8.0/x.go", 3, ""},
    {"github.com/BurntSushi/toml.f", "~/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/d.go", 3,
     "https://github.com/BurntSushi/toml/blob/v1.4.0/d.go#L3"},
    {"github.com/docker/docker.f", "github.com/docker/docker@v27.1.1+incompatible/d.go", 3,
     "https://github.com/docker/docker/blob/v27.1.1/d.go#L3"},
    {"github.com/aws/aws-sdk-go-v2/service/s3.f",
     "github.com/aws/aws-sdk-go-v2/service/s3@v1.58.2/api.go", 3,
     "https://github.com/aws/aws-sdk-go-v2/blob/service/s3/v1.58.2/service/s3/api.go#L3"},
    {"github.com/mattn/go-isatty/v2.f", "github.com/mattn/go-isatty/v2@v2.0.1/a.go", 3,
     "https://github.com/mattn/go-isatty/blob/v2.0.1/a.go#L3"},
    {"golang.org/x/sys/unix.Poll", "golang.org/x/sys@v0.22.0/unix/poll.go", 3,
     "https://github.com/golang/sys/blob/v0.22.0/unix/poll.go#L3"},
    {"golang.org/x/exp/maps.f", "golang.org/x/exp@v0.0.0-20240719175910-8a7402abbf56/maps/m.go", 3,
     "https://github.com/golang/exp/blob/8a7402abbf56/maps/m.go#L3"},
    {"gitlab.com/acme/tool.f", "gitlab.com/acme/tool@v0.3.0/a.go", 3,
     "https://gitlab.com/acme/tool/-/blob/v0.3.0/a.go#L3"},
    {"gitlab.com/acme/group/tool.f", "gitlab.com/acme/group/tool@v0.3.0/a.go", 3, ""},
    {"bitbucket.org/acme/tool.f", "bitbucket.org/acme/tool@v0.3.0/a.go", 3,
     "https://bitbucket.org/acme/tool/src/v0.3.0/a.go#lines-3"},
    {"codeberg.org/acme/tool.f", "codeberg.org/acme/tool@v0.3.0/a.go", 3,
     "https://codeberg.org/acme/tool/src/tag/v0.3.0/a.go#L3"},
    {"example.com/tool.f", "example.com/tool@v0.3.0/a.go", 3, ""},
    {"github.com/acme/forked.f", "github.com/acme/forked@v1.0.0/a.go", 3, ""},
    /* what is made to lead astray */
    {"github.com/acme/evil.f", "github.com/acme/evil@v1.0.0\"onclick=x/a.go", 3, ""},
    {"github.com/../evil.f", "github.com/../evil@v1.0.0/a.go", 3, ""},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.9.0/../../../a.go", 3, ""},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.9.0/a b.go", 3, ""},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.9.0/a\".go", 3, ""},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.9.0//a.go", 3, ""},
    {"github.com/fsnotify/fsnotify.f", "github.com/fsnotify/fsnotify@v1.9.0/a.html", 3, ""},
    {"github.com/fsnotify/fsnotify.f", "javascript:alert(1)//github.com/x/y@v1/a.go", 3, ""},
    {"main._cgo_f", "_cgo_gotypes.go", 3, ""},
    {"memmove", "runtime/memmove.go", 3, ""},
    {"main.main", "", 3, ""},
    {"", "@.go", 0, ""},
    {"a.b", "@/.go", 0, ""},
    {"a.b", "/pkg/mod/@v1/.go", 0, ""},
};

static void a_frame_leads_to_its_source(void **state)
{
    (void)state;
    struct identity id = build(REVISION, "v1.3.0");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct url_case *c = &cases[i];
        struct slice url =
            source_url(&arena, &id, slice_from(c->function), slice_from(c->file), c->line);
        if (!slice_is(url, c->url))
            fail_msg("%s in %s: \"%.*s\" instead of \"%s\"", c->function, c->file, SLICE_ARG(url),
                     c->url);
    }
    arena_done(&arena);
}

/* Local changes, no version control, a Go of one's own: nobody has that source. */
static void what_nobody_has_is_no_link(void **state)
{
    (void)state;
    static const struct {
        const char *revision, *version, *want;
    } builds[] = {
        {REVISION "+", "v1.3.0", ""},
        {"", "(devel)", ""},
        {"", "", ""},
        {"", "v1.3.0", "https://github.com/marcus/sidecar/blob/v1.3.0/cmd/sidecar/main.go#L1"},
        {"", "v1.3.0+dirty", ""},
        {"not a revision", "v1.3.0", ""},
    };
    for (size_t i = 0; i < COUNT(builds); i++) {
        struct identity id = build(builds[i].revision, builds[i].version);
        struct slice url =
            source_url(&arena, &id, SLICE("main.main"), SLICE("/x/cmd/sidecar/main.go"), 1);
        if (!slice_is(url, builds[i].want))
            fail_msg("build %zu: %.*s", i, SLICE_ARG(url));
    }
    static const char *const versions[] = {"", "devel", "go1.", "go1.26.8 X:boringcrypto",
                                           "go1.26/../.."};
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct identity id = {.go_version = slice_from(versions[i])};
        assert_int_equal(
            source_url(&arena, &id, SLICE("runtime.gopark"), SLICE("runtime/proc.go"), 1).len, 0);
    }
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_leads_to_its_source),
        cmocka_unit_test(what_nobody_has_is_no_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
