package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func timelineText(t testing.TB, s *finding.Study, o TimelineOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := Timeline(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func studied(t testing.TB, name string) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, "../testdata/recordings/"+name+".arrow")))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

// timelineGoldens are timelines of real recordings, for a person to look at.
func timelineGoldens(t *testing.T) map[string]string {
	all := make(map[string]string)
	for _, name := range []string{"skew-ray", "node-killed-ray", "udf-fails-ray", "burst-ray", "memory-native", "slow-consumer-native", "ctrl-c-ray", "no-query"} {
		s := studied(t, name)
		for _, width := range []int{80, 120} {
			all[fmt.Sprintf("timeline-%s-%d.txt", name, width)] = timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: width}})
		}
	}
	s := studied(t, "tpch-native")
	all["timeline-tpch-native-80.txt"] = timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: 80, Query: "3"}})
	all["timeline-tpch-native-120.txt"] = timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: 120}})
	s = studied(t, "tpch-ray")
	all["timeline-tpch-ray-200.txt"] = timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: 200, Query: "3"}})
	all["timeline-tpch-ray-zoomed.txt"] = timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: 100, Query: "3"},
		From: analyze.LogBound{Set: true, Relative: true, NS: 100_000_000}, To: analyze.LogBound{Set: true, Relative: true, NS: 200_000_000}})
	all["timeline-skew-ray-color.txt"] = timelineText(t, studied(t, "skew-ray"), TimelineOptions{ViewOptions: ViewOptions{Width: 100, Color: true}})
	return all
}

// Colour adds nothing but colour.
func TestTimelineWithoutColor(t *testing.T) {
	for _, name := range []string{"skew-ray", "tpch-native", "udf-fails-ray"} {
		s := studied(t, name)
		plain := timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: 110}})
		colored := timelineText(t, s, TimelineOptions{ViewOptions: ViewOptions{Width: 110, Color: true}})
		var lines []string
		for line := range strings.SplitSeq(escapes.ReplaceAllString(colored, ""), "\n") {
			lines = append(lines, strings.TrimRight(line, " "))
		}
		if got := strings.Join(lines, "\n"); got != plain || strings.Contains(plain, "\x1b") || !strings.Contains(colored, "\x1b") {
			t.Errorf("%s: in colour it is\n%s\nwithout\n%s", name, got, plain)
		}
	}
}

// Each sign that a drawing has is explained below it.
func TestTimelineExplainsItsSigns(t *testing.T) {
	for _, name := range []string{"skew-ray", "node-killed-ray", "udf-fails-ray", "tpch-native", "memory-native", "burst-ray", "ctrl-c-ray", "ctrl-c-native"} {
		text := timelineText(t, studied(t, name), TimelineOptions{ViewOptions: ViewOptions{Width: 120}, Full: true})
		for _, query := range strings.Split(text, "\n\n")[1:] {
			legend := ""
			if i := strings.Index(query, "\n  path      "); i >= 0 {
				legend = query[i:]
			}
			for _, x := range signs {
				if strings.ContainsRune("~-", x.r) {
					continue // these have other uses
				}
				if x.r > 0x2000 && strings.ContainsRune(query, x.r) && x.r != '█' && !strings.Contains(legend, string(x.r)+" "+x.text) && !strings.ContainsAny(string(x.r), string(eighths)) {
					t.Errorf("%s: %c is not explained:\n%s", name, x.r, query)
				}
			}
		}
	}
}

// timelines holds what is drawn against the wall.
func (h *possible) timelines(study *finding.Study) {
	var doc timelinesJSON
	readBack(h.t, &doc, func(w io.Writer) error { return TimelineJSON(w, study, TimelineOptions{}) })
	for _, q := range doc.Queries {
		wall, known := h.walls[q.QueryID]
		if !known {
			continue
		}
		onPath := int64(0)
		for _, l := range q.Lanes {
			what := fmt.Sprintf("%s lane of %v slot %v operator %v ", q.QueryID, l.WorkerID, l.Slot, value(l.NodeID))
			h.within(what+"busy_ns", &l.BusyNS, wall)
			h.within(what+"path_ns", &l.PathNS, wall)
			onPath += l.PathNS
			at := int64(0)
			for _, b := range l.Bars {
				h.must(b.StartNS >= at && b.EndNS >= b.StartNS, "%sa bar from %d to %d after %d", what, b.StartNS, b.EndNS, at)
				at = b.EndNS
			}
		}
		h.must(onPath <= wall, "%s: lanes have %d of the path, of %d", q.QueryID, onPath, wall)
	}
}
