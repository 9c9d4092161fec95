package report

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Every field of the JSON is in docs/json.md, in its place and in the order in
// which it is written, with its type; and nothing else is.
func TestEveryFieldIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "json.md"))
	if err != nil {
		t.Fatal(err)
	}
	documented := tablesOf(string(text))
	objects := map[reflect.Type]string{
		reflect.TypeFor[explainJSON](): "explain", reflect.TypeFor[recordingJSON](): "recording", reflect.TypeFor[lossJSON](): "loss",
		reflect.TypeFor[jobJSON](): "job", reflect.TypeFor[intervalJSON](): "interval", reflect.TypeFor[warningJSON](): "warning",
		reflect.TypeFor[queryJSON](): "query", reflect.TypeFor[errorJSON](): "error", reflect.TypeFor[phaseJSON](): "phase",
		reflect.TypeFor[versionsJSON](): "versions", reflect.TypeFor[consumptionJSON](): "consumption",
		reflect.TypeFor[consumerInterval](): "consumer interval", reflect.TypeFor[operatorJSON](): "operator", reflect.TypeFor[countsJSON](): "counts",
		reflect.TypeFor[stageJSON](): "stage", reflect.TypeFor[spreadJSON](): "spread", reflect.TypeFor[rowsJSON](): "rows",
		reflect.TypeFor[taskJSON](): "task", reflect.TypeFor[scheduleJSON](): "schedule", reflect.TypeFor[inputJSON](): "input",
		reflect.TypeFor[workerJSON](): "worker", reflect.TypeFor[deathJSON](): "death", reflect.TypeFor[trustJSON](): "trust",
		reflect.TypeFor[delayJSON](): "delay", reflect.TypeFor[clocksJSON](): "clocks", reflect.TypeFor[infoJSON](): "info",
		reflect.TypeFor[forwardedJSON](): "forwarded",
		reflect.TypeFor[kindJSON]():      "kind", reflect.TypeFor[infoQueryJSON](): "listed query",
		reflect.TypeFor[outputJSON](): "output", reflect.TypeFor[streamJSON](): "stream", reflect.TypeFor[logJSON](): "logs",
		reflect.TypeFor[stretchJSON](): "stretch", reflect.TypeFor[spansJSON](): "spans", reflect.TypeFor[sourcesJSON](): "counter sources",
		reflect.TypeFor[rowErrorsJSON](): "row errors", reflect.TypeFor[rowErrorTypeJSON](): "row error type", reflect.TypeFor[rowErrorJSON](): "row error",
		reflect.TypeFor[monitoredJSON](): "daft process",
		reflect.TypeFor[useJSON]():       "use", reflect.TypeFor[roleJSON](): "role", reflect.TypeFor[processJSON](): "process",
		// Of the views of one analysis.
		reflect.TypeFor[pathsJSON]():         "critical-path",
		reflect.TypeFor[pathJSON]():          "path",
		reflect.TypeFor[kindSumJSON]():       "path part",
		reflect.TypeFor[segmentJSON]():       "segment",
		reflect.TypeFor[shareJSON]():         "share",
		reflect.TypeFor[operatorShareJSON](): "operator on the path",
		reflect.TypeFor[boundsJSON]():        "bounds",
		reflect.TypeFor[skewJSON]():          "skew",
		reflect.TypeFor[skewStageJSON]():     "judged stage",
		reflect.TypeFor[causeShareJSON]():    "cause",
		reflect.TypeFor[findingJSON]():       "finding",
		reflect.TypeFor[hotspotsJSON]():      "hotspots",
		reflect.TypeFor[hotspotJSON]():       "hotspot",
		reflect.TypeFor[shuffleJSON]():       "shuffle",
		reflect.TypeFor[exchangeJSON]():      "exchange",
		reflect.TypeFor[ioJSON]():            "io",
		reflect.TypeFor[scanJSON]():          "scan",
		reflect.TypeFor[writeJSON]():         "write",
		reflect.TypeFor[joinJSON]():          "join",
		reflect.TypeFor[memoryJSON]():        "memory",
		reflect.TypeFor[memorySampleJSON]():  "memory sample",
		reflect.TypeFor[memoryPeakJSON]():    "memory peak",
		reflect.TypeFor[queryMemoryJSON]():   "query memory",
		reflect.TypeFor[activeJSON]():        "active operator",
		reflect.TypeFor[whatIfJSON]():        "what-if",
		reflect.TypeFor[modelJSON]():         "model",
		reflect.TypeFor[scenarioJSON]():      "scenario",
		reflect.TypeFor[parallelJSON]():      "parallelism",
		reflect.TypeFor[workerLoadJSON]():    "worker load",
		reflect.TypeFor[timelinesJSON]():     "timeline",
		reflect.TypeFor[jobTimelineJSON]():   "job over time",
		reflect.TypeFor[jobPartJSON]():       "job part",
		reflect.TypeFor[jobQueryJSON]():      "job query",
		reflect.TypeFor[timelineJSON]():      "query over time",
		reflect.TypeFor[laneJSON]():          "lane",
		reflect.TypeFor[barJSON]():           "bar",
		reflect.TypeFor[laneStageJSON]():     "stage of bars",
		reflect.TypeFor[pathPieceJSON]():     "path piece",
		reflect.TypeFor[markJSON]():          "mark",
		reflect.TypeFor[curveJSON]():         "curve",
		reflect.TypeFor[clockUseJSON]():      "clock use",
		reflect.TypeFor[diffJSON]():          "diff",
		reflect.TypeFor[diffSideJSON]():      "side",
		reflect.TypeFor[doubtJSON]():         "doubt",
		reflect.TypeFor[diffJobJSON]():       "difference of jobs",
		reflect.TypeFor[diffJobPartJSON]():   "difference of a part of the job",
		reflect.TypeFor[diffQueryJSON]():     "compared query",
		reflect.TypeFor[diffCauseJSON]():     "cause of a difference",
		reflect.TypeFor[diffPartJSON]():      "part of a difference",
		reflect.TypeFor[diffOperatorJSON]():  "compared operator",
	}
	for object, name := range objects {
		var fields []string
		for i := 0; i < object.NumField(); i++ {
			f := object.Field(i)
			fields = append(fields, f.Tag.Get("json")+": "+typeName(f.Type, objects))
		}
		if !slices.Equal(fields, documented[name]) {
			t.Errorf("docs/json.md, %s: it has\n%s\nand should have\n%s", name, strings.Join(documented[name], "\n"), strings.Join(fields, "\n"))
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("docs/json.md documents %q, which nothing writes", name)
	}
}

// typeName is how the documentation calls a type.
func typeName(t reflect.Type, objects map[reflect.Type]string) string {
	if name := objects[t]; name != "" {
		return "[" + name + "](#" + strings.ReplaceAll(name, " ", "-") + ")"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem(), objects) + ", null"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Map {
			return "list"
		}
		return "list of " + typeName(t.Elem(), objects)
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int64:
		return "integer"
	}
	return t.String()
}

// tablesOf returns the first two columns of the table under each heading.
func tablesOf(text string) map[string][]string {
	tables := map[string][]string{}
	heading := ""
	for line := range strings.SplitSeq(text, "\n") {
		if h, ok := strings.CutPrefix(line, "#"); ok {
			heading = strings.TrimLeft(h, "# ")
		}
		if columns := strings.Split(line, "|"); strings.HasPrefix(line, "| `") && len(columns) >= 4 {
			tables[heading] = append(tables[heading], strings.Trim(columns[1], " `")+": "+strings.TrimSpace(columns[2]))
		}
	}
	return tables
}
