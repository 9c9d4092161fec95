// Command load sends recorded requests to a server as fast as it takes them,
// records the requests that Daft sends, or writes them as a recording.
//
//	load send -url URL -requests N [-connections N] FILE.jsonl   prints a JSON object
//	load capture -listen ADDR -o FILE.jsonl                      until SIGINT or SIGTERM
//	load pack [-rate N] -o run.arrow FILE.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/daft-analyze/daft-analyze/recorder/burst"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: load send|capture|pack ...")
	}
	var err error
	switch os.Args[1] {
	case "send":
		err = send(os.Args[2:])
	case "pack":
		err = pack(os.Args[2:])
	case "capture":
		err = capture(os.Args[2:])
	default:
		err = fmt.Errorf("no command %q", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}

func send(args []string) error {
	flags := flag.NewFlagSet("send", flag.ExitOnError)
	url := flags.String("url", "", "base of every path")
	requests := flags.Int("requests", 10_000, "how many")
	connections := flags.Int("connections", 8, "how many at a time")
	label := flags.String("label", "", "what the ids of queries begin with")
	_ = flags.Parse(args)
	c, err := burst.Read(flags.Arg(0))
	if err != nil {
		return err
	}
	r, err := burst.Send(burst.Target{URL: *url, Connections: *connections}, c.Spread(*requests, *connections, *label), nil, nil)
	if err != nil {
		return err
	}
	if r.Error != nil {
		log.Print(r.Error)
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"accepted": r.Accepted, "busy": r.Busy, "refused": r.Refused, "failed": r.Failed, "bytes": r.Bytes,
		"seconds": r.Elapsed.Seconds(), "sender_cpu_seconds": float64(own.Utime.Nano()+own.Stime.Nano()) / 1e9,
	})
}

func capture(args []string) error {
	flags := flag.NewFlagSet("capture", flag.ExitOnError)
	address := flags.String("listen", "127.0.0.1:0", "address")
	path := flags.String("o", "capture.jsonl", "file to write")
	_ = flags.Parse(args)
	f, err := os.Create(*path)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	l, err := net.Listen("tcp", *address)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	var mu sync.Mutex
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			if len(body) == 0 {
				body = []byte("null")
			}
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintf(out, "{\"t\":%.6f,\"method\":%q,\"path\":%q,\"body\":%s}\n", float64(time.Now().UnixMicro())/1e6, r.Method, r.URL.Path, body)
		}))
	}()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	mu.Lock()
	defer mu.Unlock()
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}
