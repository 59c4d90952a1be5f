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

DEFAULT_CUT, SMALL_CUTS = (0, 0), (4_096, 8_192)
"""Sizes of pieces and of splits in bytes; 0 is the program's own choice."""

ALL_SETTINGS = [
    (simd, cut) for simd in simd_levels() for cut in (DEFAULT_CUT, SMALL_CUTS, (65_536, 4_096))
]
EACH_LOG = ALL_SETTINGS if ALL_EXAMPLES else [(simd_levels()[-1], SMALL_CUTS)]
"""What each log is run with alone; quick tests run it with the rest among all logs of one day."""


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


def environment_of(simd: str, cut: tuple[int, int]) -> dict[str, str]:
    sizes = {"CRUDTALLY_PIECE_BYTES": str(cut[0]), "CRUDTALLY_SPLIT_BYTES": str(cut[1])}
    return {"CRUDTALLY_SIMD": simd} | (sizes if cut != DEFAULT_CUT else {})


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize(("simd", "cut"), EACH_LOG)
def test_a_hostile_log(
    spaces: dict[str, Workspace], name: str, simd: str, cut: tuple[int, int]
) -> None:
    assert_counted_right(spaces[name], name, **environment_of(simd, cut))


@pytest.mark.parametrize("name", LOGS)
def test_a_hostile_log_with_other_options(spaces: dict[str, Workspace], name: str) -> None:
    assert_counted_right(spaces[name], name, "--normalize-email", "--misfiled=reject")


@pytest.mark.parametrize(("number", "name"), list(enumerate(LOGS)))
def test_a_hostile_log_compressed(space: Workspace, number: int, name: str) -> None:
    form = (".gz", ".zst")[number % 2]
    space.write_bytes(LOG + form, in_form(form, LOGS[name]))
    done = space.aggregate("--no-cache", "--rejects", space.rejects)
    assert_as_expected(space, done, space.expected())


@pytest.fixture(scope="module")
def one_day(tmp_path_factory: pytest.TempPathFactory, crudtally: str) -> tuple[Workspace, Outcome]:
    """All hostile logs as the files of one day, and what the oracle says of it."""
    space = Workspace(tmp_path_factory.mktemp("one-day") / "space")
    for number, data in enumerate(LOGS.values()):
        space.write_bytes(f"{TARGET}/{number}.csv", data)
    return space, space.expected(allow_duplicates=True)


@pytest.mark.parametrize(("simd", "cut"), ALL_SETTINGS)
def test_all_hostile_logs_as_one_day(
    one_day: tuple[Workspace, Outcome], simd: str, cut: tuple[int, int]
) -> None:
    space, outcome = one_day
    options = ("--allow-duplicates", "--rejects", space.rejects)
    for threads in (1, 3):
        env = environment_of(simd, cut)
        done = space.aggregate(*options, "--rebuild", "--threads", threads, env=env)
        assert_as_expected(space, done, outcome)
    cached = space.aggregate(*options)
    assert_as_expected(space, cached, outcome)
    assert cached.summary["bytes_read"] == 0
