package recorder

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/recorder/forward"
)

// SpansByDefault says whether a recording has spans unless told otherwise. They
// are the one thing that Daft exports whose cost grows with the work.
const SpansByDefault = true

// envExporters names a variable with the environment of Daft's exporters, a JSON
// object. sitecustomize.py gives it to Daft alone, in the moment in which Daft
// reads it: the same variables are read by any other user of OpenTelemetry in
// the job, which is not ours to redirect.
const envExporters = "DAFT_ANALYZE_EXPORTERS"

// Variables of OpenTelemetry. Those of one signal come before the general one.
const (
	envOTLP           = "OTEL_EXPORTER_OTLP_"
	envEndpoint       = "ENDPOINT"
	envHeaders        = "HEADERS"
	envTimeout        = "TIMEOUT"
	envCompression    = "COMPRESSION"
	envProtocol       = "PROTOCOL"
	envOldEndpoint    = "DAFT_DEV_OTEL_EXPORTER_OTLP_ENDPOINT"
	envMetricInterval = "OTEL_METRIC_EXPORT_INTERVAL"
	envSpanQueue      = "OTEL_BSP_MAX_QUEUE_SIZE"
	envSpanBatch      = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"
)

// exportTimeout is how long Daft waits for an answer, in milliseconds; 10 s if
// nobody says. At the end of each query it waits for the last of its exports: for
// a recorder that is stopped that is three to five times as long. Answers took up to
// 146 ms where four times as many threads as processors wanted to run.
const exportTimeout = "500"

// spanQueue is how many spans Daft holds for sending; what does not fit it drops
// without a word. Of its own 2,048 some were lost at 30,000 spans a second. It
// sends them spanBatch at a time, waiting for the answer each time: 512 if nobody
// says, so that a recorder that is stopped cost ten timeouts.
const (
	spanQueue = "8192"
	spanBatch = "2048"
)

// exporters returns the variables that make Daft's exporters send to url; nil
// takes a variable away. The environment env is the one that the job would have
// had: where it names endpoints the signals go on to them from here, so its headers
// and its protocol stay. Where it names none its settings are for others than
// Daft, who might not even start with them.
//
// A recorder around this one comes first: what it lends Daft is what Daft would
// have had, and stays where this one has nothing else to say.
func exporters(env environ, url, token string, spans bool) map[string]*string {
	set := env.lent()
	set[envOTLP+envEndpoint], set[envOldEndpoint] = nil, nil
	env = env.ofDaft()
	send := map[forward.Signal]bool{forward.Metrics: true, forward.Logs: true, forward.Traces: spans}
	theirs := false
	for signal, ours := range send {
		prefix := envOTLP + strings.ToUpper(signal.String()) + "_"
		own := signal.Endpoint(env.get)
		theirs = theirs || own != ""
		switch {
		case ours:
			set[prefix+envEndpoint] = &url
			headers := headersOf(env, prefix, token)
			set[prefix+envHeaders] = &headers
			timeout := exportTimeout
			set[prefix+envTimeout] = &timeout
		case own != "":
			set[prefix+envEndpoint] = &own
		default:
			set[prefix+envEndpoint] = nil
		}
	}
	if forward.Metrics.Endpoint(env.get) == "" {
		for _, name := range []string{envOTLP + envProtocol, envMetricInterval} {
			set[name] = nil
		}
	}
	if _, said := env.get(envSpanQueue); spans && !said {
		size := spanQueue
		set[envSpanQueue] = &size
		if _, said := env.get(envSpanBatch); !said {
			batch := spanBatch
			set[envSpanBatch] = &batch
		}
	}
	if !theirs {
		for _, prefix := range []string{"", "METRICS_", "LOGS_", "TRACES_"} {
			set[envOTLP+prefix+envCompression] = nil
		}
	}
	return set
}

