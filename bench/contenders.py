"""Who is measured: crudtally, and a script for each peer."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from .data_sets import LAST_DAY, DataSet

PEERS_FOLDER = Path(__file__).resolve().parent / "peers"
PEER_NAMES = {
    "polars": "Polars",
    "duckdb": "DuckDB",
    "clickhouse": "ClickHouse",
    "datafusion": "DataFusion",
}


@dataclass(frozen=True)
class Task:
    """What a contender is asked to do, and the folders that are its own."""

    data: DataSet
    days: int
    data_folder: Path
    cached: bool
    folder: Path
    target: date = LAST_DAY

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    @property
    def tallies(self) -> Path:
        return self.folder / "tallies"

    def tally_files(self) -> list[Path]:
        return [self.tallies / f"{day}.parquet" for day in self.data.dates(self.days)]


class Contender(Protocol):
    @property
    def name(self) -> str: ...

    def command(self, task: Task) -> list[str]: ...

    def report(self, task: Task) -> Path: ...

    def start_command(self) -> list[str]:
        """Starts the program and does nothing with it."""
        ...


@dataclass(frozen=True)
class Crudtally:
    executable: Path
    name: str = "crudtally"
    threads: int | None = None

    def command(self, task: Task) -> list[str]:
        logs = task.data.folder(task.data_folder)
        cache = ["--cache-dir", str(task.tallies)] if task.cached else ["--no-cache"]
        threads = [] if self.threads is None else ["--threads", str(self.threads)]
        window = ["--days", str(task.days), "--quiet"]
        words = [self.executable, logs, task.reports, task.target, *window, *cache, *threads]
        return [str(word) for word in words]

    def report(self, task: Task) -> Path:
        return task.reports / f"{task.target}.csv"

    def start_command(self) -> list[str]:
        return [str(self.executable), "--version"]


@dataclass(frozen=True)
class Peer:
    name: str

    @property
    def script(self) -> Path:
        return PEERS_FOLDER / f"{self.name}_peer.py"

    def command(self, task: Task) -> list[str]:
        tallies = ["tallies", *task.tally_files()] if task.cached else []
        logs = task.data.logs(task.data_folder, task.days)
        words = [sys.executable, self.script, task.data.rows, self.report(task), *logs, *tallies]
        return [str(word) for word in words]

    def report(self, task: Task) -> Path:
        return task.reports / "report.csv"

    def start_command(self) -> list[str]:
        return [sys.executable, str(self.script), "start"]
