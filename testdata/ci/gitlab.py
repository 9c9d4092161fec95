"""Runs a job of a .gitlab-ci.yml in this directory as GitLab's runner does it, without GitLab.

    gitlab.py FILE JOB [NAME=VALUE]...    variables that GitLab sets, such as CI_COMMIT_BRANCH

Paths of artifacts must be there afterwards, unless what they stand for was not to be made.
"""

import glob
import os
import subprocess
import sys

import yaml

with open(sys.argv[1]) as f:
    document = yaml.safe_load(f)
job = document[sys.argv[2]]
given = dict(v.split("=", 1) for v in sys.argv[3:])
environment = {**os.environ, **document["variables"], "CI": "true", "CI_PROJECT_DIR": os.getcwd(), **given}
lines = "\n".join([*job.get("before_script", []), *job["script"]])
code = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", lines], env=environment, stdin=subprocess.DEVNULL).returncode
print("artifacts:", *sorted(f for path in job["artifacts"]["paths"] for f in glob.glob(path)))
print("junit:", *glob.glob(job["artifacts"]["reports"]["junit"]))
sys.exit(code)
