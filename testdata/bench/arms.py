"""The ways to run a job that the overhead measurement compares. Each is held against plain runs beside it.

An arm is the arguments of `daft-analyze record`, or None for a run without it, and variables of the environment. An arm
whose flags the program does not have is left out.
"""

from dataclasses import dataclass, field


@dataclass
class Arm:
    what: str
    record: list[str] | None = None
    environ: dict[str, str] = field(default_factory=dict)
    daft_dashboard: bool = False  # runs beside `daft dashboard start`
    share: int = 1  # of the rounds, one in so many: what decides is measured most


PLAIN = "plain"

# Without an entry "--spans=off" and so on, "default" is what `record` does when nothing is said.
ARMS = {
    PLAIN: Arm("the job alone"),
    "default": Arm("`record`, as it comes", []),
    "dashboard": Arm("`record`, Daft's dashboard protocol only", ["--no-samples", "--metrics=off", "--spans=off", "--no-logs"], share=3),
    "metrics": Arm("the same, and OTLP metrics", ["--no-samples", "--metrics=on", "--spans=off", "--no-logs"], share=3),
    "spans": Arm("the same, and OTLP spans", ["--no-samples", "--metrics=on", "--spans=on", "--no-logs"], share=3),
    "samples": Arm("dashboard protocol, and samples of the processes", ["--metrics=off", "--spans=off", "--no-logs"], share=3),
    "event-log": Arm("no `record`; Daft's own event log", environ={"BENCH_EVENT_LOG": "{work}/event-log"}, share=3),
    "daft-dashboard": Arm(
        "no `record`; Daft's own dashboard, running beside the job",
        environ={"DAFT_DASHBOARD_URL": "{dashboard}", "DAFT_TASK_EVENTS_ENABLED": "1"},
        daft_dashboard=True,
        share=3,
    ),
}


def offered(help_text: str) -> dict[str, Arm]:
    """The arms that a program with this help text can run. Flags for what it does not have yet, which say "off" or "no",
    are left away: they ask for nothing. An arm that asks for something that is not there is left out."""
    arms = {}
    for name, arm in ARMS.items():
        if arm.record is None:
            arms[name] = arm
            continue
        flags = []
        for flag in arm.record:
            bare = flag.split("=")[0]
            if bare + " " in help_text or bare + "[" in help_text or bare + "\n" in help_text:
                flags.append(flag)
            elif not (flag.endswith("=off") or flag.startswith("--no-")):
                break
        else:
            arms[name] = Arm(arm.what, flags, arm.environ, arm.daft_dashboard, arm.share)
    return arms
