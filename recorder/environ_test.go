package recorder

import (
	"slices"
	"testing"
)

func TestJobEnviron(t *testing.T) {
	const workers = `DAFT_ANALYZE_WORKER_ENV={"DAFT_TASK_EVENTS_ENABLED":"1","DAFT_PROCESS_MONITOR_ENABLED":"1"}`
	const monitor = "DAFT_PROCESS_MONITOR_ENABLED=1"
	for _, c := range []struct {
		name        string
		base        []string
		url, inject string
		want        []string
	}{
		{"plain", []string{"A=1", "B="}, "http://127.0.0.1:7/t", "/x",
			[]string{"A=1", "B=", "DAFT_DASHBOARD_URL=http://127.0.0.1:7/t", "DAFT_TASK_EVENTS_ENABLED=1", monitor, workers, "PYTHONPATH=/x"}},
		{"nothing injected", []string{"PYTHONPATH=/mine"}, "u", "",
			[]string{"PYTHONPATH=/mine", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor}},
		{"values that are there", []string{"DAFT_TASK_EVENTS_ENABLED=0", "DAFT_DASHBOARD_URL=http://mine", "PYTHONPATH=/a::/b"}, "u", "/x",
			[]string{"DAFT_TASK_EVENTS_ENABLED=1", "DAFT_DASHBOARD_URL=u", "PYTHONPATH=/x:/a::/b", monitor, workers}},
		{"empty PYTHONPATH", []string{"PYTHONPATH="}, "u", "/x",
			[]string{"PYTHONPATH=/x", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor, workers}},
		{"the last of two counts", []string{"PYTHONPATH=/a", "PYTHONPATH=/b"}, "u", "/x",
			[]string{"PYTHONPATH=/a", "PYTHONPATH=/x:/b", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor, workers}},
		{"names that only begin alike", []string{"PYTHONPATH2=/a", "DAFT_DASHBOARD_URLS=x"}, "u", "",
			[]string{"PYTHONPATH2=/a", "DAFT_DASHBOARD_URLS=x", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor}},
		{"proxy", []string{"http_proxy=http://p"}, "http://127.0.0.1:7", "/x",
			[]string{"http_proxy=http://p", "DAFT_DASHBOARD_URL=http://127.0.0.1:7", "DAFT_TASK_EVENTS_ENABLED=1", monitor,
				"NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost",
				`DAFT_ANALYZE_WORKER_ENV={"DAFT_TASK_EVENTS_ENABLED":"1","DAFT_PROCESS_MONITOR_ENABLED":"1","NO_PROXY":"127.0.0.1,localhost,${NO_PROXY}"}`, "PYTHONPATH=/x"}},
		{"proxy with exceptions, lower case", []string{"ALL_PROXY=http://p", "no_proxy=.corp"}, "http://head.corp:7", "",
			[]string{"ALL_PROXY=http://p", "no_proxy=head.corp,127.0.0.1,localhost,.corp", "DAFT_DASHBOARD_URL=http://head.corp:7", "DAFT_TASK_EVENTS_ENABLED=1", monitor,
				"NO_PROXY=head.corp,127.0.0.1,localhost,.corp"}},
		{"proxy with exceptions, both cases", []string{"HTTP_PROXY=http://p", "no_proxy=.a", "NO_PROXY=.b"}, "http://127.0.0.1:7", "",
			[]string{"HTTP_PROXY=http://p", "no_proxy=127.0.0.1,localhost,.b", "NO_PROXY=127.0.0.1,localhost,.b", "DAFT_DASHBOARD_URL=http://127.0.0.1:7", "DAFT_TASK_EVENTS_ENABLED=1", monitor}},
		{"proxy for https only", []string{"https_proxy=http://p"}, "u", "",
			[]string{"https_proxy=http://p", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor}},
		{"the monitor is off", []string{"DAFT_PROCESS_MONITOR_ENABLED=0"}, "u", "/x",
			[]string{"DAFT_PROCESS_MONITOR_ENABLED=0", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1",
				`DAFT_ANALYZE_WORKER_ENV={"DAFT_TASK_EVENTS_ENABLED":"1"}`, "PYTHONPATH=/x"}},
		{"metrics go to the user", []string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://m"}, "u", "",
			[]string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://m", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1"}},
		{"only traces go to the user", []string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://t"}, "u", "",
			[]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://t", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor}},
		{"no proxy", []string{"http_proxy="}, "u", "",
			[]string{"http_proxy=", "DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", monitor}},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := slices.Clone(c.base)
			if got := jobEnviron(c.base, c.url, c.inject, "", true); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if !slices.Equal(c.base, base) {
				t.Error("the environment that was given was changed")
			}
		})
	}
}

// TestNoExportsNoMonitor: what the monitor says comes with the metrics alone.
func TestNoExportsNoMonitor(t *testing.T) {
	want := []string{"DAFT_DASHBOARD_URL=u", "DAFT_TASK_EVENTS_ENABLED=1", `DAFT_ANALYZE_WORKER_ENV={"DAFT_TASK_EVENTS_ENABLED":"1"}`, "PYTHONPATH=/x"}
	if got := jobEnviron(nil, "u", "/x", "", false); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
