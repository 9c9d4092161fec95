"""What SciPy says of random samples, for analyze/stat to be held against.

    python statistics.py SEED CASES

One JSON object a line: first the versions and SEED, then CASES pairs of samples, each with what SciPy and NumPy make of
them; then Student's t distribution at some points. What SciPy has no function for is worked out here in the plainest way:
the confidence interval of the Hodges-Lehmann estimate by going through all orders. Versions: requirements.txt.
"""

import itertools
import json
import math
import sys

import numpy as np
import scipy
from scipy import stats

ALTERNATIVES = ("two-sided", "greater", "less")


def samples(rng, number):
    """Small ones mostly; every third with ties, every fifth large."""
    sizes = rng.integers(1, 120 if number % 5 == 4 else 11, 2)
    if number % 3 == 2:
        return [rng.integers(1, rng.integers(3, 12), n).astype(float) for n in sizes]
    sigma = rng.choice([0.02, 0.2, 1.0])
    return [np.round(np.exp(rng.normal(shift, sigma, n)), 7) for n, shift in zip(sizes, (rng.normal(0, 2 * sigma), 0))]


def mann_whitney(x, y):
    yield "u", stats.mannwhitneyu(x, y).statistic
    ties = len(np.unique(np.concatenate([x, y]))) < len(x) + len(y)
    for a in ALTERNATIVES:
        with np.errstate(all="ignore"):
            normal = stats.mannwhitneyu(x, y, alternative=a, method="asymptotic").pvalue
        if len(x) + len(y) > 2 and not np.isnan(normal):
            yield f"mann-whitney normal {a}", normal
        if not ties and len(x) * len(y) <= 2500:
            yield f"mann-whitney exact {a}", stats.mannwhitneyu(x, y, alternative=a, method="exact").pvalue
        elif ties and min(len(x), len(y)) > 1 and math.comb(len(x) + len(y), len(x)) <= 5000:  # "exact" knows nothing of ties
            every = stats.PermutationMethod(n_resamples=math.inf)
            yield f"mann-whitney exact {a}", stats.mannwhitneyu(x, y, alternative=a, method=every).pvalue


def welch(x, y, of):
    if min(len(x), len(y)) > 1 and np.var(x) + np.var(y) > 0:
        for a in ALTERNATIVES:
            test = stats.ttest_ind(x, y, equal_var=False, alternative=a)
            yield f"welch{of} {a}", test.pvalue
        yield f"welch{of} t", test.statistic
        yield f"welch{of} df", test.df


def prediction(x, old, of, confidence):
    n, m = len(old), len(x)
    if n > 1 and np.var(old) > 0:
        half = np.std(old, ddof=1) * math.sqrt(1 / n + 1 / m)
        yield f"prediction{of} greater", stats.t.sf((np.mean(x) - np.mean(old)) / half, n - 1)
        width = stats.t.ppf((1 + confidence) / 2, n - 1) * half
        back = math.exp if of else float
        yield f"prediction{of} low", back(np.mean(old) - width)
        yield f"prediction{of} high", back(np.mean(old) + width)


def interval(x, y, confidence):
    """From the k-th smallest difference to the k-th largest, where U < k in a share of (1 - confidence) / 2 of all orders."""
    n, m = len(x), len(y)
    if math.comb(n + m, n) > 20_000:
        return
    us = np.array([sum(c) - n * (n - 1) // 2 for c in itertools.combinations(range(n + m), n)])
    differences = np.sort(np.subtract.outer(x, y), axis=None)
    best = ()
    for k in range(1, n * m // 2 + 1):
        tail = np.mean(us < k)
        if tail <= (1 - confidence) / 2 + 1e-13:
            best = (("low", differences[k - 1]), ("high", differences[n * m - k]), ("reached", 1 - 2 * tail))
    for name, value in best:
        yield f"interval {round(100 * confidence)} {name}", value


def facts(x, y):
    yield "median", np.median(x)
    if len(x) > 1:
        yield "standard deviation", np.std(x, ddof=1)
        yield "coefficient of variation", stats.variation(x, ddof=1)
        yield "log sigma", np.std(np.log(x), ddof=1)
        yield "median absolute deviation", stats.median_abs_deviation(np.log(x), scale="normal")
    yield from mann_whitney(x, y)
    yield "hodges-lehmann", np.median(np.subtract.outer(x, y))
    yield "hodges-lehmann ratio", math.exp(np.median(np.subtract.outer(np.log(x), np.log(y))))
    yield from interval(x, y, 0.95)
    yield from interval(x, y, 0.80)
    yield from welch(x, y, "")
    yield from welch(np.log(x), np.log(y), " of logs")
    yield from prediction(x, y, "", 0.99)
    yield from prediction(np.log(x), np.log(y), " of logs", 0.95)


def main(seed, cases):
    rng = np.random.default_rng(seed)
    print(json.dumps({"scipy": scipy.__version__, "numpy": np.__version__, "seed": seed}))
    for number in range(cases):
        x, y = samples(rng, number)
        print(json.dumps({"x": x.tolist(), "y": y.tolist(), "facts": {name: float(v) for name, v in facts(x, y)}}))
    for df in (1, 1.5, 2, 3, 4.7, 9, 30, 199, 1998):
        for p in (0.4999, 0.3, 0.1, 0.05, 0.025, 0.005, 1e-4, 1e-9):
            t = rng.exponential(3 if p < 0.4 else 1e-5)
            print(json.dumps({"df": df, "p": p, "t": t, "facts": {"t quantile": stats.t.isf(p, df), "t above": stats.t.sf(t, df)}}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(int(sys.argv[1]), int(sys.argv[2]))
