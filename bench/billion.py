"""A day of a billion events in one .csv.zst: time, memory, and whether the books balance."""

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow

from .data_sets import LAST_DAY, DataSet
from .measure import Bench, Broken

BILLION = DataSet(
    "billion",
    "a billion events",
    users=50_000_000,
    events=1_000_000_000,
    days=1,
    seed=11,
    options=("--rejects", "0.001", "--compress", "zst"),
    suffix=".csv.zst",
)


def measure(bench: Bench, data: DataSet) -> dict[str, str]:
    """What was found, in words. Raises Broken where anything does not add up."""
    data.generate(bench.data_folder, bench.ours.executable)
    folder = bench.scratch / data.name
    shutil.rmtree(folder, ignore_errors=True)
    command = [bench.ours.executable, data.folder(bench.data_folder), folder, LAST_DAY]
    turn = bench.run([str(word) for word in [*command, "--days", 1, "--quiet"]])
    if turn.problem is not None:
        raise Broken(f"crudtally {turn.problem}")
    summary = json.loads((folder / f"{LAST_DAY}.json").read_text())
    users, sums = add_up(folder / f"{LAST_DAY}.csv")
    log = data.logs(bench.data_folder)[0]
    lines, text_bytes = count_lines(log)
    tally = folder / ".tallies" / f"{LAST_DAY}.parquet"
    rejects = sum(summary["rejects"].values())
    found = {
        "log": f"{gigabytes(log)} GB, {text_bytes / 1e9:.1f} GB decompressed",
        "lines, counted by pyarrow": f"{lines:,}",
        "rows": f"{summary['rows']:,}",
        "events": f"{summary['events']:,}",
        "rejects": f"{rejects:,}",
        "users, counted by DuckDB in the report": f"{users:,}",
        "events, added up by DuckDB in the report": f"{sum(sums):,}",
        "report": f"{gigabytes(folder / f'{LAST_DAY}.csv')} GB",
        "tally": f"{gigabytes(tally)} GB",
        "seconds": f"{turn.seconds:.0f}",
        "processor seconds": f"{turn.processor_seconds:.0f}",
        "MB": f"{turn.memory / 1e6:,.0f}",
    }
    balanced = (
        lines == summary["rows"] == summary["events"] + rejects,
        sum(sums) == summary["events"],
        users == summary["users"],
    )
    shutil.rmtree(folder)
    if not all(balanced):
        raise Broken(f"the books of a billion events do not balance: {found}")
    return found


def add_up(report: Path) -> tuple[int, tuple[int, ...]]:
    """The rows of a report and the sums of its four counts."""
    sums = "count(*), sum(create_count), sum(read_count), sum(update_count), sum(delete_count)"
    query = f"SELECT {sums} FROM read_csv('{report}', header = true)"
    [(users, *counts)] = duckdb.sql(query).fetchall()
    return users, tuple(int(count) for count in counts)


def count_lines(log: Path) -> tuple[int, int]:
    """The lines and bytes of the text in a .zst file."""
    lines = text_bytes = 0
    with pyarrow.CompressedInputStream(pyarrow.OSFile(str(log)), "zstd") as stream:
        while piece := stream.read(1 << 22):
            lines += piece.count(b"\n")
            text_bytes += len(piece)
    return lines, text_bytes


def gigabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e9:.1f}"
