//go:build pprof

package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"strings"
	"time"
)

var tellConnections = flag.Bool("connections", false, "write the time of each connection, in ns since 1970")

func init() { serve = listenAndServe }

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
	go func() {
		server := http.Server{ConnState: connection, Handler: watched(http.DefaultServeMux)}
		if err := server.Serve(l); err != nil && !errors.Is(err, net.ErrClosed) {
			fmt.Fprintln(os.Stderr, "zoo:", err)
		}
	}()
	return shown + l.Addr().String(), nil
}
