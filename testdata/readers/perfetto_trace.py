"""Reads a Perfetto trace with Perfetto's own messages, and checks its structure.

    python perfetto_trace.py FILE

Prints as JSON how much of each kind there is. It is an error where slices are not
paired or not nested within their track, a track is not described before it is used,
its id is not unique or its parent is not there, time goes back, an interned id is used
before it is defined or defined twice, or a flow has not two ends, the first before the
second.

The trace processor, which answers SQL, is a program that Perfetto's package fetches
when it is first used. Where it is there already (PERFETTO_TRACE_PROCESSOR names it) the
trace is opened with it, too.
"""

import json
import os
import sys
from collections import Counter, defaultdict

from google.protobuf.message import Message
from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as pb

CLEARED, NEEDS = 1, 2


def unknown_fields(message):
    """Returns what of a message, at any depth, the schema does not know."""
    found = []
    try:
        from google.protobuf.unknown_fields import UnknownFieldSet

        found += [(message.DESCRIPTOR.name, f.field_number) for f in UnknownFieldSet(message)]
    except ImportError:
        return found
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for one in [value] if isinstance(value, Message) else value:
                found += unknown_fields(one)
    return found


class Check:
    def __init__(self):
        self.tracks = {}
        self.open = defaultdict(list)  # by track: begins without an end yet
        self.last = -1
        self.tables = None
        self.flows = defaultdict(list)
        self.ended = set()
        self.counts = Counter()
        self.names = Counter()

    def packet(self, p):
        assert not unknown_fields(p), f"the schema does not know {unknown_fields(p)}"
        assert p.trusted_packet_sequence_id == 1, "another sequence"
        if p.sequence_flags & CLEARED:
            self.tables = {"names": {}, "categories": {}, "args": {}}
        if p.HasField("interned_data"):
            self.intern("names", p.interned_data.event_names)
            self.intern("categories", p.interned_data.event_categories)
            self.intern("args", p.interned_data.debug_annotation_names)
        if p.HasField("track_descriptor"):
            self.track(p.track_descriptor)
        if p.HasField("track_event"):
            assert p.sequence_flags & NEEDS, "an event does not say that it needs what is interned"
            assert p.timestamp >= self.last, f"time goes back from {self.last} to {p.timestamp}"
            self.last = p.timestamp
            self.event(p.timestamp, p.track_event)

    def intern(self, table, entries):
        for e in entries:
            assert e.iid > 0 and e.iid not in self.tables[table], f"{table} {e.iid} is defined twice"
            self.tables[table][e.iid] = e.name

    def track(self, d):
        assert d.uuid > 0 and d.uuid not in self.tracks, f"track {d.uuid} is described twice"
        assert d.name, "a track without a name"
        assert not d.parent_uuid or d.parent_uuid in self.tracks, f"track {d.uuid} has a parent that is not there"
        self.tracks[d.uuid] = d
        self.counts["counters" if d.HasField("counter") else "tracks"] += 1

    def event(self, time, e):
        assert e.track_uuid in self.tracks, f"an event of track {e.track_uuid}, which is not there"
        is_counter = self.tracks[e.track_uuid].HasField("counter")
        assert is_counter == (e.type == pb.TrackEvent.TYPE_COUNTER), "a counter's value elsewhere"
        if e.name_iid:
            assert e.name_iid in self.tables["names"], f"name {e.name_iid} is not defined"
            self.names[self.tables["names"][e.name_iid]] += 1
        for iid in e.category_iids:
            assert iid in self.tables["categories"], f"category {iid} is not defined"
        args = [a.name_iid for a in e.debug_annotations]
        assert all(i in self.tables["args"] for i in args), "an argument's name is not defined"
        assert len(set(args)) == len(args), "an argument is there twice"
        for flow in list(e.flow_ids) + list(e.terminating_flow_ids):
            assert flow not in self.ended, f"flow {flow} goes on after its end"
            self.flows[flow].append((time, e.track_uuid))
        self.ended.update(e.terminating_flow_ids)
        if e.type == pb.TrackEvent.TYPE_SLICE_BEGIN:
            assert e.name_iid, "a slice without a name"
            self.open[e.track_uuid].append(time)
            self.counts["slices"] += 1
        elif e.type == pb.TrackEvent.TYPE_SLICE_END:
            assert self.open[e.track_uuid], f"a slice of {self.tracks[e.track_uuid].name} ends that did not begin"
            assert self.open[e.track_uuid].pop() <= time
        elif e.type == pb.TrackEvent.TYPE_INSTANT:
            self.counts["instants"] += 1
        else:
            assert e.type == pb.TrackEvent.TYPE_COUNTER, f"an event of type {e.type}"
            assert e.HasField("counter_value") != e.HasField("double_counter_value"), "a counter without a value"
            self.counts["values"] += 1

    def end(self):
        left = {self.tracks[t].name: s for t, s in self.open.items() if s}
        assert not left, f"slices do not end: {left}"
        for flow, ends in self.flows.items():
            assert len(ends) == 2 and ends[0] <= ends[1] and flow in self.ended, f"flow {flow} has ends {ends}"
        self.counts["flows"] = len(self.flows)
        siblings = Counter((d.parent_uuid, d.sibling_order_rank) for d in self.tracks.values())
        assert all(n == 1 for n in siblings.values()), "two tracks have one place"


def processed(path):
    """Opens the trace with the trace processor, where that is there."""
    program = os.environ.get("PERFETTO_TRACE_PROCESSOR", "")
    if not os.path.exists(program):
        return None
    from perfetto.trace_processor import TraceProcessor, TraceProcessorConfig

    tp = TraceProcessor(trace=path, config=TraceProcessorConfig(bin_path=program))
    try:
        errors = list(tp.query("select name, value from stats where severity in ('error', 'data_loss') and value > 0"))
        assert not errors, [(e.name, e.value) for e in errors]
        one = lambda sql: next(iter(tp.query(sql))).n
        return {
            "slices": one("select count(*) as n from slice"),
            "flows": one("select count(*) as n from flow"),
            "unended": one("select count(*) as n from slice where dur < 0"),
        }
    finally:
        tp.close()


def main():
    trace = pb.Trace()
    with open(sys.argv[1], "rb") as f:
        trace.ParseFromString(f.read())
    check = Check()
    for p in trace.packet:
        check.packet(p)
    check.end()
    print(json.dumps({"counts": dict(check.counts), "names": dict(check.names), "processed": processed(sys.argv[1])}))


main()
