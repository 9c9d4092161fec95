"""Checks that what findings advise exists: argv[1] is a list of terms and Python expressions that must be true."""

import inspect
import sys

import daft
import daft.functions
import pyarrow.parquet


def main() -> None:
    wrong = 0
    for line in open(sys.argv[1]):
        if line.startswith("# ") or not line.strip():
            continue
        term, _, python = line.rstrip("\n").partition("\t")
        try:
            ok = bool(eval(python, {"daft": daft, "inspect": inspect, "pyarrow": pyarrow}))
        except Exception as error:
            ok = error
        if ok is not True:
            wrong += 1
            print(f"daft {daft.__version__}: {term}: {python}: {ok}")
    sys.exit(1 if wrong else 0)


main()
