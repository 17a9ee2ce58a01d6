/* What: every kind of answer, also the malicious ones, becomes one clear result, in bounded time
 * and space. The server is a child of the test on a unix socket: one behaviour per connection. */
#include "cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fileio.h"
#include "http.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

struct answer_case {
    const char *name, *answer;
    bool hang, endless; /* after the answer: stay silent, or send for ever */
    const char *tail_from;
    enum bundle_status status;
    const char *reason; /* start of it */
    const char *body;   /* what is kept; NULL: not looked at */
};

static const struct answer_case cases[] = {
    {"whole", OK "Content-Length: 5\r\n\r\nhello", false, false, NULL, BUNDLE_OK, "", "hello"},
    {"no length", OK "Connection: close\r\n\r\nhello", false, false, NULL, BUNDLE_OK, "", "hello"},
    {"cut", OK "Content-Length: 50\r\n\r\nhello", false, false, NULL, BUNDLE_FAILED, "Transferred",
     NULL},
    {"silent", "", true, false, NULL, BUNDLE_TIMEOUT, "no complete answer", ""},
    {"stuck", OK "Content-Length: 50\r\n\r\nhello", true, false, NULL, BUNDLE_TIMEOUT,
     "no complete answer after 1 s, 5 bytes", "hello"},
    {"endless", OK "\r\n", false, true, NULL, BUNDLE_TRUNCATED, "longer than 1000 bytes", NULL},
    {"tail", OK "\r\nrecords\n# mark\nold\n# mark\nend\n", false, false, "# mark", BUNDLE_OK, "",
     "# mark\nend\n"},
    {"no tail", OK "\r\nrecords\n", false, false, "# mark", BUNDLE_FAILED,
     "the answer does not end", ""},
    {"401", "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n", false, false, NULL, BUNDLE_DENIED,
     "HTTP 401: a password", ""},
    {"403", "HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n", false, false, NULL, BUNDLE_DENIED,
     "HTTP 403", ""},
    {"404", "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n", false, false, NULL, BUNDLE_UNSUPPORTED,
     "HTTP 404", ""},
    {"500", "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", false, false, NULL, BUNDLE_FAILED,
     "HTTP 500", ""},
    {"redirect", "HTTP/1.1 302 X\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n",
     false, false, NULL, BUNDLE_FAILED, "HTTP 302: sent on to http://192.0.2.1/, another server",
     ""},
    {"redirect with a password",
     "HTTP/1.1 302 X\r\nLocation: http://u:pass@192.0.2.1/x?token=y\r\nContent-Length: 0\r\n\r\n",
     false, false, NULL, BUNDLE_FAILED, "HTTP 302: sent on to http://192.0.2.1/x, another", ""},
    {"redirect to a file", "HTTP/1.1 302 X\r\nLocation: file:///etc/x\r\nContent-Length: 0\r\n\r\n",
     false, false, NULL, BUNDLE_FAILED, "HTTP 302: redirected to what is no web address", ""},
    {"not HTTP", "SSH-2.0-something\r\n", false, false, NULL, BUNDLE_FAILED, "not an HTTP", NULL},
    {"nothing", "", false, false, NULL, BUNDLE_FAILED, "", ""},
};

static char socket_path[100];

static _Noreturn void serve(int listener)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        char request[4096];
        int c = accept(listener, NULL, NULL);
        if (c < 0 || read(c, request, sizeof request) <= 0)
            _exit(1);
        (void)!write(c, cases[i].answer, strlen(cases[i].answer));
        while (cases[i].endless && write(c, request, sizeof request) > 0)
            ;
        if (cases[i].hang)
            (void)!read(c, request, sizeof request); /* until the client gives up */
        close(c);
    }
    _exit(0);
}

