"""The launcher on PATH finds the executable of the package, wherever installers put the two."""

import os
import shutil
from pathlib import Path

import pytest

from installing import run


@pytest.fixture
def prefix(bare, tmp_path) -> Path:
    """A prefix with the launcher in its bin, and no package."""
    prefix = tmp_path / "a [strange] prefix*"
    (prefix / "bin").mkdir(parents=True)
    shutil.copy(bare.launcher, prefix / "bin" / "crudtally")
    return prefix


def put_executable(package: Path, says: str) -> Path:
    """A package whose executable prints `says` and its arguments."""
    executable = package / "bin" / "crudtally"
    executable.parent.mkdir(parents=True)
    executable.write_text(f'#!/bin/sh\necho {says} "$@"\n')
    executable.chmod(0o755)
    return executable


@pytest.mark.parametrize(
    "package",
    [
        "lib/python3.11/site-packages/crudtally",
        "lib64/python3.13/site-packages/crudtally",
        "lib/python3/dist-packages/crudtally",
        "local/lib/python3.12/dist-packages/crudtally",
        "crudtally",
    ],
)
def test_finds_the_package_in_every_layout(prefix, package):
    put_executable(prefix / package, "found")
    launched = run(prefix / "bin" / "crudtally", "two words", "--json")
    assert launched.stdout == "found two words --json\n"


def test_is_found_through_a_symbolic_link(prefix, tmp_path):
    put_executable(prefix / "crudtally", "found")
    (tmp_path / "link").symlink_to(prefix / "bin" / "crudtally")
    assert run(tmp_path / "link").stdout == "found\n"


def test_prefers_the_package_that_was_installed_last(prefix):
    last = put_executable(prefix / "lib/python3.11/site-packages/crudtally", "last")
    first = put_executable(prefix / "lib/python3.12/site-packages/crudtally", "first")
    os.utime(first, (1_700_000_000, 1_700_000_000))
    os.utime(last, (1_700_000_001, 1_700_000_001))
    assert run(prefix / "bin" / "crudtally").stdout == "last\n"


def test_takes_crudtally_home_before_all_others(prefix, tmp_path):
    put_executable(prefix / "crudtally", "beside")
    put_executable(tmp_path / "home", "home")
    launched = run(prefix / "bin" / "crudtally", CRUDTALLY_HOME=tmp_path / "home")
    assert launched.stdout == "home\n"


def test_says_where_it_looked_and_what_to_do(prefix):
    message = run(prefix / "bin" / "crudtally", status=127).stderr
    assert str(prefix / "bin" / ".." / "lib") in message
    assert "pip install" in message
    assert "CRUDTALLY_HOME" in message


def test_names_a_home_that_is_none(prefix, tmp_path):
    message = run(prefix / "bin" / "crudtally", status=127, CRUDTALLY_HOME=tmp_path).stderr
    assert str(tmp_path / "bin" / "crudtally") in message
    assert "CRUDTALLY_HOME" in message


def test_passes_the_exit_status_on(prefix):
    executable = put_executable(prefix / "crudtally", "")
    executable.write_text("#!/bin/sh\nexit 3\n")
    run(prefix / "bin" / "crudtally", status=3)
