/* go_symbol.c - what the name of a Go function says about where it comes from. */
#include "go_symbol.h"

/* First path elements that the standard library owns. A module may be called "server" or
 * "acme/billing" without any dot, so the lack of one alone proves nothing. */
static const struct slice standard[] = {
    SLICE_INIT("archive"), SLICE_INIT("arena"),    SLICE_INIT("bufio"),    SLICE_INIT("builtin"),
    SLICE_INIT("bytes"),   SLICE_INIT("cmp"),      SLICE_INIT("compress"), SLICE_INIT("container"),
    SLICE_INIT("context"), SLICE_INIT("crypto"),   SLICE_INIT("database"), SLICE_INIT("debug"),
    SLICE_INIT("embed"),   SLICE_INIT("encoding"), SLICE_INIT("errors"),   SLICE_INIT("expvar"),
    SLICE_INIT("flag"),    SLICE_INIT("fmt"),      SLICE_INIT("go"),       SLICE_INIT("hash"),
    SLICE_INIT("html"),    SLICE_INIT("image"),    SLICE_INIT("index"),    SLICE_INIT("internal"),
    SLICE_INIT("io"),      SLICE_INIT("iter"),     SLICE_INIT("log"),      SLICE_INIT("maps"),
    SLICE_INIT("math"),    SLICE_INIT("mime"),     SLICE_INIT("net"),      SLICE_INIT("os"),
    SLICE_INIT("path"),    SLICE_INIT("plugin"),   SLICE_INIT("reflect"),  SLICE_INIT("regexp"),
    SLICE_INIT("runtime"), SLICE_INIT("simd"),     SLICE_INIT("slices"),   SLICE_INIT("sort"),
    SLICE_INIT("strconv"), SLICE_INIT("strings"),  SLICE_INIT("structs"),  SLICE_INIT("sync"),
    SLICE_INIT("syscall"), SLICE_INIT("testing"),  SLICE_INIT("text"),     SLICE_INIT("time"),
    SLICE_INIT("unicode"), SLICE_INIT("unique"),   SLICE_INIT("unsafe"),   SLICE_INIT("vendor"),
    SLICE_INIT("weak"),    SLICE_INIT("type"), /* "type..eq.main.T": comparison made by the compiler
                                                */
};

static size_t find_byte(struct slice s, unsigned char byte)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == byte)
            return i;
    return s.len;
}

/* Receivers and type arguments may hold slashes and dots of their own: "slices.Sort[a.b/c.T]". */
static struct slice before_brackets(struct slice s)
{
    s = slice_take(s, find_byte(s, '('));
    return slice_take(s, find_byte(s, '['));
}

struct slice go_symbol_package(struct slice function)
{
    struct slice head = before_brackets(function);
    size_t slash = slice_rfind_byte(head, '/');
    size_t base = slash == SIZE_MAX ? 0 : slash + 1;
    size_t dot = find_byte(slice_drop(head, base), '.');
    if (base + dot >= head.len)
        return SLICE("");
    return slice_take(head, base + dot);
}

struct slice go_symbol_short(struct slice function)
{
    size_t slash = slice_rfind_byte(before_brackets(function), '/');
    return slash == SIZE_MAX ? function : slice_drop(function, slash + 1);
}

/* Modules, as symbols spell them: dots of the last path element are escaped. */
static const struct slice decoders[] = {
    SLICE_INIT("github.com/BurntSushi/toml"),
    SLICE_INIT("github.com/bytedance/sonic"),
    SLICE_INIT("github.com/fxamacker/cbor"),
    SLICE_INIT("github.com/goccy/go-json"),
    SLICE_INIT("github.com/goccy/go-yaml"),
    SLICE_INIT("github.com/gogo/protobuf"),
    SLICE_INIT("github.com/golang/protobuf"),
    SLICE_INIT("github.com/json-iterator/go"),
    SLICE_INIT("github.com/mailru/easyjson"),
    SLICE_INIT("github.com/pelletier/go-toml"),
    SLICE_INIT("github.com/vmihailenco/msgpack"),
    SLICE_INIT("go.yaml.in/yaml"),
    SLICE_INIT("google.golang.org/protobuf"),
    SLICE_INIT("gopkg.in/yaml"),
    SLICE_INIT("sigs.k8s.io/yaml"),
};

bool go_symbol_is_decoder(struct slice function)
{
    struct slice package = go_symbol_package(function);
    for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
        struct slice rest = package;
        if (slice_skip(&rest, decoders[i]) &&
            (rest.len == 0 || rest.ptr[0] == '/' || rest.ptr[0] == '.' || rest.ptr[0] == '%'))
            return true;
    }
    return false;
}

bool go_symbol_is_application(struct slice function)
{
    struct slice package = go_symbol_package(function);
    if (package.len == 0 || slice_has_prefix(function, SLICE("type:")) ||
        slice_has_prefix(function, SLICE("go:")))
        return false;
    struct slice first = slice_take(package, find_byte(package, '/'));
    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
        if (slice_equal(first, standard[i]))
            return false;
    return true;
}
