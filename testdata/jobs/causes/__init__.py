"""Queries with one known cause of slowness each; see causes.py."""


def cause(*engines: str):
    """Marks a function as a cause for engines: native, ray, cluster."""

    def mark(function):
        function.engines = engines
        return function

    return mark
