//go:build pprof

package main

import (
	"context"
	"expvar"
	"flag"
	"fmt"
	"net/http"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"time"
)

var (
	markText = flag.String("mark", "", "put this `text` into labels, traces, profile names and /debug/vars")
	requests = flag.Bool("requests", false, "write each request: \"request PATH?QUERY\"")
	refuse   = flag.String("refuse", "", "answer this `path` with an error, and the text of -mark as its body")
)

// ownProfiles are profiles that only this program has. One stands in for what newer versions of Go have.
var ownProfiles = []string{"zoo.handles", "zoo/own one", "goroutineleak"}

func addProfiles() {
	for _, name := range ownProfiles {
		p := pprof.Lookup(name)
		if p == nil {
			p = pprof.NewProfile(name)
		}
		if strings.HasPrefix(name, "zoo") {
			for i := 0; i < 7; i++ {
				p.Add(new(int), 1)
			}
		}
	}
}

// work runs under labels for as long as the program does, in short regions, so that every kind of profile has it.
func work(text string) {
	labels := pprof.Labels("mark", text, text, "key")
	pprof.Do(context.Background(), labels, func(ctx context.Context) {
		ctx, task := trace.NewTask(ctx, text)
		defer task.End()
		for {
			trace.WithRegion(ctx, "region "+text, func() {
				for until := time.Now().Add(2 * time.Millisecond); time.Now().Before(until); {
				}
			})
			trace.Log(ctx, "mark", text)
			time.Sleep(5 * time.Millisecond)
		}
	})
}

func startMarks() {
	if *markText == "" {
		return
	}
	addProfiles()
	expvar.NewString("mark").Set(*markText)
	go work(*markText)
}

// watched writes down what is asked, and refuses what is to be refused.
func watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if *requests {
			fmt.Println("request", r.URL.RequestURI())
		}
		if *refuse != "" && r.URL.Path == *refuse {
			http.Error(w, *markText, http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}
