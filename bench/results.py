"""Measured results, kept as JSON so that parts can be measured apart and tables made again."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Series:
    """One contender's turns in one cell. With a problem, none of them counts."""

    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)  # bytes
    problem: str | None = None

    @property
    def counts(self) -> bool:
        return self.problem is None and bool(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        return statistics.median(self.memory)


@dataclass
class CellResult:
    title: str  # of its data
    events: int
    bytes_read: int  # the logs that this work has to read, as they lie on the disk
    measured: str  # when
    engine: str  # which build of crudtally
    contenders: dict[str, Series] = field(default_factory=dict)
    # Only where the page cache was dropped.
    resident_after_drop: float | None = None
    device_bytes_per_second: float | None = None

    def ours(self) -> Series | None:
        return self.contenders.get("crudtally")

    def peers(self) -> dict[str, Series]:
        """Those with results that count."""
        return {
            name: series
            for name, series in self.contenders.items()
            if name != "crudtally" and series.counts
        }


@dataclass
class Results:
    machine: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    cells: dict[str, CellResult] = field(default_factory=dict)
    billion: dict[str, str] = field(default_factory=dict)  # what billion.py found

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f"{file.name}.new")
        unfinished.write_text(json.dumps(asdict(self), indent=1) + "\n")
        unfinished.rename(file)


def load(file: Path) -> Results:
    """Nothing measured yet, where there is no file."""
    if not file.exists():
        return Results()
    stored: dict[str, Any] = json.loads(file.read_text())
    cells = {name: cell_from(cell) for name, cell in stored["cells"].items()}
    return Results(stored["machine"], stored["versions"], cells, stored.get("billion", {}))


def cell_from(stored: dict[str, Any]) -> CellResult:
    contenders = {name: Series(**series) for name, series in stored.pop("contenders").items()}
    return CellResult(**stored, contenders=contenders)
