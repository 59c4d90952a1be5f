"""Markdown tables of the results. A cell that was not measured has no row."""

from collections.abc import Callable, Iterable, Sequence

from . import data_sets
from .cells import WORKS
from .contenders import PEER_NAMES
from .results import CellResult, Results, Series

NOT_COUNTED = "-"


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(header), ["---", *["---:"] * (len(header) - 1)], *map(list, rows)]
    if len(lines) == 2:
        return "Not measured."
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(value: float) -> str:
    decimals = 3 if value < 0.1 else 2 if value < 10 else 1
    return f"{value:.{decimals}f}"


def megabytes(value: float) -> str:
    return f"{value / 1e6:.0f}"


def fastest(cell: CellResult) -> tuple[str, Series] | None:
    return min(cell.peers().items(), key=lambda peer: peer[1].median, default=None)


def leanest(cell: CellResult) -> tuple[str, Series] | None:
    return min(cell.peers().items(), key=lambda peer: peer[1].peak, default=None)


def names_of(data: Iterable[data_sets.DataSet]) -> list[str]:
    return [f"{each.name}/{work}" for each in data for work in WORKS]


def compared(results: Results, names: Iterable[str]) -> list[tuple[str, CellResult]]:
    """The cells among `names` where crudtally's result counts."""
    cells = ((name, results.cells.get(name)) for name in names)
    return [(name, cell) for name, cell in cells if cell and (ours := cell.ours()) and ours.counts]


def label(name: str, cell: CellResult) -> str:
    return f"{cell.title}, {name.rpartition('/')[2].replace('-', ' ')}"


def speed_table(results: Results, names: Iterable[str]) -> str:
    rows = []
    for name, cell in compared(results, names):
        ours = cell.contenders["crudtally"].median
        best = fastest(cell)
        peers = [of_peer(cell, peer, lambda series: seconds(series.median)) for peer in PEER_NAMES]
        ratio = f"**{best[1].median / ours:.1f}**" if best else NOT_COUNTED
        rows.append([label(name, cell), seconds(ours), *peers, ratio])
    return markdown(
        ["seconds", "crudtally", *PEER_NAMES.values(), "fastest peer / crudtally"], rows
    )


def memory_table(results: Results, names: Iterable[str]) -> str:
    rows = []
    for name, cell in compared(results, names):
        ours = cell.contenders["crudtally"].peak
        best = leanest(cell)
        peers = [of_peer(cell, peer, lambda series: megabytes(series.peak)) for peer in PEER_NAMES]
        ratio = f"**{best[1].peak / ours:.1f}**" if best else NOT_COUNTED
        rows.append([label(name, cell), megabytes(ours), *peers, ratio])
    return markdown(["MB", "crudtally", *PEER_NAMES.values(), "leanest peer / crudtally"], rows)


def of_peer(cell: CellResult, peer: str, show: Callable[[Series], str]) -> str:
    series = cell.contenders.get(peer)
    return show(series) if series and series.counts else NOT_COUNTED


def start_table(results: Results) -> str:
    cell = results.cells.get("start")
    if cell is None:
        return "Not measured."
    names = {"crudtally": "crudtally", **PEER_NAMES}
    return markdown(
        ["", *names.values()],
        [
            ["seconds", *(of_peer(cell, name, lambda one: seconds(one.median)) for name in names)],
            ["MB", *(of_peer(cell, name, lambda one: megabytes(one.peak)) for name in names)],
        ],
    )


def correctness_table(results: Results) -> str:
    """A row a data set; a problem in any of its cells is told in a note below."""
    rows = []
    notes: list[str] = []
    for data in [*data_sets.MAIN, *data_sets.DIALECTS]:
        cells = [results.cells[name] for name in names_of([data]) if name in results.cells]
        if cells:
            verdicts = [verdict(cells, peer, notes) for peer in PEER_NAMES]
            rows.append([data.title, *verdicts])
    table = markdown(["same bytes as crudtally's report", *PEER_NAMES.values()], rows)
    return "\n".join([table, "", *(f"{number}. {note}" for number, note in enumerate(notes, 1))])


