"""Every hostile log, through the program: at every level of SIMD, and cut in every way."""

import shutil
from datetime import date
from functools import cache

import pytest

from hostile import LOGS
from oracle.window import Options, Outcome, aggregate
from support import (
    ALL_EXAMPLES,
    LOG,
    TARGET,
    Workspace,
    assert_as_expected,
    in_form,
    simd_levels,
)

CUTS = [(4_096, 8_192), (0, 0), *([(4_096, 4_096), (65_536, 8_192)] if ALL_EXAMPLES else [])]
"""Sizes of pieces and of splits in bytes; 0 is the program's own choice."""


@cache
def expected(name: str, normalize_email: bool, reject_misfiled: bool) -> Outcome:
    options = Options(
        date.fromisoformat(TARGET),
        days=1,
        normalize_email=normalize_email,
        reject_misfiled=reject_misfiled,
    )
    return aggregate({LOG: LOGS[name]}, options)


def assert_counted_right(space: Workspace, name: str, *options: object, **env: str) -> None:
    for folder in (space.output, space.rejects):
        shutil.rmtree(folder, ignore_errors=True)
    done = space.aggregate("--no-cache", "--rejects", space.rejects, *options, env=env)
    outcome = expected(name, "--normalize-email" in options, "--misfiled=reject" in options)
    assert_as_expected(space, done, outcome)


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory, crudtally: str) -> dict[str, Workspace]:
    """Each hostile log in an input folder of its own, written once for all tests."""
    top = tmp_path_factory.mktemp("hostile")
    folders = {name: Workspace(top / str(number)) for number, name in enumerate(LOGS)}
    for name, space in folders.items():
        space.write_bytes(LOG, LOGS[name])
    return folders


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize(("piece", "split"), CUTS)
@pytest.mark.parametrize("simd", simd_levels())
def test_a_hostile_log(
    spaces: dict[str, Workspace], name: str, piece: int, split: int, simd: str
) -> None:
    cut = {"CRUDTALLY_PIECE_BYTES": str(piece), "CRUDTALLY_SPLIT_BYTES": str(split)}
    assert_counted_right(spaces[name], name, CRUDTALLY_SIMD=simd, **(cut if piece else {}))


@pytest.mark.parametrize("name", LOGS)
def test_a_hostile_log_with_other_options(spaces: dict[str, Workspace], name: str) -> None:
    assert_counted_right(spaces[name], name, "--normalize-email", "--misfiled=reject")


@pytest.mark.parametrize(("number", "name"), list(enumerate(LOGS)))
def test_a_hostile_log_compressed(space: Workspace, number: int, name: str) -> None:
    form = (".gz", ".zst")[number % 2]
    space.write_bytes(LOG + form, in_form(form, LOGS[name]))
    done = space.aggregate("--no-cache", "--rejects", space.rejects)
    assert_as_expected(space, done, space.expected())


def test_all_hostile_logs_as_one_day(space: Workspace) -> None:
    for number, data in enumerate(LOGS.values()):
        space.write_bytes(f"{TARGET}/{number}.csv", data)
    outcome = space.expected(allow_duplicates=True)
    options = ("--allow-duplicates", "--rejects", space.rejects)
    for threads in (1, 2, 3):
        done = space.aggregate(*options, "--rebuild", "--threads", threads)
        assert_as_expected(space, done, outcome)
    cached = space.aggregate(*options)
    assert_as_expected(space, cached, outcome)
    assert cached.summary["bytes_read"] == 0
