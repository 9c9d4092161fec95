package report

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/report/jsontest"
)

// Every field of the JSON is in docs/json.md, in its place and in the order in
// which it is written, with its type; and nothing else is.
func TestEveryFieldIsDocumented(t *testing.T) {
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
	// What report/check writes is held there.
	jsontest.Compare(t, filepath.Join("..", "docs", "json.md"), objects, func(heading string) bool { return !strings.HasPrefix(heading, "check") })
}
