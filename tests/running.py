"""What components are made of: calls of programs, and the two ways in which they do not pass."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """Something is wrong; the text says what."""


class NotRun(Exception):
    """It cannot run here; the text says why. `allowed`: CI may lack it, too."""

    def __init__(self, why: str, *, allowed: bool = False):
        super().__init__(why)
        self.allowed = allowed


@dataclass(frozen=True)
class Component:
    """Its `run` returns when all is well, raises Failed when not, NotRun when it cannot run."""

    name: str
    what: str
    run: Callable[[], None]
    quick: bool = False


def call(*command: str | Path, **environment: str) -> None:
    """Runs a command in the repository, its output in view; Failed when it fails."""
    words = [str(word) for word in command]
    name = Path(words[0]).name
    try:
        finished = subprocess.run(words, cwd=TOP, env={**os.environ, **environment}, check=False)
    except OSError as error:
        raise Failed(f"{name} could not be started: {error.strerror}") from error
    if finished.returncode != 0:
        raise Failed(f"{name} ended with status {finished.returncode}, see above")


def need_packages(*names: str) -> None:
    """Installs apt packages that only this component needs."""
    script = f"source packaging/setup.sh; need_packages {' '.join(names)}"
    if subprocess.run(["bash", "-c", script, "./test"], cwd=TOP, check=False).returncode != 0:
        raise NotRun(f"{' '.join(names)} could not be installed")
