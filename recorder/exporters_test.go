package recorder

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestExporters(t *testing.T) {
	const ours = `"OTEL_EXPORTER_OTLP_ENDPOINT":null,"DAFT_DEV_OTEL_EXPORTER_OTLP_ENDPOINT":null,` +
		`"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT":"http://h:7/secret","OTEL_EXPORTER_OTLP_METRICS_TIMEOUT":"500",` +
		`"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT":"http://h:7/secret","OTEL_EXPORTER_OTLP_LOGS_TIMEOUT":"500",`
	const tracesToo = `"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT":"http://h:7/secret","OTEL_EXPORTER_OTLP_TRACES_TIMEOUT":"500","OTEL_BSP_MAX_QUEUE_SIZE":"8192","OTEL_BSP_MAX_EXPORT_BATCH_SIZE":"2048",`
	const token = `"OTEL_EXPORTER_OTLP_METRICS_HEADERS":"daft-analyze-token=secret","OTEL_EXPORTER_OTLP_LOGS_HEADERS":"daft-analyze-token=secret",`
	const tokenOfTraces = `"OTEL_EXPORTER_OTLP_TRACES_HEADERS":"daft-analyze-token=secret",`
	const notTheirs = `"OTEL_EXPORTER_OTLP_PROTOCOL":null,"OTEL_METRIC_EXPORT_INTERVAL":null`
	const nobodys = `,"OTEL_EXPORTER_OTLP_COMPRESSION":null,"OTEL_EXPORTER_OTLP_METRICS_COMPRESSION":null,"OTEL_EXPORTER_OTLP_LOGS_COMPRESSION":null,"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION":null`
	for _, c := range []struct {
		name  string
		env   environ
		spans bool
		want  string
	}{
		{"nobody else", nil, true, ours + tracesToo + token + tokenOfTraces + notTheirs + nobodys},
		{"without spans", nil, false, ours + token + `"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT":null,` + notTheirs + nobodys},
		// Settings that are for others than Daft.
		{"no endpoint", environ{"OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_COMPRESSION=gzip"}, true, ours + tracesToo + token + tokenOfTraces + notTheirs + nobodys},
		{"an endpoint with a key", environ{"OTEL_EXPORTER_OTLP_ENDPOINT=http://mine", "OTEL_EXPORTER_OTLP_HEADERS=key=1,", "OTEL_EXPORTER_OTLP_LOGS_HEADERS=", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"}, true,
			ours + tracesToo + `"OTEL_EXPORTER_OTLP_METRICS_HEADERS":"key=1,daft-analyze-token=secret","OTEL_EXPORTER_OTLP_TRACES_HEADERS":"key=1,daft-analyze-token=secret","OTEL_EXPORTER_OTLP_LOGS_HEADERS":"daft-analyze-token=secret"`},
		{"an endpoint, without spans", environ{"OTEL_EXPORTER_OTLP_ENDPOINT=http://mine", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://mine/t"}, false,
			ours + token + `"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT":"http://mine/t"`},
		{"an endpoint for spans alone", environ{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://mine", "OTEL_EXPORTER_OTLP_PROTOCOL=http/json"}, true,
			ours + tracesToo + token + tokenOfTraces + notTheirs},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want map[string]*string
			if err := json.Unmarshal([]byte("{"+c.want+"}"), &want); err != nil {
				t.Fatal(err)
			}
			got, _ := json.Marshal(exporters(c.env, "http://h:7/secret", "secret", c.spans))
			if wanted, _ := json.Marshal(want); string(got) != string(wanted) {
				t.Errorf("got  %s\nwant %s", got, wanted)
			}
		})
	}
}

func TestWithExporters(t *testing.T) {
	url := "u"
	headers, theirs, size := "key=1,daft-analyze-token=t", "http://me:password@mine", "7"
	set := map[string]*string{"A_ENDPOINT": &url, "A_HEADERS": &headers, "B": nil, "B_ENDPOINT": &theirs, "SIZE": &size}
	base := []string{"B=1", "B=2", envWorkers + `={"X":"${X}"}`}
	// Of the user's own, the job has all and Ray's workers, whose environment Ray shows, nothing.
	if got, want := withExporters(slices.Clone(base), set, true), []string{"B=1", "B=2",
		envWorkers + `={"A_ENDPOINT":"u","A_HEADERS":"daft-analyze-token=t,daft-analyze-sender=role%3Dworker","SIZE":"7","X":"${X}"}`,
		envExporters + `={"A_ENDPOINT":"u","A_HEADERS":"key=1,daft-analyze-token=t","B":null,"B_ENDPOINT":"http://me:password@mine","SIZE":"7"}`}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got, want := withExporters(slices.Clone(base), set, false), []string{envWorkers + `={"X":"${X}"}`, "A_ENDPOINT=u", "A_HEADERS=key=1,daft-analyze-token=t", "B_ENDPOINT=http://me:password@mine", "SIZE=7"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestVariablesOfExporters(t *testing.T) {
	got := strings.Join(exporterVariables("http://h:7", false), " ")
	if want := "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://h:7 OTEL_EXPORTER_OTLP_LOGS_TIMEOUT=500 OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://h:7 OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=500 DAFT_PROCESS_MONITOR_ENABLED=1"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := exporterVariables("http://h:7/$TOKEN", true); !slices.Contains(got, "OTEL_EXPORTER_OTLP_TRACES_HEADERS=daft-analyze-token=$TOKEN") {
		t.Errorf("%q", got)
	}
}

// TestSitecustomizeLends runs the injected file with a Daft that is made up: it
// alone sees the variables, and knows which process it is.
func TestSitecustomizeLends(t *testing.T) {
	python, inject := pythonAndInject(t)
	dir := t.TempDir()
	const show = "print({k: v.replace(str(os.getpid()), 'PID') for k, v in sorted(os.environ.items()) if k.startswith('OTEL_')})\n"
	const job = "import os\n" + show + "try:\n    import daft.daft\nexcept ImportError as e:\n    print(e)\n" + show
	for name, text := range map[string]string{
		"daft/__init__.py":  "",
		"daft/daft.py":      "import os\n" + show,
		"job.py":            job,
		"default_worker.py": job,
		"broken/job.py":     job,
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, script, exporters, want string
		env                           []string
	}{
		{"lends", "job.py", `{"OTEL_A":"ours","OTEL_B":null}`,
			"{'OTEL_A': 'mine', 'OTEL_B': 'mine'}\n{'OTEL_A': 'ours'}\n{'OTEL_A': 'mine', 'OTEL_B': 'mine'}\n",
			[]string{"OTEL_A=mine", "OTEL_B=mine"}},
		{"says which process it is, to the recorder", "job.py", `{"OTEL_A_HEADERS":"k=1,daft-analyze-token=t","OTEL_B_HEADERS":"k=1"}`,
			"{'OTEL_A_HEADERS': 'k=1'}\n{'OTEL_A_HEADERS': 'k=1,daft-analyze-token=t,daft-analyze-sender=pid%3DPID', 'OTEL_B_HEADERS': 'k=1'}\n{'OTEL_A_HEADERS': 'k=1'}\n",
			[]string{"OTEL_A_HEADERS=k=1"}},
		{"takes back what Ray gave to the whole worker", "default_worker.py", `{"OTEL_A":"k=1,daft-analyze-token=t","OTEL_B":"ours"}`,
			"{'OTEL_B': 'mine'}\n{'OTEL_A': 'k=1,daft-analyze-token=t,daft-analyze-sender=pid%3DPID%3Brole%3Dworker%3Bworker_id%3Dab12', 'OTEL_B': 'ours'}\n{'OTEL_B': 'mine'}\n",
			[]string{"OTEL_A=daft-analyze-token=t,daft-analyze-sender=role%3Dworker", "OTEL_B=mine"}},
		{"gives back though Daft is not there", "broken/job.py", `{"OTEL_A":"ours"}`, "{}\nNo module named 'daft'\n{}\n", nil},
		{"lends nothing that it cannot read", "job.py", `[`,
			"{}\ndaft-analyze: nothing that Daft exports by OpenTelemetry is recorded: Expecting value: line 1 column 2 (char 1)\n{}\n{}\n", nil},
		{"lends nothing unless told", "job.py", ``, "{}\n{}\n{}\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.Command(python, filepath.Join(dir, c.script), "--node-id=ab12")
			cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "OTEL_") })
			cmd.Env = append(cmd.Env, "PYTHONPATH="+inject, "PYTHONUNBUFFERED=1", envWorkers+"={}")
			cmd.Env = append(cmd.Env, c.env...)
			if c.exporters != "" {
				cmd.Env = append(cmd.Env, envExporters+"="+c.exporters)
			}
			out, err := cmd.CombinedOutput()
			if got := strings.ReplaceAll(string(out), "\r", ""); err != nil || got != c.want {
				t.Errorf("%v, got\n%swant\n%s", err, got, c.want)
			}
		})
	}
}
