"""The ways to run a job that the overhead measurement compares. Each is held against plain runs beside it.

An arm is the arguments of `daft-analyze record`, or None for a run without it, and variables of the environment. An arm
for something that the program does not have is left out.
"""

from dataclasses import dataclass, field, replace


@dataclass
class Arm:
    what: str
    record: list[str] | None = None
    environ: dict[str, str] = field(default_factory=dict)
    daft_dashboard: bool = False  # runs beside `daft dashboard start`
    needs: str | None = None  # a flag without which the arm is not what it says
    share: int = 1  # of the rounds, one in so many: what decides is measured most


PLAIN = "plain"

ARMS = {
    PLAIN: Arm("the job alone"),
    "default": Arm("`record`, as it comes", []),
    "dashboard": Arm("`record`, Daft's dashboard protocol only", ["--no-otlp", "--no-samples", "--no-logs"], share=3),
    "metrics": Arm("the same, and OTLP metrics", ["--spans=off", "--no-samples", "--no-logs"], needs="--no-otlp", share=3),
    "spans": Arm("the same, and OTLP metrics and spans", ["--spans=on", "--no-samples", "--no-logs"], needs="--spans", share=3),
    "samples": Arm("dashboard protocol, and samples of the processes", ["--no-otlp", "--no-logs"], share=3),
    "output": Arm("dashboard protocol, and the job's output", ["--no-otlp", "--no-samples"], needs="--no-logs", share=3),
    "event-log": Arm("no `record`; Daft's own event log", environ={"BENCH_EVENT_LOG": "{work}/event-log"}, share=3),
    "daft-dashboard": Arm(
        "no `record`; Daft's own dashboard, running beside the job",
        environ={"DAFT_DASHBOARD_URL": "{dashboard}", "DAFT_TASK_EVENTS_ENABLED": "1"},
        daft_dashboard=True,
        share=3,
    ),
}


def offered(help_text: str) -> dict[str, Arm]:
    """The arms that a program with this help text can run. What it does not have it needs not be asked to leave out: such
    flags are left away."""
    flags = {word.split("=")[0].split("[")[0] for word in help_text.split() if word.startswith("--")}
    arms = {}
    for name, arm in ARMS.items():
        if arm.needs is not None and arm.needs not in flags:
            continue
        if arm.record is not None:
            arm = replace(arm, record=[flag for flag in arm.record if flag.split("=")[0] in flags])
        arms[name] = arm
    return arms
