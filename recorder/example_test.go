package recorder_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
)

// A program that starts a job records it: here one that is no Daft job, so that
// only what the recorder itself saw is in the recording.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	result, err := recorder.Run(context.Background(), recorder.Options{
		Output:    filepath.Join(dir, "run.arrow"),
		CreatedBy: "my-scheduler 1.0",
		Arguments: []string{"sh", "-c", "echo the job says hello; exit 3"},
		NoSamples: true,
		Warn:      func(line string) { log.Print(line) },
	})
	if err != nil {
		log.Fatal(err) // the job was not run
	}
	if result.WriteError != nil {
		log.Print(result.WriteError) // the job has run, its recording is incomplete
	}
	fmt.Println("the job's exit code:", result.ExitCode)

	run, err := format.Open(result.Path)
	if err != nil {
		log.Fatal(err)
	}
	defer run.Close()
	for run.Next() {
		fmt.Println(run.Event().Kind)
	}
	if err := run.Err(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(run.Status().State)
	// Output:
	// the job says hello
	// the job's exit code: 3
	// recording_start
	// job_start
	// output
	// job_end
	// recording_end
	// complete
}

// A program whose jobs are started by somebody else collects what they report.
func ExampleListen() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	ctx, stop := context.WithCancel(context.Background())
	var received []format.Kind // of the goroutine that writes, until Listen returns
	result, err := recorder.Listen(ctx, recorder.Options{
		Output:  filepath.Join(dir, "all.arrow"),
		Observe: func(e *format.Event) { received = append(received, e.Kind) },
	}, func(url string) {
		for _, v := range recorder.Variables("URL", recorder.Options{NoOTLP: true}) {
			fmt.Println("jobs need", v)
		}
		report(url, "hardy-phoenix-260fd4")
		stop() // a program would go on until it is told to end
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("received", received)
	fmt.Println(result.Events, "events of", result.Queries)
	// Output:
	// jobs need DAFT_DASHBOARD_URL=URL
	// jobs need DAFT_TASK_EVENTS_ENABLED=1
	// received [recording_start query_start query_end]
	// 4 events of [hardy-phoenix-260fd4]
}

// A collector of a cluster writes one file a query, or one a job where the URL
// names it, and keeps the newest 1,000.
func ExampleListen_directory() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	limits := collect.DefaultLimits
	limits.Files = 1000
	ctx, stop := context.WithCancel(context.Background())
	result, err := recorder.Listen(ctx, recorder.Options{
		Directory: filepath.Join(dir, "runs"),
		Limits:    limits,
		Closed: func(f collect.File) {
			fmt.Printf("query %q, job %q: %d events (%s)\n", f.Query, f.Job, f.Events, f.Outcome)
		},
	}, func(url string) {
		report(url, "hardy-phoenix-260fd4")
		report(url+"/job/nightly", "eager-plaza-bce89b")
		report(url+"/job/nightly", "sharp-heron-106208")
		stop()
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Files, "files of", len(result.Queries), "queries")
	// Unordered output:
	// query "hardy-phoenix-260fd4", job "": 4 events (stopped)
	// query "", job "nightly": 6 events (stopped)
	// 2 files of 3 queries
}

// report does what Daft does in a job: it says that a query began and ended.
func report(url, query string) {
	for _, message := range [][2]string{
		{"start", `{"start_sec":1790000000.5}`},
		{"end", `{"end_sec":1790000001.5,"end_state":"Finished"}`},
	} {
		answer, err := http.Post(url+"/engine/query/"+query+"/"+message[0], "application/json", strings.NewReader(message[1]))
		if err != nil {
			log.Fatal(err)
		}
		answer.Body.Close()
	}
}
