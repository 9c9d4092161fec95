"""Lets a recorded job report what it does, on Ray's workers as well, and its last messages arrive.

daft-analyze record puts this file's directory on PYTHONPATH. It adds the variables in
DAFT_ANALYZE_WORKER_ENV (a JSON object) to the runtime environment of each Ray job that this
process starts or joins; what the job sets itself wins. While Daft is loaded, and only then, the
process has the variables in DAFT_ANALYZE_EXPORTERS (a JSON object, null for none), which others
that use OpenTelemetry would read too. When the process exits it waits, for a moment at most,
until the recorder has the end of every query. What it prints to the recorder's pipe goes out line
by line. Whatever goes wrong here, the job goes on.
"""


def _say(error, what="Ray's workers may not be recorded"):
    import sys

    print(f"daft-analyze: {what}:", error, file=sys.stderr)


def _with(variables, env):
    return {**variables, **(env.get("env_vars") or {})}


def _patch_job_config(module, variables):
    plain = module.JobConfig._validate_runtime_env

    def _validate_runtime_env(self):
        env = plain(self)
        try:
            env["env_vars"] = _with(variables, env)
        except Exception as error:
            _say(error)
        return env

    module.JobConfig._validate_runtime_env = _validate_runtime_env


def _patch_client_builder(module, variables):
    # Ray Client sends the dictionary that the job gave as well, before it is validated.
    plain = module.ClientBuilder.env

    def env(self, env):
        try:
            env = {**env, "env_vars": _with(variables, env)}
        except Exception as error:
            _say(error)
        return plain(self, env)

    module.ClientBuilder.env = env


def _sender():
    """What the recorder is to know of this process, as Daft does not name it.

    It goes in a header: a resource attribute would also reach where the recorder forwards to.
    """
    import os
    import sys
    from urllib.parse import quote

    sender = f"pid={os.getpid()}"
    arguments = getattr(sys, "argv", [])
    if arguments and os.path.basename(arguments[0]) == "default_worker.py":
        sender += ";role=worker"
        for argument in arguments:
            if argument.startswith("--node-id="):
                sender += ";worker_id=" + argument.split("=", 1)[1]
    return quote(sender, safe="")


class _Exporters:
    """Lends the process the variables that Daft's exporters read."""

    def __init__(self, variables):
        self.variables = variables

    def __enter__(self):
        import os

        lent = dict(self.variables)
        for name, value in self.variables.items():
            if value and "daft-analyze-token=" in value:  # headers for the recorder
                lent[name] = f"{value},daft-analyze-sender={_sender()}"
        self.own = {name: os.environ.get(name) for name in lent}
        self._set(lent)

    def __exit__(self, *_):
        self._set(self.own)

    @staticmethod
    def _set(variables):
        import os

        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _take_back(exporters):
    """Takes out what Ray's runtime environment has given the whole process."""
    import os

    for name, value in exporters.items():
        if value is None:
            continue
        token = value[max(value.rfind("daft-analyze-token="), 0) :]  # of headers, Ray has only this
        if os.environ.get(name) in (value, token + ",daft-analyze-sender=role%3Dworker"):
            del os.environ[name]


def _patch_loader(loader, name, exporters):
    """Lends the variables while an extension module is loaded: that is when Daft reads them."""

    def lending(plain):
        def load(of):
            if getattr(of, "name", None) != name and getattr(of, "__name__", None) != name:
                return plain(of)  # a loader may be that of other modules too
            with _Exporters(exporters):
                return plain(of)

        return load

    loader.create_module = lending(loader.create_module)
    loader.exec_module = lending(loader.exec_module)


def _watch_imports(variables, exporters):
    """Patches Ray and Daft when, and if, the job imports them.

    Until then nothing is imported: other programs of the job are to start as fast as without this.
    """
    import sys

    patches = {"ray.job_config": _patch_job_config, "ray.client_builder": _patch_client_builder, "daft.daft": None}

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name not in patches:
                return None
            patch = patches.pop(name)
            others = [f.find_spec for f in sys.meta_path if f is not Finder and hasattr(f, "find_spec")]
            spec = next(filter(None, (find_spec(name, path, target) for find_spec in others)), None)
            if spec is None or spec.loader is None:
                return spec
            if patch is None:
                lent = _read_exporters(exporters)
                if lent is not None:
                    _patch_loader(spec.loader, name, lent)
                return spec
            run = spec.loader.exec_module

            def exec_module(module):
                run(module)
                if module.__name__ != name:
                    return  # a loader may be that of other modules too
                try:
                    import json

                    patch(module, json.loads(variables))
                except Exception as error:
                    _say(error)

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder)


def _wait_for_the_last_messages(url):
    """Waits, 100 ms at most, until the recorder has the end of every query.

    Daft sends its messages from a queue in the background, and what is in it when the process
    exits is lost: without this about one short native job in thirty loses the end of a query.
    """
    import os
    import sys

    if "daft" not in sys.modules or "DAFT_FLOTILLA_WORKER" in os.environ:
        return  # on Ray the driver's messages matter
    try:
        import socket
        import time
        from urllib.parse import urlsplit

        url = urlsplit(url)
        end = time.monotonic() + 0.1
        with socket.create_connection((url.hostname, url.port), timeout=0.1) as s:
            while time.monotonic() < end:
                s.sendall(f"GET {url.path}/api/open HTTP/1.1\r\nHost: {url.hostname}\r\n\r\n".encode())
                if s.recv(1024).split(b" ")[1:2] != [b"202"]:
                    return
                time.sleep(0.005)
    except Exception:
        pass  # the recorder is gone, or the process is too far gone itself


def _end_lines(pipe):
    """Makes this process print each line when it ends, if it prints to the recorder's pipe."""
    import os
    import sys

    out = sys.stdout
    if out is not None and not out.line_buffering:
        at = os.fstat(out.fileno())
        if f"{at.st_dev}:{at.st_ino}" == pipe:
            out.reconfigure(line_buffering=True)


def _run_hidden():
    """Runs the sitecustomize that this one hides, if there is one."""
    import importlib.machinery
    import os
    import sys

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [p for p in sys.path if os.path.abspath(p) != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        import importlib.util

        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def _read_exporters(text):
    if not text:
        return None
    try:
        import json

        return dict(json.loads(text))
    except Exception as error:
        _say(error, "nothing that Daft exports by OpenTelemetry is recorded")
        return None


def _main():
    import os

    variables = os.environ.get("DAFT_ANALYZE_WORKER_ENV")
    url = os.environ.get("DAFT_DASHBOARD_URL")
    if variables:
        try:
            exporters = os.environ.get("DAFT_ANALYZE_EXPORTERS")
            if exporters and any(name.startswith("OTEL_") for name in os.environ):
                _take_back(_read_exporters(exporters) or {})
            _watch_imports(variables, exporters)
            if url:
                import atexit

                atexit.register(_wait_for_the_last_messages, url)
        except Exception as error:
            _say(error)
    lines = os.environ.get("DAFT_ANALYZE_LINES")
    if lines:
        try:
            _end_lines(lines)
        except Exception:
            pass  # a stream of an unusual kind; its lines come later
    _run_hidden()


_main()
