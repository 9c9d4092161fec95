"""What Apache Otava finds in series that are made here, for this package to be held against.

    python3 -m venv VENV && VENV/bin/pip install apache-otava==0.8.0
    VENV/bin/python ask_otava.py > otava.jsonl            the series below
    VENV/bin/python ask_otava.py FILE.json > other.jsonl  series of one's own: {"name": [1.0, 2.0, ...], ...}

One JSON object a line: a series, options, and the change points. It is not part of make readers, as Otava wants versions
of NumPy and SciPy of its own.
"""

import json
import sys

import numpy as np
from otava.analysis import compute_change_points

OPTIONS = [(50, 0.001, 0.0), (30, 0.01, 0.05), (10, 0.0001, 0.0)]  # window, p, magnitude


def steps(rng, levels, lengths, noise):
    level = np.repeat(np.array(levels, float), lengths)
    return level * np.exp(rng.normal(0, noise, len(level)))


def series():
    rng = np.random.default_rng(20)
    out = {}
    for noise in (0.01, 0.03, 0.1):
        out[f"one step of 10 %, noise {noise}"] = steps(rng, [100, 110], [30, 30], noise)
        out[f"up and down, noise {noise}"] = steps(rng, [100, 120, 100], [40, 15, 40], noise)
        out[f"stairs, noise {noise}"] = steps(rng, [100, 105, 112, 90, 130], [20, 30, 25, 40, 35], noise)
        out[f"late, noise {noise}"] = steps(rng, [100, 115], [60, 5], noise)
        out[f"nothing, noise {noise}"] = steps(rng, [100], [80], noise)
        out[f"trend, noise {noise}"] = np.linspace(100, 130, 70) * np.exp(rng.normal(0, noise, 70))
        lone = steps(rng, [100], [50], noise)
        lone[25] *= 2
        out[f"an outlier, noise {noise}"] = lone
    slow = steps(rng, [100], [90], 0.02)
    slow[rng.random(90) < 0.08] *= 1.5
    out["outliers"] = slow
    walk = rng.normal(0, 1, 120)
    for i in range(1, len(walk)):
        walk[i] += 0.7 * walk[i - 1]
    out["values that depend on each other"] = 100 + walk
    out["whole numbers"] = np.concatenate([rng.poisson(4, 40), rng.poisson(9, 40)]).astype(float)
    out["below and above 0"] = np.concatenate([rng.normal(-1, 1, 40), rng.normal(1, 1, 40)])
    out["no noise"] = np.repeat([3.0, 4.0, 3.0], 12)
    for n in range(2, 9):
        out[f"{n} values"] = steps(rng, [100, 150], [n // 2, n - n // 2], 0.01)
    return {name: np.round(s, 4).tolist() for name, s in out.items()}


def main():
    given = json.load(open(sys.argv[1], encoding="utf-8")) if len(sys.argv) > 1 else series()
    for name, values in given.items():
        found = []
        for window, p, magnitude in OPTIONS:
            points, _ = compute_change_points(list(values), window_len=window, max_pvalue=p, min_magnitude=magnitude)
            found.append({
                "window": window,
                "p": p,
                "magnitude": magnitude,
                "points": [[int(c.index), float(c.stats.mean_1), float(c.stats.mean_2), float(c.stats.pvalue)] for c in points],
            })
        print(json.dumps({"name": name, "values": values, "found": found}))


main()
