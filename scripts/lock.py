"""`make lock`: resolve requirements*.in into requirements*.txt, with hashes and nothing of this machine in them."""

import sys

from environment import VENV, install_packages
from steps import CommandFailed, Steps, Stop, run, tell

COMMAND = [
    "pip", "compile", "--quiet", "--generate-hashes", "--python-version", "3.11", "--universal",
    "--no-emit-find-links", "--no-emit-index-url",
]  # fmt: skip


def main() -> int:
    steps = Steps(4)
    try:
        install_packages(steps, dev=True)
        for name in ("requirements", "requirements-dev", "requirements-node"):
            with steps.step(f"{name}.txt"):
                try:
                    run([VENV / "bin/uv", *COMMAND, f"{name}.in", "-o", f"{name}.txt"], log=f"lock-{name}")
                except CommandFailed as failure:
                    raise Stop(f"{name}.in can't be resolved:\n{failure.last_lines()}") from failure
    except Stop as stop:
        return tell(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
