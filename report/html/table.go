package html

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
)

// tableData is a table by columns.
type tableData struct {
	Name    string        `json:"name"`
	Doc     string        `json:"doc"`
	Rows    int           `json:"rows"`
	Columns []*columnData `json:"columns"`
}

// columnData is one column. A number is null where it is not known. Texts, and
// lists of numbers, are places in Values: most of them repeat.
type columnData struct {
	Name    string   `json:"name"`
	Head    string   `json:"head"`
	Doc     string   `json:"doc,omitempty"`
	Type    string   `json:"type"` // "number", "real", "truth", "text" or "list"
	Unit    string   `json:"unit,omitempty"`
	Derived []int    `json:"derived,omitempty"` // rows whose number is derived, the first as it is, each other since the one before it
	Numbers numbers  `json:"numbers,omitempty"`
	Delta   bool     `json:"delta,omitempty"` // numbers are each since the known one before it
	Texts   []string `json:"texts,omitempty"`
	Lists   [][]any  `json:"lists,omitempty"`
	Places  []int    `json:"places,omitempty"` // into Texts or Lists, -1 where it is not known
	Sum     []string `json:"sum,omitempty"`    // columns that it is the sum of, instead of Numbers
}

// tableOf takes some columns of a relation over.
func tableOf(t *relation.Table, names ...string) (*tableData, error) {
	d := &tableData{Name: t.Name, Doc: sentence(t.Doc), Rows: t.Rows()}
	for _, name := range names {
		i := t.Index(name)
		if i < 0 {
			return nil, fmt.Errorf("the table of %s has no column %s", t.Name, name)
		}
		d.Columns = append(d.Columns, columnOf(t, i))
	}
	return d, nil
}

func columnOf(t *relation.Table, i int) *columnData {
	c := t.Columns[i]
	d := &columnData{Name: c.Name, Head: report.Heading(c), Doc: sentence(c.Doc), Unit: string(c.Unit)}
	places := map[string]int{}
	last := 0
	for row := range t.Rows() {
		cell := t.Cell(row, i)
		if cell.Derived {
			d.Derived = append(d.Derived, row-last)
			last = row
		}
		switch c.Type {
		case relation.Integer, relation.Time:
			d.Type = "number"
			d.Numbers = append(d.Numbers, number{exact: exact{cell.Int, cell.Known}})
		case relation.Truth:
			d.Type = "truth"
			d.Numbers = append(d.Numbers, number{exact: exact{cell.Int, cell.Known}})
		case relation.Real:
			d.Type = "real"
			d.Numbers = append(d.Numbers, number{exact: exact{known: cell.Known}, real: cell.Real, isReal: true})
		case relation.Integers, relation.Texts:
			d.Type = "list"
			key := fmt.Sprint(cell.Ints, cell.Texts)
			at, ok := places[key]
			if !ok {
				at = len(d.Lists)
				places[key] = at
				list := []any{}
				for _, n := range cell.Ints {
					list = append(list, whole(n))
				}
				for _, s := range cell.Texts {
					list = append(list, report.Safe(s))
				}
				d.Lists = append(d.Lists, list)
			}
			d.Places = append(d.Places, at)
		default:
			d.Type = "text"
			if !cell.Known {
				d.Places = append(d.Places, -1)
				continue
			}
			at, ok := places[cell.Text]
			if !ok {
				at = len(d.Texts)
				places[cell.Text] = at
				d.Texts = append(d.Texts, report.Safe(cell.Text))
			}
			d.Places = append(d.Places, at)
		}
	}
	return d
}

// shorten writes a table with fewer digits, where it has many rows.
func (t *tableData) shorten() {
	t.isSum("ended_since_ns", "last_scheduled_since_ns", "wall_ns")
	for _, c := range t.Columns {
		c.Delta = c.Numbers.deltas()
	}
}

// isSum leaves out the numbers of a column that is the sum of two others.
func (t *tableData) isSum(name, a, b string) {
	var of [3]*columnData
	for i, n := range []string{name, a, b} {
		for _, c := range t.Columns {
			if c.Name == n {
				of[i] = c
			}
		}
		if of[i] == nil {
			return
		}
	}
	for row, x := range of[0].Numbers {
		y, z := of[1].Numbers[row], of[2].Numbers[row]
		if x.known != (y.known && z.known) || x.known && x.v != y.v+z.v || max(x.v, y.v, z.v) > mostExact/2 || min(x.v, y.v, z.v) < -mostExact/2 {
			return
		}
	}
	of[0].Numbers, of[0].Sum = nil, []string{a, b}
}

// sentence makes plain text of a column's doc.
func sentence(doc string) string { return strings.ReplaceAll(doc, "`", "") }

// number is a whole number, or one of a real column.
type number struct {
	exact
	real   float64
	isReal bool
}

type numbers []number

// manyNumbers is from how many numbers on they are shortened.
const manyNumbers = 1_000

// deltas makes each number that of the difference to the one before it, where that
// makes the column much shorter, and reports whether it did.
func (n numbers) deltas() bool {
	if len(n) < manyNumbers {
		return false
	}
	before, plain, short := int64(0), 0, 0
	for _, x := range n {
		if x.isReal || x.known && (x.v > mostExact/2 || x.v < -mostExact/2) {
			return false
		}
		if x.known {
			plain += len(strconv.FormatInt(x.v, 10))
			short += len(strconv.FormatInt(x.v-before, 10))
			before = x.v
		}
	}
	if short > plain*3/4 {
		return false
	}
	before = 0
	for i, x := range n {
		if x.known {
			n[i].v, before = x.v-before, x.v
		}
	}
	return true
}

// MarshalJSON writes a list, in one piece.
func (n numbers) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 8*len(n)+2)
	b = append(b, '[')
	for i, x := range n {
		if i > 0 {
			b = append(b, ',')
		}
		if x.isReal && x.known {
			b = strconv.AppendFloat(b, x.real, 'g', 9, 64)
			continue
		}
		b = x.exact.append(b)
	}
	return append(b, ']'), nil
}

var _ json.Marshaler = numbers(nil)

// tablesOf are the tables of one query.
func tablesOf(s *finding.Study, c *finding.Case) ([]*tableData, error) {
	of := []*finding.Case{c}
	var list []*tableData
	for _, x := range []struct {
		table   *relation.Table
		columns string
	}{
		{relation.Tasks(s, of), `task_id name node_ids stage worker outcome submitted_since_ns wait_ns last_scheduled_since_ns wall_ns ended_since_ns on_path_ns times_median
			rows_in rows_out bytes_in bytes_out storage_bytes attempts retry_ns outlier cause`},
		{relation.Stages(s, of), `stage name node_ids tasks verdict cause median_ns max_ns ratio rows_ratio median_rows max_rows effective_parallelism saving_ns schedules
			first_since_ns last_since_ns outliers evidence`},
		{relation.Segments(s, of), `segment start_since_ns ns kind operator node_id state task_id worker estimated guess`},
		{relation.Workers(s, of), `worker worker_id tasks tasks_succeeded tasks_failed tasks_retried schedules task_time_ns busy_ns idle_ns most_at_once median_ns max_ns first_since_ns last_since_ns died death_evidence`},
	} {
		t, err := tableOf(x.table, strings.Fields(x.columns)...)
		if err != nil {
			return nil, err
		}
		t.shorten()
		list = append(list, t)
	}
	return append(list, hotspotTable(c), whatIfTable(c)), nil
}
