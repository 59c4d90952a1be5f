"""One wheel for all tests of the package, and what it gives in an environment of its own."""

import sys
from pathlib import Path

import pytest

from installing import TARGET_DATE, TOP, Installation, in_venv, run


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, TOP)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def bare(wheel, tmp_path_factory) -> Installation:
    """An environment with crudtally and nothing else."""
    return in_venv(wheel, tmp_path_factory.mktemp("bare") / "venv")


@pytest.fixture(scope="session")
def logs(bare, tmp_path_factory) -> Path:
    """A generated window of seven days, up to the target date."""
    folder = tmp_path_factory.mktemp("logs") / "input"
    window = ["--start", "2024-09-18", "--days", "7"]
    bare.run("generate", folder, *window, "--users", "300", "--events", "5000", "--seed", "1")
    return folder


@pytest.fixture(scope="session")
def report(bare, logs, tmp_path_factory) -> str:
    """The report of `logs` in the bare environment."""
    output = tmp_path_factory.mktemp("output")
    bare.run(logs, output, TARGET_DATE)
    return (output / f"{TARGET_DATE}.csv").read_text()
