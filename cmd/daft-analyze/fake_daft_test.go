package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/creack/pty"
)

// fakeDaft is a job that reports as Daft does. Each line of its input is one
// step: "post PATH BODY" reports to the recorder, "print TEXT" prints (\n and \e
// are escapes), "exit CODE" ends.
func fakeDaft() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		verb, rest, _ := strings.Cut(in.Text(), " ")
		switch verb {
		case "post":
			path, body, _ := strings.Cut(rest, " ")
			answer, err := http.Post(os.Getenv("DAFT_DASHBOARD_URL")+"/engine/query/"+path, "application/json", strings.NewReader(body))
			if err != nil || answer.StatusCode != 200 {
				fmt.Println("cannot post:", err, answer)
				os.Exit(99)
			}
			answer.Body.Close()
		case "print":
			fmt.Print(strings.NewReplacer(`\n`, "\n", `\e`, "\x1b", `\r`, "\r").Replace(rest))
		case "size":
			rows, cols, err := pty.Getsize(os.Stdout)
			fmt.Println(cols, "by", rows, err)
		case "exit":
			var code int
			_, _ = fmt.Sscan(rest, &code)
			os.Exit(code)
		}
	}
}
