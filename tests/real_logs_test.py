"""The real logs, against Polars, DuckDB, the oracle and the report that came with them."""

from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest

from oracle.window import Options, aggregate
from support import HEADER, Workspace, call, files_of

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "de-test"
TARGETS = sorted(path.stem for path in (FOLDER / "input").glob("*.csv"))[6:]
ACTIONS = ("CREATE", "READ", "UPDATE", "DELETE")
COLUMNS = [f"{action.lower()}_count" for action in ACTIONS]

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason=f"the real logs are not part of the repository: no {FOLDER}"
)


def logs_of(target: str) -> list[Path]:
    days = Options(date.fromisoformat(target)).window()
    return [FOLDER / "input" / f"{day}.csv" for day in days]


@cache
def logs_in_bytes() -> dict[str, bytes]:
    return files_of(FOLDER / "input")


@pytest.fixture(scope="module")
def report_of(tmp_path_factory: pytest.TempPathFactory, crudtally: str) -> dict[str, Path]:
    """The reports of all windows, each day counted once."""
    output = tmp_path_factory.mktemp("real")
    reports = {}
    for target in TARGETS:
        done = call(FOLDER / "input", output, target, "--json")
        assert done.status == 0, done.stderr
        reports[target] = output / f"{target}.csv"
    return reports


def by_polars(target: str) -> bytes:
    rows = pl.concat(
        pl.read_csv(path, has_header=False, new_columns=["email", "action", "timestamp"])
        for path in logs_of(target)
    )
    counts = rows.group_by("email").agg(
        (pl.col("action") == action).sum().alias(column)
        for action, column in zip(ACTIONS, COLUMNS, strict=True)
    )
    return counts.sort("email").write_csv().encode()


def by_duckdb(target: str) -> bytes:
    counts = ", ".join(f"count(*) FILTER (action = '{action}')" for action in ACTIONS)
    rows = duckdb.execute(
        f"SELECT email, {counts} FROM read_csv(?, header = false, all_varchar = true, "
        "names = ['email', 'action', 'timestamp']) GROUP BY email ORDER BY email",
        [[str(path) for path in logs_of(target)]],
    ).fetchall()
    return HEADER + "".join(",".join(map(str, row)) + "\n" for row in rows).encode()


@pytest.mark.parametrize("target", TARGETS)
def test_a_window_equals_polars_duckdb_and_the_oracle(
    report_of: dict[str, Path], target: str
) -> None:
    report = report_of[target].read_bytes()
    assert report == by_polars(target)
    assert report == by_duckdb(target)
    assert report == aggregate(logs_in_bytes(), Options(date.fromisoformat(target))).report


def test_there_are_24_windows() -> None:
    assert len(TARGETS) == 24


def test_the_report_of_2024_09_16_equals_the_one_that_came_with_the_logs(
    report_of: dict[str, Path],
) -> None:
    given = pl.read_csv(FOLDER / "output" / "2024-09-16.csv")
    in_order = given.select("email", *COLUMNS).sort("email").write_csv().encode()
    assert report_of["2024-09-16"].read_bytes() == in_order


def test_the_real_logs_after_they_were_counted_once(space: Workspace) -> None:
    for name, data in logs_in_bytes().items():
        space.write_bytes(name, data)
    call(space.input, space.output, "2024-10-09", "--days", 30)
    done = call(space.input, space.output, "2024-09-16", "--json")
    assert done.summary["bytes_read"] == 0
    assert space.report.read_bytes() == by_polars("2024-09-16")