// headersOf returns the headers of a signal, with the token.
func headersOf(env environ, prefix, token string) string {
	given, ok := env.get(prefix + envHeaders)
	if !ok {
		given, _ = env.get(envOTLP + envHeaders)
	}
	var headers []string
	for header := range strings.SplitSeq(given, ",") {
		name, _, _ := strings.Cut(header, "=")
		// The token of a recorder around this one is for what is forwarded to it.
		if header = strings.TrimSpace(header); header != "" && !strings.EqualFold(strings.TrimSpace(name), tokenHeader) {
			headers = append(headers, header)
		}
	}
	if token != "" {
		headers = append(headers, strings.ToLower(tokenHeader)+"="+token)
	}
	return strings.Join(headers, ",")
}

// lent returns the variables that a recorder around this one lends Daft.
func (env environ) lent() map[string]*string {
	var lent map[string]*string
	text, _ := env.get(envExporters)
	if json.Unmarshal([]byte(text), &lent) != nil || lent == nil {
		return map[string]*string{}
	}
	return lent
}

// ofDaft returns the environment as Daft would read it without this recorder.
func (env environ) ofDaft() environ {
	env = slices.Clone(env)
	for name, value := range env.lent() {
		if value != nil {
			env.set(name, *value)
		} else {
			env.unset(name)
		}
	}
	return env
}

// withExporters returns the job's environment with the variables of Daft's
// exporters. With inject they are for Daft alone; otherwise the whole job has them. Of a
// Ray cluster that the job joins the workers have them as they are.
func withExporters(job []string, set map[string]*string, inject bool) []string {
	env := environ(job)
	if !inject {
		for _, name := range slices.Sorted(maps.Keys(set)) {
			if v := set[name]; v != nil {
				env.set(name, *v)
			} else {
				env.unset(name)
			}
		}
		return env
	}
	text, _ := json.Marshal(set) // text never fails
	env.set(envExporters, string(text))
	workers := map[string]string{}
	old, _ := env.get(envWorkers)
	_ = json.Unmarshal([]byte(old), &workers) // ours
	for name := range set {
		if value, ok := ofWorker(set, name); ok {
			workers[name] = value
		}
	}
	text, _ = json.Marshal(workers)
	env.set(envWorkers, string(text))
	return env
}

// ofWorker returns the value of a variable for Ray's workers, and whether they
// get it at all. Ray shows what it gives to workers, so of headers it is only the
// token, which the recorder needs: those of the user's, which may hold keys, it adds
// where it forwards to. An endpoint of the user's is for the driver alone. Headers
// say that it is a worker; where sitecustomize.py is, it says more.
func ofWorker(set map[string]*string, name string) (string, bool) {
	value := set[name]
	if prefix, ok := strings.CutSuffix(name, envEndpoint); ok && value != nil {
		_, ours := tokenOf(set[prefix+envHeaders])
		return *value, ours
	}
	if strings.HasSuffix(name, "_"+envHeaders) {
		token, ok := tokenOf(value)
		return token + "," + strings.ToLower(senderHeader) + "=role%3Dworker", ok
	}
	if value == nil {
		return "", false
	}
	return *value, true
}

// tokenOf returns the last of the headers, if it is a recorder's token.
func tokenOf(headers *string) (string, bool) {
	if headers == nil {
		return "", false
	}
	i := strings.LastIndex(*headers, strings.ToLower(tokenHeader)+"=")
	return (*headers)[max(i, 0):], i >= 0
}

// exporterVariables returns what the environment of a job must hold beside what
// its dashboard needs, as NAME=VALUE, so that Daft exports to the recorder with the
// URL.
func exporterVariables(url string, spans bool) []string {
	_, rest, _ := strings.Cut(url, "://")
	_, token, _ := strings.Cut(rest, "/")
	set := exporters(nil, url, token, spans)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if v := set[name]; v != nil && *v != "" {
			list = append(list, name+"="+*v)
		}
	}
	return append(list, envMonitor+"=1")
}
