"""A limit on memory: what is more goes to the disk, and the bytes stay the same."""

from pathlib import Path

import pytest

from support import Workspace, call, names_in

MIB = 1 << 20
ALLOWANCE = 64 * MIB


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory, crudtally: str) -> Path:
    """Two days of a million users each, plain and compressed: more than 64 MiB of them."""
    folder = tmp_path_factory.mktemp("logs")
    options = ["--users", 1_000_000, "--events", 2_000_000, "--distribution", "uniform"]
    made = [
        call("generate", folder / "plain", "--start", "2024-09-15", "--days", 2, *options),
        call(
            "generate",
            folder / "gz",
            "--start",
            "2024-09-15",
            "--days",
            2,
            "--compress",
            "gz",
            *options,
        ),
    ]
    assert [each.status for each in made] == [0, 0]
    return folder


@pytest.fixture(scope="module")
def right(logs: Path) -> bytes:
    """The report, made with all the memory that there is."""
    done = call(logs / "plain", logs / "reports", "2024-09-16", "--days", 2, "--no-cache")
    assert done.status == 0, done.stderr
    return (logs / "reports" / "2024-09-16.csv").read_bytes()


@pytest.mark.parametrize("form", ["plain", "gz"])
@pytest.mark.parametrize("cache", [[], ["--no-cache"]])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_report_is_the_same_within_the_limit(
    space: Workspace, logs: Path, right: bytes, form: str, cache: list[str], threads: int
) -> None:
    words = ["--days", 2, "--json", "--memory-limit", "64MiB", "--threads", threads, *cache]
    for _ in range(2):  # the second time from tallies, if there are any
        done = call(logs / form, space.output, "2024-09-16", *words)
        assert done.status == 0, done.stderr
        assert space.report.read_bytes() == right
        assert done.summary["peak_memory_bytes"] <= 64 * MIB + ALLOWANCE


def test_what_is_spilled_goes_where_it_is_told_and_leaves_nothing(
    space: Workspace, logs: Path, right: bytes
) -> None:
    spill = space.root / "spill"
    words = ["--days", 2, "--memory-limit", "64MiB", "--spill-dir", spill]
    done = call(logs / "plain", space.output, "2024-09-16", *words)
    assert done.status == 0, done.stderr
    assert space.report.read_bytes() == right
    assert names_in(spill) == set()


@pytest.mark.parametrize("size", ["63MiB", "0", "-1", "lots", "64 MiB", ""])
def test_a_limit_that_cannot_be_is_a_usage_error(space: Workspace, size: str) -> None:
    space.write("2024-09-16.csv")
    done = space.aggregate("--memory-limit", size)
    assert done.status == 2
    assert "--memory-limit" in done.stderr
