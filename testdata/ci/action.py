"""Runs a composite action of GitHub's as far as that can be done without GitHub.

    action.py ACTION_DIRECTORY STATE_DIRECTORY --event FILE [--input NAME=VALUE]...

Each `run:` step is run by bash as GitHub's runner does it, with its `if`, `env` and outputs. Of the actions that are
used, actions/cache is a folder of the state, actions/upload-artifact copies, and setup-go does nothing: that they do
what they are taken for is not tested here. The outputs of the action, its exit code, the log, the summaries and the
artifacts land in the state directory. The exit code is that of the action: 1 where a step failed.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys

import yaml

TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(==|!=|&&|\|\||[()!])|([A-Za-z_][\w.-]*))")


def evaluate(text, contexts):
    """An expression of what this action needs: ==, !=, &&, ||, !, brackets, always(), strings and names."""
    tokens, at = [], 0
    while text[at:].strip():
        m = TOKEN.match(text, at)
        if not m:
            raise ValueError(f"cannot read {text[at:]!r} of the expression {text!r}")
        tokens.append(m)
        at = m.end()

    def peek(k=0):
        return tokens[k].group(2) if len(tokens) > k else None

    def primary():
        m = tokens.pop(0)
        if m.group(1) is not None:
            return m.group(1).replace("''", "'")
        if m.group(2) == "!":
            return not truth(primary())
        if m.group(2) == "(":
            value = either()
            tokens.pop(0)
            return value
        name = m.group(3)
        if peek() == "(":
            del tokens[:2]
            return {"always": True, "success": contexts["job"]["ok"], "failure": not contexts["job"]["ok"]}[name]
        value = contexts
        for part in name.split("."):
            value = value.get(part, "") if isinstance(value, dict) else ""
        return value

    def compare():
        left = primary()
        while peek() in ("==", "!="):
            equal = tokens.pop(0).group(2) == "=="
            left = (str(left).lower() == str(primary()).lower()) == equal
        return left

    def both():
        left = compare()
        while peek() == "&&":
            tokens.pop(0)
            right = compare()
            left = right if truth(left) else left
        return left

    def either():
        left = both()
        while peek() == "||":
            tokens.pop(0)
            right = both()
            left = left if truth(left) else right
        return left

    return either()


def truth(value):
    return value not in ("", False, None, 0)


def expand(text, contexts):
    """What is between ${{ and }} in a text."""
    def one(m):
        value = evaluate(m.group(1), contexts)
        return {True: "true", False: "false", None: ""}.get(value, str(value)) if not isinstance(value, str) else value
    return re.sub(r"\$\{\{(.*?)\}\}", one, str(text), flags=re.S)


def outputs(path):
    """What a step wrote to GITHUB_OUTPUT: NAME=VALUE lines."""
    with open(path) as f:
        return dict(line.rstrip("\n").split("=", 1) for line in f if "=" in line)


class Runner:
    def __init__(self, action, state, event, inputs):
        self.directory, self.state = os.path.abspath(action), os.path.abspath(state)
        with open(os.path.join(action, "action.yml")) as f:
            self.action = yaml.safe_load(f)
        unknown = set(inputs) - set(self.action["inputs"])
        if unknown:
            sys.exit(f"the action has no inputs {unknown}")
        self.temp = os.path.join(self.state, "temp")
        shutil.rmtree(self.temp, ignore_errors=True)
        os.makedirs(self.temp)
        self.log = open(os.path.join(self.state, "log"), "w")
        github = dict(event["github"], token="a-token", run_id=str(event["run"]), run_attempt="1", event=event["event"])
        self.contexts = {"github": github, "runner": {"temp": self.temp, "os": "Linux"}, "job": {"ok": True}, "steps": {}, "inputs": {}}
        for name, about in self.action["inputs"].items():
            if about.get("required") and name not in inputs:
                sys.exit(f"the action needs the input {name}")
            self.contexts["inputs"][name] = inputs.get(name, expand(about.get("default", ""), self.contexts))
        open(os.path.join(self.state, "summary"), "w").close()

    def step(self, n, step):
        condition = step.get("if", "success()")
        if "always()" not in condition and not self.contexts["job"]["ok"]:
            return "skipped"
        if not truth(evaluate(condition.removeprefix("${{").removesuffix("}}"), self.contexts)):
            return "skipped"
        if "uses" in step:
            given = {k: expand(v, self.contexts) for k, v in step.get("with", {}).items()}
            return self.use(step["uses"], given)
        return self.run(n, step)

    def run(self, n, step):
        script, out = os.path.join(self.temp, f"step-{n}.sh"), os.path.join(self.temp, f"output-{n}")
        with open(script, "w") as f:
            f.write(expand(step["run"], self.contexts))
        open(out, "w").close()
        environment = dict(os.environ, GITHUB_ACTIONS="true", GITHUB_ACTION_PATH=self.directory, GITHUB_OUTPUT=out, RUNNER_TEMP=self.temp, CI="true",
                           GITHUB_STEP_SUMMARY=os.path.join(self.state, "summary"), GITHUB_SHA=self.contexts["github"]["sha"])
        environment.update({k: expand(v, self.contexts) for k, v in step.get("env", {}).items()})
        assert step["shell"] == "bash", "what other shells do is not known here"
        done = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.log.write(done.stdout)
        if "id" in step:
            self.contexts["steps"][step["id"]] = {"outputs": outputs(out)}
        return "ok" if done.returncode == 0 else f"failed with {done.returncode}"

    def use(self, what, given):
        """The little that is taken from other actions."""
        caches = os.path.join(self.state, "caches")
        os.makedirs(caches, exist_ok=True)
        name = what.split("@")[0]
        if name == "actions/setup-go":
            return "ok"
        if name == "actions/cache/restore":
            keys = [given["key"], *given["restore-keys"].split()]
            for key in keys:
                found = sorted((f for f in os.listdir(caches) if f.startswith(key)), key=lambda f: os.path.getmtime(os.path.join(caches, f)))
                if found:
                    shutil.copytree(os.path.join(caches, found[-1]), given["path"], dirs_exist_ok=True)
                    return "ok, from " + found[-1]
            return "ok, nothing found"
        if name == "actions/cache/save":
            if not os.path.isdir(given["path"]):
                return "failed: there is no such folder: " + given["path"]
            shutil.copytree(given["path"], os.path.join(caches, given["key"]), dirs_exist_ok=True)
            os.utime(os.path.join(caches, given["key"]))
            return "ok"
        if name == "actions/upload-artifact":
            to = os.path.join(self.state, "artifacts", given["name"])
            shutil.rmtree(to, ignore_errors=True)
            shutil.copytree(given["path"], to)
            return "ok"
        return "failed: nobody knows " + name

    def all(self):
        steps = self.action["runs"]["steps"]
        for n, step in enumerate(steps):
            self.log.write(f"=== {step['name']}\n")
            self.log.flush()
            result = self.step(n, step)
            self.log.write(f"--- {result}\n")
            if result.startswith("failed"):
                self.contexts["job"]["ok"] = False
        given = {name: expand(about["value"], self.contexts) for name, about in self.action["outputs"].items()}
        with open(os.path.join(self.state, "outputs.json"), "w") as f:
            json.dump(given, f)
        self.log.close()
        return 0 if self.contexts["job"]["ok"] else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action")
    parser.add_argument("state")
    parser.add_argument("--event", required=True)
    parser.add_argument("--input", action="append", default=[])
    given = parser.parse_args()
    with open(given.event) as f:
        event = json.load(f)
    sys.exit(Runner(given.action, given.state, event, dict(i.split("=", 1) for i in given.input)).all())


main()
