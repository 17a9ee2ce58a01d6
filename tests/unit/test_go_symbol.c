#include "cmocka_all.h"

#include "go_symbol.h"

static const struct symbol_case {
    const char *function, *package;
    bool application;
} cases[] = {
    {"main.main", "main", true},
    {"main.(*Store).Get.func1", "main", true},
    {"github.com/acme/app/internal/store.(*DB).Open", "github.com/acme/app/internal/store", true},
    {"gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml%2ev3", true},
    {"acme/billing.Run", "acme/billing", true}, /* a module needs no dot */
    {"server.Run", "server", true},
    {"runtime.mallocgc", "runtime", false},
    {"runtime/pprof.Do", "runtime/pprof", false},
    {"net/http.(*conn).serve", "net/http", false},
    {"internal/poll.(*FD).Read", "internal/poll", false},
    {"vendor/golang.org/x/net/http2/hpack.(*Decoder).Write", "vendor/golang.org/x/net/http2/hpack",
     false},
    {"golang.org/x/net/http2.(*Server).Run", "golang.org/x/net/http2", true},
    {"slices.SortFunc[go.shape.[]github.com/a/b.T]", "slices", false},
    {"main.keep[github.com/a/b.T].func1", "main", true},
    {"sync.(*Pool[github.com/a/b.T]).Get", "sync", false},
    {"type..eq.main.T", "type", false},
    {"type:.eq.main.T", "type:", false},
    {"go:buildid.x", "go:buildid", false},
    {"memeqbody", "", false},
    {"pthread_create", "", false},
    {"[libc.so.6]", "", false},
    {"<unknown>", "", false},
    {"", "", false},
    {"a/", "", false},
    {".", "", false},
};

static void go_symbol_tells_whose_code_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice function = slice_from(cases[i].function);
        print_message("  case %s\n", cases[i].function);
        assert_true(slice_is(go_symbol_package(function), cases[i].package));
        assert_int_equal(go_symbol_is_application(function), cases[i].application);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(go_symbol_tells_whose_code_it_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
