"""Measures a cell: prepares what its turns start from, takes turns, checks every result."""

import fcntl
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from . import page_cache, same
from .cells import Cell
from .contenders import Contender, Crudtally, Task
from .data_sets import LAST_DAY, DataSet
from .results import CellResult, Series

LAUNCHER = Path(__file__).resolve().parent / "launch.py"
# So many seconds may a turn take before it is given up.
TIMEOUT = 600
# Where a round of turns takes less than this, there are more rounds: short times vary more.
SHORT_ROUND = 3.0
MORE_ROUNDS = 3


class Broken(Exception):
    """crudtally itself failed, so there is nothing to compare with; the text says how."""


@dataclass(frozen=True)
class Turn:
    seconds: float
    processor_seconds: float
    memory: int  # bytes
    problem: str | None


@dataclass
class Bench:
    ours: Crudtally
    data_folder: Path
    scratch: Path
    turns: int
    lock: Path | None = None
    # Folders whose tallies this call of the bench has made.
    prepared: set[Path] = field(default_factory=set)

    def measure(self, cell: Cell) -> CellResult:
        result = self.empty_result(cell)
        if cell.work == "start":
            self.take_turns(cell, result, reference=None)
            return result
        with self.locked():
            cell.data.generate(self.data_folder, self.ours.executable)
            reference = self.reference(cell.data, cell.days)
            result.bytes_read = sum(log.stat().st_size for log in self.logs_to_read(cell))
            if not cell.dropped:
                page_cache.warm(self.logs_to_read(cell))
        if cell.work in ("daily", "morning", "rerun"):
            for contender in cell.contenders:
                with self.locked():
                    problem = self.prepare_tallies(cell, contender)
                result.contenders[contender.name].problem = problem
        self.take_turns(cell, result, reference)
        return result

    def empty_result(self, cell: Cell) -> CellResult:
        return CellResult(
            title=cell.data.title,
            events=cell.data.events * cell.days,
            bytes_read=0,
            measured=datetime.now(UTC).isoformat(timespec="minutes"),
            engine=build_of(self.ours.executable),
            contenders={contender.name: Series() for contender in cell.contenders},
        )

    def logs_to_read(self, cell: Cell) -> list[Path]:
        logs = cell.data.logs(self.data_folder, cell.days)
        if cell.work == "rerun":
            return []
        return logs[-1:] if cell.work in ("daily", "morning") else logs

    def task(self, cell: Cell, contender: Contender) -> Task:
        folder = self.contender_folder(cell.data, cell.days, contender)
        if cell.work == "morning":
            folder = folder / "morning"
        cached = cell.work != "no-cache"
        return Task(cell.data, cell.days, self.data_folder, cached, folder)

    def contender_folder(self, data: DataSet, days: int, contender: Contender) -> Path:
        return self.scratch / f"{data.name}-{days}" / contender.name.replace(" ", "-")

    def reference(self, data: DataSet, days: int) -> Path:
        """The report to compare with: ours, made from the logs alone."""
        kept = self.scratch / f"{data.name}-{days}" / "reference.csv"
        if kept in self.prepared:
            return kept
        cell = Cell("reference", data, "no-cache", days, [self.ours])
        task = self.task(cell, self.ours)
        empty(task.reports)
        turn = self.run(self.ours.command(task))
        if turn.problem is not None:
            raise Broken(f"crudtally {turn.problem}")
        self.ours.report(task).replace(kept)
        self.prepared.add(kept)
        return kept

    def prepare_tallies(self, cell: Cell, contender: Contender) -> str | None:
        """Makes the tallies of all days, unless they are there; returns the problem, if any.

        For a morning: what the call of the day before leaves.
        """
        task = self.task(cell, contender)
        if cell.work == "morning":
            task = replace(task, target=LAST_DAY - timedelta(days=1))
        if task.tallies in self.prepared:
            return None
        empty(task.tallies)
        empty(task.reports)
        turn = self.run(contender.command(task))
        if turn.problem is None:
            self.prepared.add(task.tallies)
        return turn.problem

    def take_turns(self, cell: Cell, result: CellResult, reference: Path | None) -> None:
        number, rounds = 0, self.turns
        device: list[float] = []
        while number < rounds:
            if cell.dropped:
                # In each round, as its speed changes like everything else's.
                device += self.read_device(cell)
                result.device_bytes_per_second = statistics.median(device) if device else None
            for contender in cell.contenders:
                series = result.contenders[contender.name]
                if series.problem is not None:
                    continue
                with self.locked():
                    turn = self.take_turn(cell, contender, result)
                    series.problem = turn.problem
                    if turn.problem is None and reference is not None:
                        series.problem = self.find_problem(cell, contender, reference, number)
                if series.problem is not None:
                    # Its tallies may be half done.
                    self.prepared.discard(self.task(cell, contender).tallies)
                series.seconds.append(turn.seconds)
                series.processor_seconds.append(turn.processor_seconds)
                series.memory.append(turn.memory)
            number += 1
            if number == 1 and self.turns > 1 and round_seconds(result) < SHORT_ROUND:
                rounds = self.turns * MORE_ROUNDS

    def read_device(self, cell: Cell) -> list[float]:
        """One figure in bytes a second, or none where it cannot be read past the page cache."""
        with self.locked():
            speed = page_cache.device_bytes_per_second(cell.data.logs(self.data_folder))
        return [] if speed is None else [speed]

    def take_turn(self, cell: Cell, contender: Contender, result: CellResult) -> Turn:
        if cell.work == "start":
            return self.run(contender.start_command())
        task = self.task(cell, contender)
        if cell.work == "morning":
            remove_day(task.reports, LAST_DAY)
        else:
            empty(task.reports)
        if cell.work == "cold":
            self.prepared.discard(task.tallies)
            empty(task.tallies)
        elif cell.work in ("daily", "morning"):
            remove_day(task.tallies, LAST_DAY)
        if cell.dropped:
            logs = cell.data.logs(self.data_folder)
            page_cache.drop(logs)
            resident = page_cache.share_resident(logs)
            result.resident_after_drop = max(result.resident_after_drop or 0.0, resident)
        # Who waits for the disk must not wait for what the one before has written.
        os.sync()
        return self.run(contender.command(task))

    def find_problem(
        self, cell: Cell, contender: Contender, reference: Path, number: int
    ) -> str | None:
        task = self.task(cell, contender)
        problem = same.report_problem(contender.report(task), reference)
        if problem is None and cell.work == "cold":
            self.prepared.add(task.tallies)
            # Once is enough, and takes longer than the turn.
            if number == 0 and contender.name != self.ours.name:
                ours = self.task(cell, self.ours)
                if ours.tallies in self.prepared:
                    problem = same.tallies_problem(task.tally_files(), ours.tally_files())
        # Its pages would be written back to the disk while the next one is measured.
        if cell.work != "morning":
            empty(task.reports)
        return problem

    def run(self, command: Sequence[str]) -> Turn:
        log = self.scratch / "last.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(TIMEOUT), str(log), *command]
        finished = subprocess.run(launcher, check=True, capture_output=True, text=True)
        seconds, processor_seconds, kibibytes, status = finished.stdout.split()
        problem = None
        if status != "0":
            problem = failure(int(status), log).replace(str(self.data_folder), "LOGS")
        return Turn(float(seconds), float(processor_seconds), int(kibibytes) * 1024, problem)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Held only for as long as one contender works: others may have their turns, too."""
        if self.lock is None:
            yield
            return
        with self.lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def build_of(executable: Path) -> str:
    """Tells builds apart by what was installed: a wheel's executable is but a launcher."""
    installed = executable.parent.parent / "installed-crudtally"
    build = installed if installed.exists() else executable
    return hashlib.sha256(build.read_bytes()).hexdigest()[:12]


def round_seconds(result: CellResult) -> float:
    """How long the first round took, or the part of it that counts."""
    return sum(series.seconds[0] for series in result.contenders.values() if series.counts)


def failure(status: int, log: Path) -> str:
    """In words, with the last line that the program said."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    said = lines[-1][:300] if lines else "nothing said"
    if status < 0:
        return f"was ended by signal {-status}: {said}"
    return f"fails: {said}"


def remove_day(folder: Path, day: date) -> None:
    for file in folder.glob(f"{day}*"):
        file.unlink()


def empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
