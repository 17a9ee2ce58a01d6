// Command hostile is a pprof server that misbehaves, path by path, to test who reads from it.
//
//	hostile -on /debug/pprof/heap=hang-body -on /debug/pprof/profile=reset
//	hostile -all login                          every path
//	hostile -list                               the behaviours
//
// It can also guard itself as servers in the field do: -token, -user, -write-timeout, -tls.
//
// Paths without a behaviour answer as net/http/pprof does. It listens on a loopback address only and
// ends by itself. One line on stdout says where: "listening http://127.0.0.1:PORT".
package main

import (
	"context"
	_ "expvar"
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"sort"
	"strings"
	"syscall"
	"time"
)

// choices maps a path (without its query) to the name of a behaviour; "*" is every other path.
type choices map[string]string

func (c choices) String() string { return "" }

func (c choices) Set(text string) error {
	path, name, found := strings.Cut(text, "=")
	if !found || !strings.HasPrefix(path, "/") {
		return fmt.Errorf("want /PATH=BEHAVIOUR")
	}
	return c.choose(path, name)
}

func (c choices) choose(path, name string) error {
	if behaviours[name] == nil {
		return fmt.Errorf("no behaviour %q (see -list)", name)
	}
	c[path] = name
	return nil
}

// server answers a connection as the choices say; done ends the answers that would never end.
type server struct {
	choices choices
	done    <-chan struct{}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, found := s.choices[r.URL.Path]
	if !found {
		name, found = s.choices["*"]
	}
	if !found {
		http.DefaultServeMux.ServeHTTP(w, r)
		return
	}
	conn, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	behaviours[name](&answer{Writer: buffered.Writer, conn: conn, done: s.done})
	buffered.Flush()
}

func listBehaviours() {
	names := make([]string, 0, len(behaviours))
	for name := range behaviours {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println(strings.Join(names, "\n"))
}

func listenElsewhere(n int) error {
	for i := 0; i < n; i++ {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		go http.Serve(listener, http.NotFoundHandler())
	}
	return nil
}

func main() {
	chosen := choices{}
	all := flag.String("all", "", "`behaviour` of every path that -on does not name")
	life := flag.Duration("for", 2*time.Minute, "end after this `time`")
	others := flag.Int("ports", 0, "listen on `N` more ports that have no pprof")
	list := flag.Bool("list", false, "list the behaviours")
	var guard guards
	guard.flags()
	flag.Var(chosen, "on", "`/PATH=BEHAVIOUR`, repeatable")
	flag.Parse()
	if *list {
		listBehaviours()
		return
	}
	if *all != "" {
		if err := chosen.choose("*", *all); err != nil {
			fmt.Fprintln(os.Stderr, "hostile:", err)
			os.Exit(2)
		}
	}
	err := listenElsewhere(*others)
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *life)
	defer cancel()
	scheme := guard.serve(listener, &server{choices: chosen, done: ctx.Done()})
	fmt.Println("listening " + scheme + "://" + listener.Addr().String())
	<-ctx.Done()
}