static pid_t start_server(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(socket_path, sizeof socket_path, "/tmp/exhibit-http-%ld", (long)getpid());
    memcpy(a.sun_path, socket_path, strlen(socket_path) + 1);
    unlink(socket_path);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(s, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s, 5), 0);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_IGN);
        alarm(60);
        serve(s);
    }
    close(s);
    return pid;
}

static void check(const struct answer_case *want, const struct http_result *got, int fd)
{
    char body[2000] = "";
    ssize_t n = pread(fd, body, sizeof body - 1, 0);
    print_message("  case %s: %s\n", want->name, got->reason);
    assert_int_equal(got->status, want->status);
    assert_memory_equal(got->reason, want->reason, strlen(want->reason));
    if (got->status == BUNDLE_OK)
        assert_string_equal(got->reason, "");
    else
        assert_true(got->reason[0] != '\0');
    if (want->body)
        assert_string_equal(body, want->body);
    assert_true(n <= 1000);
}

static void http_names_every_kind_of_answer(void **state)
{
    (void)state;
    pid_t server = start_server();
    struct http *h = http_new();
    struct error err = {0};
    assert_non_null(h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = fileio_anonymous("/tmp");
        struct http_request q = {.url = "http://localhost/debug/pprof/heap",
                                 .unix_path = socket_path,
                                 .fd = fd,
                                 .ceiling = 1000,
                                 .deadline = 1,
                                 .tail_from = cases[i].tail_from,
                                 .owner = h};
        struct http_result r = {0};
        assert_int_equal(http_start(h, &q, &err), STATUS_OK);
        while (!http_take(h, &r))
            http_wait(h, NULL, 0, 100);
        assert_ptr_equal(r.owner, h);
        check(&cases[i], &r, fd);
        close(fd);
    }
    http_free(h);
    unlink(socket_path);
    int wait_status;
    assert_int_equal(waitpid(server, &wait_status, 0), server);
    assert_int_equal(wait_status, 0);
}

static void http_takes_urls_apart(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host;
        unsigned port;
        bool loopback;
        const char *public, *userinfo, *joined;
    } urls[] = {
        {"http://localhost:6060", "localhost", 6060, true, "http://localhost:6060/", "",
         "http://localhost:6060/debug/pprof/heap?debug=1"},
        {"http://u:p%40ss@127.0.0.9:80/x/", "127.0.0.9", 80, true, "http://127.0.0.9:80/x/",
         "u:p%40ss", "http://u:p%40ss@127.0.0.9:80/x/debug/pprof/heap?debug=1"},
        {"https://[::1]:1/a?b=c#d", "::1", 1, true, "https://[::1]:1/a?b=c", "",
         "https://[::1]:1/a/debug/pprof/heap?debug=1"},
        {"https://example.org", "example.org", 443, false, "https://example.org/", "",
         "https://example.org/debug/pprof/heap?debug=1"},
    };
    for (size_t i = 0; i < COUNT(urls); i++) {
        char host[256];
        unsigned port = 0;
        print_message("  case %s\n", urls[i].url);
        assert_true(http_url_host(urls[i].url, host, sizeof host, &port));
        assert_string_equal(host, urls[i].host);
        assert_int_equal(port, urls[i].port);
        assert_int_equal(http_is_loopback(urls[i].url), urls[i].loopback);
        char *text = http_url_public(urls[i].url);
        assert_string_equal(text, urls[i].public);
        free(text);
        text = http_url_userinfo(urls[i].url);
        assert_string_equal(text, urls[i].userinfo);
        free(text);
        text = http_url_join(urls[i].url, "debug/pprof/heap?debug=1");
        assert_string_equal(text, urls[i].joined);
        free(text);
    }
    char host[4];
    unsigned port;
    assert_false(http_url_host("ftp://localhost", host, sizeof host, &port));
    assert_false(http_url_host("http://too-long", host, sizeof host, &port));
    assert_false(http_url_host("", host, sizeof host, &port));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(http_names_every_kind_of_answer),
        cmocka_unit_test(http_takes_urls_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
