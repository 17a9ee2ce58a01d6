//go:build pprof

package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"strings"
)

func init() { serve = listenAndServe }

func listenAndServe(where string) (string, error) {
	network, address, shown := "tcp", where, "http://"
	if path := strings.TrimPrefix(where, "unix:"); path != where {
		network, address, shown = "unix", path, "unix:"
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return "", err
	}
	go func() {
		if err := http.Serve(l, nil); err != nil && !errors.Is(err, net.ErrClosed) {
			fmt.Fprintln(os.Stderr, "zoo:", err)
		}
	}()
	return shown + l.Addr().String(), nil
}
