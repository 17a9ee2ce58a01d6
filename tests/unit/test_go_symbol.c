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

static void go_symbol_knows_libraries_that_decode(void **state)
{
    (void)state;
    static const struct {
        const char *function;
        bool decodes;
    } names[] = {
        {"gopkg.in/yaml%2ev3.Unmarshal", true},
        {"gopkg.in/yaml.v3.(*decoder).unmarshal", true},
        {"go.yaml.in/yaml/v3.Unmarshal", true},
        {"google.golang.org/protobuf/internal/impl.(*MessageInfo).unmarshalPointer", true},
        {"github.com/json-iterator/go.(*frozenConfig).Unmarshal", true},
        {"github.com/json-iterator/gopher.Run", false},
        {"gopkg.in/yamlish.Run", false},
        {"google.golang.org/grpc.(*Server).Serve", false},
        {"encoding/json.Unmarshal", false},
        {"main.main", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        print_message("  case %s\n", names[i].function);
        assert_int_equal(go_symbol_is_decoder(slice_from(names[i].function)), names[i].decodes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(go_symbol_tells_whose_code_it_is),
                                       cmocka_unit_test(go_symbol_knows_libraries_that_decode)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