def verdict(cells: Iterable[CellResult], peer: str, notes: list[str]) -> str:
    measured = [cell.contenders[peer] for cell in cells if peer in cell.contenders]
    problems = {series.problem for series in measured if series.problem}
    if not measured:
        return NOT_COUNTED
    if not problems:
        return "yes"
    marks = []
    for problem in sorted(problems):
        note = f"{PEER_NAMES[peer]} {problem}"
        if note not in notes:
            notes.append(note)
        marks.append(str(notes.index(note) + 1))
    return f"no ({', '.join(marks)})"


def threads_table(results: Results) -> str:
    rows = []
    for name in names_of(data_sets.MAIN):
        cell = results.cells.get(f"threads/{name}")
        if cell is None:
            continue
        one, two = cell.contenders["one thread"], cell.contenders["two threads"]
        if one.counts and two.counts:
            ratio = f"**{one.median / two.median:.2f}**"
            rows.append([label(name, cell), seconds(one.median), seconds(two.median), ratio])
    return markdown(["seconds", "one thread", "two threads", "ratio"], rows)


def linear_table(results: Results) -> str:
    rows = []
    names = [f"days/{days}" for days in (1, 7, 30)]
    names += [f"size/{data.name}" for data in data_sets.SINGLE_DAYS]
    for name, cell in compared(results, names):
        days = name.removeprefix("days/")
        logs = f"{days} logs" if name in ("days/7", "days/30") else "one log"
        median = cell.contenders["crudtally"].median
        gigabytes = cell.bytes_read / 1e9
        rows.append([logs, f"{gigabytes:.2f}", seconds(median), f"{median / gigabytes:.3f}"])
    return markdown(["no cache", "GB", "seconds", "seconds a GB"], rows)


def window_table(results: Results) -> str:
    rows = []
    for data in (data_sets.MONTH, data_sets.MONTH_OF_MANY):
        for days in (7, 30):
            name = f"window/{data.name}/{days}"
            both = [results.cells.get(f"{name}/{work}") for work in ("morning", "daily")]
            measured = [cell.contenders["crudtally"] for cell in both if cell]
            if len(measured) == len(both) and all(series.counts for series in measured):
                times = [seconds(series.median) for series in measured]
                memory = [megabytes(series.peak) for series in measured]
                rows.append([data.title, str(days), *times, *memory])
    header = ["daily call", "days in the window", "seconds", "without yesterday's report"]
    return markdown([*header, "MB", "without yesterday's report"], rows)


def dropped_table(results: Results) -> str:
    rows = []
    for _, cell in compared(results, [f"dropped/{data.name}" for data in data_sets.MAIN]):
        ours = cell.contenders["crudtally"].median
        device, best = cell.device_bytes_per_second, fastest(cell)
        rows.append(
            [
                cell.title,
                seconds(ours),
                f"{cell.bytes_read / ours / 1e9:.2f}",
                f"{device / 1e9:.2f}" if device else "unknown",
                f"{(cell.resident_after_drop or 0):.1%}",
                *(of_peer(cell, peer, lambda one: seconds(one.median)) for peer in PEER_NAMES),
                f"**{best[1].median / ours:.1f}**" if best else NOT_COUNTED,
            ]
        )
    header = ["no cache, page cache dropped", "crudtally, s", "GB/s of logs", "device, GB/s"]
    header += ["pages left", *(f"{peer}, s" for peer in PEER_NAMES.values())]
    return markdown([*header, "fastest peer / crudtally"], rows)


def billion_table(results: Results) -> str:
    return markdown(
        ["a billion events", ""], [[what, found] for what, found in results.billion.items()]
    )


def facts_table(results: Results) -> str:
    facts = {**results.machine, **results.versions}
    return markdown(["", ""], [[name, value] for name, value in facts.items()])
