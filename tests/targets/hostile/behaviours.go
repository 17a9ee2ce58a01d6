package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"runtime/pprof"
	"strings"
	"time"
)

// answer is a connection that was taken over after the request was read.
type answer struct {
	*bufio.Writer
	conn net.Conn
	done <-chan struct{}
}

const profileType = "Content-Type: application/octet-stream\r\n"

// behaviours: each writes one answer; the connection is closed behind it.
var behaviours = map[string]func(*answer){
	"hang-header":     func(a *answer) { a.wait() },
	"hang-body":       hangBody,
	"trickle":         trickle,
	"trickle-header":  trickleHeader,
	"reset":           reset,
	"early-close":     func(a *answer) {},
	"401":             func(a *answer) { a.status("401 Unauthorized", "WWW-Authenticate: Basic\r\n") },
	"403":             func(a *answer) { a.status("403 Forbidden", "") },
	"404":             func(a *answer) { a.status("404 Not Found", "") },
	"500":             func(a *answer) { a.status("500 Internal Server Error", "") },
	"login":           login,
	"redirect-away":   redirectTo("http://other.invalid/debug/pprof/"),
	"redirect-loop":   redirectTo("?again"),
	"redirect-file":   redirectTo("file:///etc/passwd"),
	"length-long":     wrongLength(+1000),
	"length-short":    wrongLength(-100),
	"endless":         endless,
	"gzip-bomb":       gzipBomb,
	"gzip-truncated":  gzipTruncated,
	"gzip-not":        func(a *answer) { a.whole(profileType, []byte("this is no profile")) },
	"pprof-garbage":   pprofGarbage,
	"empty":           func(a *answer) { a.whole(profileType, nil) },
	"headers-endless": endlessHeaders,
	"index-hostile":   hostileIndex,
	"index-large":     largeIndex,
	"trailers":        endlessTrailers,
	"100-endless":     early("100 Continue", 0),
	"103-trickle":     early("103 Early Hints", 200*time.Millisecond),
	"101":             raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n\x00"),
	"http-0.9":        raw("this is no profile\n"),
	"chunk-garbage":   raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello"),
	"chunk-huge":      raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello"),
	"chunk-endless":   endlessChunk,
	"length-negative": raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
	"packed-bomb":     packedBomb,
	"metrics":         metrics,
}

func (a *answer) head(status, headers string) {
	fmt.Fprintf(a, "HTTP/1.1 %s\r\nConnection: close\r\n%s", status, headers)
}

func (a *answer) status(status, headers string) {
	body := status + "\n"
	a.head(status, headers)
	fmt.Fprintf(a, "Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

func (a *answer) whole(headers string, body []byte) {
	a.head("200 OK", headers)
	fmt.Fprintf(a, "Content-Length: %d\r\n\r\n", len(body))
	a.Write(body)
}

// wait until the server ends; who asked may go away before.
func (a *answer) wait() {
	a.Flush()
	<-a.done
}

// pause is false when the server ends or the other side is gone.
func (a *answer) pause(d time.Duration) bool {
	if a.Flush() != nil {
		return false
	}
	select {
	case <-a.done:
		return false
	case <-time.After(d):
		return true
	}
}

// heapProfile is a real one: of this server.
func heapProfile() []byte {
	var out bytes.Buffer
	pprof.Lookup("heap").WriteTo(&out, 0)
	return out.Bytes()
}

func hangBody(a *answer) {
	body := heapProfile()
	a.head("200 OK", profileType)
	fmt.Fprintf(a, "Content-Length: %d\r\n\r\n", len(body))
	a.Write(body[:len(body)/2])
	a.wait()
}

func trickle(a *answer) {
	body := heapProfile()
	a.head("200 OK", profileType)
	fmt.Fprintf(a, "Content-Length: %d\r\n\r\n", len(body))
	for _, b := range body {
		a.WriteByte(b)
		if !a.pause(time.Second) {
			return
		}
	}
}

func trickleHeader(a *answer) {
	for _, b := range []byte("HTTP/1.1 200 OK\r\nX-Slow: " + strings.Repeat("z", 600)) {
		a.WriteByte(b)
		if !a.pause(time.Second) {
			return
		}
	}
}

func reset(a *answer) {
	a.head("200 OK", profileType)
	fmt.Fprint(a, "Content-Length: 100000\r\n\r\n")
	a.Write(heapProfile()[:64])
	a.Flush()
	if tcp, ok := a.conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) // close() then sends a reset
	}
}

func login(a *answer) {
	a.whole("Content-Type: text/html; charset=utf-8\r\n", []byte("<!doctype html><title>Sign in</title>"+
		"<form action=/login method=post><input name=user><input name=password type=password></form>\n"))
}

func redirectTo(where string) func(*answer) {
	return func(a *answer) {
		a.head("302 Found", "Location: "+where+"\r\n")
		fmt.Fprint(a, "Content-Length: 0\r\n\r\n")
	}
}

func wrongLength(by int) func(*answer) {
	return func(a *answer) {
		body := heapProfile()
		a.head("200 OK", profileType)
		fmt.Fprintf(a, "Content-Length: %d\r\n\r\n", len(body)+by)
		a.Write(body)
	}
}

