"""Whether two contenders came to the same result."""

import filecmp
from collections.abc import Sequence
from pathlib import Path

import polars as pl

COUNTS = ["create_count", "read_count", "update_count", "delete_count"]


def report_problem(report: Path, reference: Path) -> str | None:
    if not report.exists():
        return "writes no report"
    return None if filecmp.cmp(report, reference, shallow=False) else "gives another report"


def tallies_problem(tallies: Sequence[Path], references: Sequence[Path]) -> str | None:
    """Tallies may be in any order and have any integer types, but hold the same counts."""
    for tally, reference in zip(tallies, references, strict=True):
        if not tally.exists():
            return f"writes no tally for {reference.stem}"
        try:
            same = read_tally(tally).equals(read_tally(reference))
        except pl.exceptions.PolarsError:
            return f"writes a tally for {reference.stem} that cannot be read"
        if not same:
            return f"has other counts in its tally of {reference.stem}"
    return None


def read_tally(tally: Path) -> pl.DataFrame:
    columns = [pl.col("email"), *(pl.col(name).cast(pl.Int64) for name in COUNTS)]
    # scan_parquet also takes what engines write as binary or as dictionaries.
    return pl.scan_parquet(tally).select(columns).sort("email").collect()
