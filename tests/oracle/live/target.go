package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// target is a process that was started here.
type target struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errors bytes.Buffer
	url    string
}

func start(program string, arguments ...string) (*target, error) {
	t := &target{cmd: exec.Command(program, arguments...)}
	t.cmd.Stderr = &t.errors
	var err error
	if t.in, err = t.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := t.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	t.out = bufio.NewReader(out)
	return t, t.cmd.Start()
}

// ask sends a command to zoo and returns the line that answers it.
func (t *target) ask(command string) (map[string]uint64, error) {
	fmt.Fprintln(t.in, command)
	line, err := t.out.ReadBytes('\n')
	answer := map[string]uint64{}
	if err == nil {
		err = json.Unmarshal(line, &answer)
	}
	return answer, err
}

func startZoo(program string) (*target, error) {
	t, err := start(program, "-contention", "-memprofilerate", "512", "-listen", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	line, err := t.out.ReadString('\n')
	t.url = strings.TrimSpace(strings.TrimPrefix(line, "listening "))
	return t, err
}

// end sends SIGQUIT and returns the dump that the runtime writes then.
func (t *target) end() string {
	t.cmd.Process.Signal(syscall.SIGQUIT)
	stop := time.AfterFunc(10*time.Second, func() { t.cmd.Process.Kill() })
	defer stop.Stop()
	t.cmd.Wait()
	return t.errors.String()
}

// fetch stores what the endpoint answers, over a connection of its own.
func fetch(url, path string) (string, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, answer.Status)
	}
	if err == nil {
		err = os.WriteFile(path, body, 0o600)
	}
	return string(body), err
}

// readLive runs collect on a process and unpacks what it read from its memory. Returns the folder.
func readLive(pid int, folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	bundle := filepath.Join(folder, "bundle.tgz")
	c := exec.Command(*collectPath, "-q", "--no-redact", "--only", "go.live", "-o", bundle, fmt.Sprint(pid))
	out, err := c.CombinedOutput()
	if _, missing := os.Stat(bundle); missing != nil { // a gap is for the comparison to find
		return "", fmt.Errorf("collect: %v: %s", err, out)
	}
	if out, err := exec.Command("tar", "-xzf", bundle, "-C", folder, "--strip-components=1").CombinedOutput(); err != nil {
		return "", fmt.Errorf("tar: %v: %s", err, out)
	}
	return filepath.Join(folder, "40-go"), nil
}