func endless(a *answer) {
	a.head("200 OK", profileType)
	fmt.Fprint(a, "\r\n")
	block := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	for a.pause(0) {
		if _, err := a.Write(block); err != nil {
			return
		}
	}
}

func endlessHeaders(a *answer) {
	fmt.Fprint(a, "HTTP/1.1 200 OK\r\n")
	for i := 0; a.pause(0); i++ {
		for j := 0; j < 100; j++ {
			if _, err := fmt.Fprintf(a, "X-Header-%d-%d: %064d\r\n", i, j, 0); err != nil {
				return
			}
		}
	}
}

// gzipBomb: two gigabytes of zeros in two megabytes.
func gzipBomb(a *answer) {
	a.head("200 OK", profileType)
	fmt.Fprint(a, "\r\n")
	packed := gzip.NewWriter(a)
	block := make([]byte, 1<<20)
	for i := 0; i < 2048 && a.pause(0); i++ {
		if _, err := packed.Write(block); err != nil {
			return
		}
	}
	packed.Close()
}

func gzipTruncated(a *answer) {
	body := heapProfile()
	a.whole(profileType, body[:len(body)*3/4])
}

// pprofGarbage: sound gzip around bytes that are no protobuf message.
func pprofGarbage(a *answer) {
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	packed.Write(bytes.Repeat([]byte{0xff}, 5000))
	packed.Close()
	a.whole(profileType, out.Bytes())
}

func hostileIndex(a *answer) {
	names := []string{
		"heap", "goroutine", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd",
		"<script>alert(1)</script>", "a%00b", "a\x00b", "heap?debug=2", "http://other.invalid/heap",
		"//other.invalid/heap", "con\nmanifest.json", ".", "..", "", " ", "-rf", "\xff\xfe",
		"manifest.json", "heap.pb.gz", strings.Repeat("long", 5000), "HEAP", "ünï", "\x1b[2J",
	}
	for i := 0; i < 3000; i++ {
		names = append(names, fmt.Sprintf("profile%d", i))
	}
	var page strings.Builder
	page.WriteString("<html><head><title>/debug/pprof/</title></head><body><table>\n")
	for _, name := range names {
		fmt.Fprintf(&page, "<tr><td>1</td><td><a href='%s?debug=1'>%s</a></td></tr>\n", name, name)
	}
	page.WriteString("</table></body></html>\n")
	a.whole("Content-Type: text/html; charset=utf-8\r\n", []byte(page.String()))
}

// metrics is no misbehaviour: what Prometheus would read from a server that has it.
func metrics(a *answer) {
	a.whole("Content-Type: text/plain; version=0.0.4\r\n", []byte("# HELP jobs_total Jobs done.\n"+
		"# TYPE jobs_total counter\njobs_total{queue=\"a\"} 12\ngo_goroutines 7\n"))
}

// endlessTrailers: behind a body without bytes.
func endlessTrailers(a *answer) {
	a.head("200 OK", profileType+"Transfer-Encoding: chunked\r\n")
	fmt.Fprint(a, "\r\n0\r\n")
	for a.pause(0) {
		if _, err := a.WriteString(strings.Repeat("X: y\r\n", 10000)); err != nil {
			return
		}
	}
}

// early: answers that announce another one, and never the last one.
func early(status string, every time.Duration) func(*answer) {
	return func(a *answer) {
		for a.pause(every) {
			if _, err := fmt.Fprintf(a, "HTTP/1.1 %s\r\nLink: </x>\r\n\r\n", status); err != nil {
				return
			}
		}
	}
}

// endlessChunk: one chunk whose head never ends.
func endlessChunk(a *answer) {
	a.head("200 OK", profileType+"Transfer-Encoding: chunked\r\n")
	fmt.Fprint(a, "\r\n5;")
	for a.pause(0) {
		if _, err := a.WriteString(strings.Repeat("x", 1<<16)); err != nil {
			return
		}
	}
}

// raw writes bytes that are no HTTP, or no sound HTTP.
func raw(bytes string) func(*answer) {
	return func(a *answer) { a.WriteString(bytes) }
}

// packedBomb: a body that says that it is packed, and unpacks to very much.
func packedBomb(a *answer) {
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	for i := 0; i < 300; i++ {
		packed.Write(make([]byte, 1<<20))
	}
	packed.Close()
	a.whole(profileType+"Content-Encoding: gzip\r\n", out.Bytes())
}

// largeIndex: ten thousand profiles, more than a megabyte of page.
func largeIndex(a *answer) {
	var page strings.Builder
	page.WriteString("<html><head><title>/debug/pprof/</title></head><body><table>\n")
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		fmt.Fprintf(&page, "<tr><td>7</td><td><a href='%s?debug=1'>%s</a></td></tr>\n", name, name)
	}
	for i := 0; i < 10000; i++ {
		name := fmt.Sprintf("a-profile-with-a-rather-long-name-%05d", i)
		fmt.Fprintf(&page, "<tr><td>%d</td><td><a href='%s?debug=1'>%s</a></td></tr>\n", i, name, name)
	}
	page.WriteString("</table></body></html>\n")
	a.whole("Content-Type: text/html; charset=utf-8\r\n", []byte(page.String()))
}
