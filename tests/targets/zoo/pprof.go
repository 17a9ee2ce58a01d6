//go:build pprof

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime/pprof"
	"strings"
	"time"
)

var tellConnections = flag.Bool("connections", false, "write the time of each connection, in ns since 1970")

func init() { serve = listenAndServe }

// labelled waits with labels on it, which dumps have since Go 1.27.
func labelled(ready chan<- bool) {
	pprof.Do(context.Background(), pprof.Labels("tenant", "acme", "path", "/a b\"é"), func(context.Context) {
		ready <- true
		select {}
	})
}

func connection(_ net.Conn, state http.ConnState) {
	if *tellConnections && state == http.StateNew {
		fmt.Println("connection", time.Now().UnixNano())
	}
}

func listenAndServe(where string) (string, error) {
	network, address, shown := "tcp", where, "http://"
	if path := strings.TrimPrefix(where, "unix:"); path != where {
		network, address, shown = "unix", path, "unix:"
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return "", err
	}
	startMarks()
	ready := make(chan bool)
	go labelled(ready)
	<-ready
	go func() {
		server := http.Server{ConnState: connection, Handler: watched(http.DefaultServeMux)}
		if err := server.Serve(l); err != nil && !errors.Is(err, net.ErrClosed) {
			fmt.Fprintln(os.Stderr, "zoo:", err)
		}
	}()
	return shown + l.Addr().String(), nil
}
