package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

type exchange struct {
	*dataflow.Exchange
	of *query
}

var exchanges = kind[exchange]{
	name: "exchanges", doc: "one exchange of rows between the tasks of a query on Ray",
	fields: exchangeFields,
	rows: func(s *finding.Study, cases []*finding.Case) []exchange {
		var rows []exchange
		all := numbered(s, cases)
		for i := range all {
			for j := range all[i].Flow.Exchanges {
				rows = append(rows, exchange{&all[i].Flow.Exchanges[j], &all[i]})
			}
		}
		return rows
	},
}

func exchangeFields() []field[exchange] {
	type f = field[exchange]
	list := append(ofQuery(func(r *exchange) *query { return r.of }), []f{
		{Column{"node_id", "", Integer, UnitNone, "the operator"}, func(r *exchange) Cell { return operatorID(r.Operator) }},
		{Column{"name", "", Text, UnitNone, "its name, or its type"}, func(r *exchange) Cell { return operatorName(r.Operator) }},
		{Column{"kind", "", Text, UnitNone, "`repartition`, `gather`, `merge`, `into partitions`, `random shuffle`, `sort`, `range`, `broadcast` or `materialize`"}, func(r *exchange) Cell { return text(r.Kind) }},
		{Column{"algorithm", "", Text, UnitNone, "`ray` or `flight`; unknown where it cannot be told"}, func(r *exchange) Cell { return text(r.Algorithm) }},
		{Column{"rows_written", "", Integer, UnitRows, "by the tasks that made it"}, func(r *exchange) Cell { return value(r.RowsWritten) }},
		{Column{"bytes_written", "", Integer, UnitBytes, "in memory"}, func(r *exchange) Cell { return value(r.BytesWritten) }},
		{Column{"rows_read", "", Integer, UnitRows, "by its readers"}, func(r *exchange) Cell { return value(r.RowsRead) }},
		{Column{"bytes_read", "", Integer, UnitBytes, "in memory"}, func(r *exchange) Cell { return value(r.BytesRead) }},
		{Column{"map_tasks", "", Integer, UnitTasks, "tasks that wrote"}, func(r *exchange) Cell { return integer(r.MapTasks) }},
		{Column{"reduce_tasks", "", Integer, UnitTasks, "tasks that read"}, func(r *exchange) Cell { return integer(r.ReduceTasks) }},
		{Column{"partitions", "", Integer, UnitCounted, "that it was cut into"}, func(r *exchange) Cell { return value(r.Partitions) }},
		{Column{"slots", "", Integer, UnitCounted, "map tasks x partitions"}, func(r *exchange) Cell { return value(r.Slots) }},
	}...)
	for _, s := range []struct {
		name, doc string
		unit      Unit
		of        func(*exchange) analyze.Spread
	}{
		{"partition_bytes", "bytes of a partition", UnitBytes, func(r *exchange) analyze.Spread { return r.PartitionBytes }},
		{"partition_rows", "rows of a partition", UnitRows, func(r *exchange) analyze.Spread { return r.PartitionRows }},
	} {
		list = append(list,
			f{Column{s.name + "_min", "", Integer, s.unit, s.doc + ": the least"}, func(r *exchange) Cell { return Cell{Known: s.of(r).N > 0, Int: s.of(r).Min} }},
			f{Column{s.name + "_median", "", Integer, s.unit, s.doc + ": the median"}, func(r *exchange) Cell { return Cell{Known: s.of(r).N > 0, Int: s.of(r).Median} }},
			f{Column{s.name + "_max", "", Integer, s.unit, s.doc + ": the most"}, func(r *exchange) Cell { return Cell{Known: s.of(r).N > 0, Int: s.of(r).Max} }})
	}
	return append(list, []f{
		{Column{"largest_task", "", Integer, UnitNone, "reader of the largest partition"}, func(r *exchange) Cell { return taskID(r.Largest) }},
		{Column{"empty_partitions", "", Integer, UnitCounted, "partitions without rows"}, func(r *exchange) Cell { return integer(r.Empty) }},
		{Column{"head_node_bytes", "", Integer, UnitBytes, "that the head node holds for it, by Daft's guide; unknown for flight shuffle"}, func(r *exchange) Cell { return value(r.HeadBytes()) }},
		{Column{"beyond_flight_bytes", "", Truth, UnitNone, "10 GiB or more, from which on Daft's guide says to use flight shuffle"}, func(r *exchange) Cell {
			bytes, _ := r.Beyond()
			return truth(bytes)
		}},
		{Column{"beyond_flight_slots", "", Truth, UnitNone, "500,000 slots or more, likewise"}, func(r *exchange) Cell {
			_, slots := r.Beyond()
			return truth(slots)
		}},
		{Column{"map_path_ns", "", Integer, UnitNanoseconds, "of the path: writing"}, func(r *exchange) Cell { return integer(r.MapNS) }},
		{Column{"wait_path_ns", "", Integer, UnitNanoseconds, "of the path: the driver and the scheduler, before its readers ran"}, func(r *exchange) Cell { return integer(r.WaitNS) }},
		{Column{"reduce_path_ns", "", Integer, UnitNanoseconds, "of the path: reading"}, func(r *exchange) Cell { return integer(r.ReduceNS) }},
		{Column{"path_ns", "path", Integer, UnitNanoseconds, "of the path: writing, waiting and reading"}, func(r *exchange) Cell { return integer(r.PathNS) }},
		{Column{"waited_ns", "waited", Integer, UnitNanoseconds, "from the end of the first task that wrote to that of the last"}, func(r *exchange) Cell { return integer(r.WaitedNS) }},
		{Column{"reader_node_ids", "", Integers, UnitNone, "operators that read it"}, func(r *exchange) Cell { return operatorIDs(r.Readers) }},
		{Column{"estimated", "", Truth, UnitNone, "inferred rather than measured"}, func(r *exchange) Cell { return truth(r.Estimated) }},
		{Column{"evidence", "", Text, UnitNone, "in words"}, func(r *exchange) Cell { return text(r.Evidence) }},
	}...)
}
