package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// guards are what honest servers put in front of pprof.
type guards struct {
	token, user   string
	writeTimeout  time.Duration
	cert, clients string
}

func (g *guards) flags() {
	flag.StringVar(&g.token, "token", "", "refuse requests without this bearer `token`")
	flag.StringVar(&g.user, "user", "", "refuse requests without this `NAME:PASSWORD`")
	flag.DurationVar(&g.writeTimeout, "write-timeout", 0,
		"write timeout of the server; longer profiles are refused, as Go before 1.23 does")
	flag.StringVar(&g.cert, "tls", "", "PEM `file` with certificate and key: speak https")
	flag.StringVar(&g.clients, "tls-clients", "", "PEM `file`: refuse clients without a certificate of it")
}

func (g *guards) refuses(w http.ResponseWriter, r *http.Request) bool {
	name, password, _ := r.BasicAuth()
	if (g.token != "" && r.Header.Get("Authorization") != "Bearer "+g.token) ||
		(g.user != "" && name+":"+password != g.user) {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return true
	}
	seconds, err := strconv.ParseFloat(r.FormValue("seconds"), 64)
	if err == nil && g.writeTimeout != 0 && seconds >= g.writeTimeout.Seconds() &&
		(strings.HasSuffix(r.URL.Path, "/profile") || strings.HasSuffix(r.URL.Path, "/trace")) {
		http.Error(w, "profile duration exceeds server's WriteTimeout", http.StatusBadRequest)
		return true
	}
	return false
}

// serve starts the server behind its guards and returns the scheme of its address.
func (g *guards) serve(listener net.Listener, inner http.Handler) string {
	guarded := &http.Server{WriteTimeout: g.writeTimeout}
	guarded.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.refuses(w, r) {
			inner.ServeHTTP(w, r)
		}
	})
	if g.cert == "" {
		go guarded.Serve(listener)
		return "http"
	}
	guarded.TLSConfig = &tls.Config{NextProtos: []string{"http/1.1"}}
	if g.clients != "" {
		pem, err := os.ReadFile(g.clients)
		pool := x509.NewCertPool()
		if err != nil || !pool.AppendCertsFromPEM(pem) {
			fmt.Fprintln(os.Stderr, "hostile: no certificates in", g.clients)
			os.Exit(2)
		}
		guarded.TLSConfig.ClientCAs = pool
		guarded.TLSConfig.ClientAuth = tls.RequireAndVerifyClientCert
	}
	go guarded.ServeTLS(listener, g.cert, g.cert)
	return "https"
}
