"""What ./test runs: one function a component, in the order in which they run.

A component returns when all is well, raises Failed when not, and NotRun when it cannot run here.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BUILD = TOP / "build"
EXECUTABLE = BUILD / "crudtally"
CORES = str(os.cpu_count() or 1)


class Failed(Exception):
    """Something is wrong; the text says what."""


class NotRun(Exception):
    """It cannot run here; the text says why. `allowed`: CI may lack it, too."""

    def __init__(self, why: str, *, allowed: bool = False):
        super().__init__(why)
        self.allowed = allowed


@dataclass(frozen=True)
class Component:
    name: str
    what: str
    run: Callable[[], None]
    quick: bool = False


def call(*command: str | Path, **environment: str) -> None:
    """Runs a command in the repository, its output in view; Failed when it fails."""
    words = [str(word) for word in command]
    finished = subprocess.run(words, cwd=TOP, env={**os.environ, **environment}, check=False)
    if finished.returncode != 0:
        name = Path(words[0]).name
        raise Failed(f"{name} ended with status {finished.returncode}, see above")


def need_packages(*names: str) -> None:
    """Installs apt packages that only this component needs."""
    script = f"source packaging/setup.sh; need_packages {' '.join(names)}"
    if subprocess.run(["bash", "-c", script, "./test"], cwd=TOP, check=False).returncode != 0:
        raise NotRun(f"{' '.join(names)} could not be installed")


def configure_and_build(folder: Path, *options: str) -> None:
    if not (folder / "CMakeCache.txt").exists():
        options = ("-G", "Ninja", *options)
    python = f"-DPython3_EXECUTABLE={sys.executable}"
    call("cmake", "-S", TOP, "-B", folder, "-DCRUDTALLY_TESTS=ON", python, *options)
    call("cmake", "--build", folder, "--parallel", CORES)


def run_unit_tests(folder: Path, **environment: str) -> None:
    arguments = ["--test-dir", folder, "--output-on-failure", "--parallel", CORES]
    call("ctest", *arguments, "--progress", "--no-tests=error", **environment)


def run_pytest(*arguments: str | Path, executable: Path = EXECUTABLE, **environment: str) -> None:
    call(sys.executable, "-m", "pytest", *arguments, CRUDTALLY=str(executable), **environment)


@cache
def build_once() -> str | None:
    """Builds engine and unit tests; what went wrong, or None."""
    try:
        configure_and_build(BUILD, "-DCMAKE_BUILD_TYPE=Release")
    except Failed as failure:
        return str(failure)
    return None


def need_build() -> None:
    if build_once() is not None:
        raise NotRun("the build failed")


def build() -> None:
    if (failure := build_once()) is not None:
        raise Failed(failure)


def unit_tests() -> None:
    need_build()
    run_unit_tests(BUILD)


def program_tests() -> None:
    need_build()
    run_pytest("--ignore=tests/package")


def lint() -> None:
    call(TOP / "lint")


def address_and_undefined() -> None:
    folder = TOP / "build-address"
    options = ["-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-O1"]
    configure_and_build(folder, "-DCRUDTALLY_SANITIZE=address,undefined", *options)
    run_unit_tests(folder)
    run_pytest("--ignore=tests/package", executable=folder / "crudtally")


def threads() -> None:
    folder = TOP / "build-thread"
    options = ["-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-O1"]
    configure_and_build(folder, "-DCRUDTALLY_SANITIZE=thread", *options)
    run_unit_tests(folder)


def wheel() -> None:
    run_pytest("tests/package")


COMPONENTS = [
    Component("build", "engine and unit tests, optimised", build, quick=True),
    Component("unit", "GoogleTest, the parts of the engine", unit_tests, quick=True),
    Component("program", "pytest, the command line as a user sees it", program_tests, quick=True),
    Component("lint", "formatting and lint of everything", lint),
    Component("address", "tests under the address and undefined sanitizers", address_and_undefined),
    Component("thread", "unit tests under the thread sanitizer", threads),
    Component("wheel", "the wheel, installed in every way that users install", wheel),
]
