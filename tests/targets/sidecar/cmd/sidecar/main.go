// Command sidecar is not Sidecar: a program with its import paths and the names of its functions, so
// that the rules for it can be tried on a real process. Healthy, it has a few of everything; with
// -sick it shows the faults that its guide knows, and at SIGUSR1 those that take CPU time, too; with
// -grow a healthy one gets worse at SIGUSR1, with -later in one way only.
//
// One line on stdout says where pprof listens: "listening http://127.0.0.1:PORT"; another one,
// "grown", that it has got worse.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

func waitForEnd(life time.Duration, grow func() error) {
	events := make(chan os.Signal, 1)
	signal.Notify(events, syscall.SIGTERM, syscall.SIGINT, syscall.SIGUSR1)
	end := time.After(life)
	for {
		select {
		case <-end:
			return
		case s := <-events:
			if s != syscall.SIGUSR1 {
				return
			}
			if err := grow(); err != nil {
				log.Fatal(err)
			}
			fmt.Println("grown")
		}
	}
}

func main() {
	isSick := flag.Bool("sick", false, "show the faults of the guide")
	growing := flag.Bool("grow", false, "get worse at SIGUSR1")
	fault := flag.String("later", "", "the fault that comes at SIGUSR1: large, drawing, capturing, blocked")
	closed := flag.Bool("no-pprof", false, "do not listen")
	home := flag.String("home", "", "folder for session files")
	life := flag.Duration("for", time.Minute, "end after this time")
	flag.Parse()
	chosen := healthy
	if *isSick {
		chosen = sick
	}
	// So that its children end with it.
	_ = syscall.Setpgid(0, 0)
	if err := chosen.start(*home); err != nil {
		log.Fatal(err)
	}
	// How long a goroutine waits is set by the collections.
	go func() {
		for range time.Tick(5 * time.Second) {
			runtime.GC()
		}
	}()
	if *closed {
		fmt.Println("listening nowhere")
	} else {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		go func() { log.Fatal(http.Serve(listener, nil)) }()
		fmt.Printf("listening http://%s\n", listener.Addr())
	}
	waitForEnd(*life, func() error {
		switch {
		case *isSick:
			return busy.start(*home)
		case *growing:
			return worse.start(*home)
		case *fault != "":
			return later[*fault].start(*home)
		default:
			return nil
		}
	})
	signal.Ignore(syscall.SIGTERM)
	_ = syscall.Kill(0, syscall.SIGTERM)
}
