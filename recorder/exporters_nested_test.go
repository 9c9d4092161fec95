package recorder

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// shown returns variables as text, one after the other.
func shown(set map[string]*string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		value := "-"
		if set[name] != nil {
			value = *set[name]
		}
		list = append(list, strings.TrimPrefix(name, envOTLP)+"="+value)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// TestExportersNested: for a recorder in a recorder Daft is where the outer one
// put it; its token goes with what is forwarded, not with what Daft sends.
func TestExportersNested(t *testing.T) {
	user := environ{"OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_HEADERS=other=1"}
	outer := environ(withExporters(user, exporters(user, "OUTER", "O", true), true))
	if v, _ := outer.get("OTEL_EXPORTER_OTLP_ENDPOINT"); v != "" {
		t.Errorf("the whole job exports to %s", v)
	}
	daft := outer.ofDaft()
	for name, want := range map[string]string{"METRICS_ENDPOINT": "OUTER", "METRICS_HEADERS": "other=1,daft-analyze-token=O", "HEADERS": "other=1"} {
		if v, _ := daft.get(envOTLP + name); v != want {
			t.Errorf("Daft has %s=%s, want %s", name, v, want)
		}
	}
	if v, ok := daft.get(envOTLP + envProtocol); ok {
		t.Errorf("Daft has the protocol %s", v)
	}
	inner := exporters(outer, "INNER", "I", false)
	want := "COMPRESSION=- DAFT_DEV_OTEL_EXPORTER_OTLP_ENDPOINT=- ENDPOINT=- LOGS_COMPRESSION=- LOGS_ENDPOINT=INNER LOGS_HEADERS=other=1,daft-analyze-token=I LOGS_TIMEOUT=500 " +
		"METRICS_COMPRESSION=- METRICS_ENDPOINT=INNER METRICS_HEADERS=other=1,daft-analyze-token=I METRICS_TIMEOUT=500 OTEL_BSP_MAX_EXPORT_BATCH_SIZE=2048 OTEL_BSP_MAX_QUEUE_SIZE=8192 OTEL_METRIC_EXPORT_INTERVAL=- PROTOCOL=- " +
		"TRACES_COMPRESSION=- TRACES_ENDPOINT=OUTER TRACES_HEADERS=other=1,daft-analyze-token=O TRACES_TIMEOUT=500"
	if got := shown(inner); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var lent map[string]*string
	text, _ := environ(withExporters(outer, inner, true)).get(envExporters)
	if err := json.Unmarshal([]byte(text), &lent); err != nil || shown(lent) != want {
		t.Errorf("%v %s", err, text)
	}
}
