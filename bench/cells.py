"""What is measured: each cell is a data set, a work to be done on it, and who does it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import data_sets
from .contenders import Contender, Crudtally
from .data_sets import DataSet

# no-cache: logs -> report; cold: logs -> tallies -> report; daily: one log and the other days'
# tallies -> report; rerun: tallies -> report; start: nothing but starting the program; morning: a
# daily call where the report of the day before is there, as it is every morning.
WORKS = ("no-cache", "cold", "daily", "rerun")


@dataclass(frozen=True)
class Cell:
    name: str
    data: DataSet
    work: str
    days: int
    contenders: Sequence[Contender] = field(repr=False)
    # The logs are dropped from the page cache before each turn.
    dropped: bool = False


def all_cells(ours: Crudtally, peers: Sequence[Contender], *, dropped: bool) -> list[Cell]:
    everybody = [ours, *peers]
    cells = [Cell("start", data_sets.FEW_USERS, "start", 7, everybody)]
    cells += [
        Cell(f"{data.name}/{work}", data, work, data.days, everybody)
        for data in data_sets.MAIN
        for work in WORKS
    ]
    for data in data_sets.DIALECTS:
        works = WORKS[:2] if data.name in data_sets.COMPRESSED else WORKS[:1]
        cells += [Cell(f"{data.name}/{work}", data, work, data.days, everybody) for work in works]
    cells += scaling_cells(ours)
    if dropped:
        cells += [
            Cell(f"dropped/{data.name}", data, "no-cache", data.days, everybody, dropped=True)
            for data in data_sets.MAIN
        ]
    return cells


def scaling_cells(ours: Crudtally) -> list[Cell]:
    threads = [
        Crudtally(ours.executable, name="one thread", threads=1),
        Crudtally(ours.executable, name="two threads", threads=2),
    ]
    cells = [
        Cell(f"threads/{data.name}/{work}", data, work, data.days, threads)
        for data in data_sets.MAIN
        for work in WORKS
    ]
    month, month_of_many = data_sets.MONTH, data_sets.MONTH_OF_MANY
    cells += [Cell(f"days/{days}", month, "no-cache", days, [ours]) for days in (1, 7, 30)]
    cells += [
        Cell(f"size/{data.name}", data, "no-cache", 1, [ours]) for data in data_sets.SINGLE_DAYS
    ]
    cells += [
        Cell(f"window/{data.name}/{days}/{work}", data, work, days, [ours])
        for data in (month, month_of_many)
        for days in (7, 30)
        for work in ("daily", "morning")
    ]
    return cells
