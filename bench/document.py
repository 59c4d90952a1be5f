"""Writes docs/benchmarks.md from the results and the words in benchmarks.template.md."""

import statistics
from pathlib import Path
from string import Template

from . import chart, data_sets, tables
from .contenders import PEER_NAMES
from .results import CellResult, Results

TEMPLATE = Path(__file__).resolve().parent / "benchmarks.template.md"


def write(results: Results, folder: Path) -> list[Path]:
    """Writes benchmarks.md and benchmarks.svg, and returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    page, picture = folder / "benchmarks.md", folder / "benchmarks.svg"
    chart.draw(results, picture)
    main = tables.names_of(data_sets.MAIN)
    dialects = tables.names_of(data_sets.DIALECTS)
    text = Template(TEMPLATE.read_text()).substitute(
        headline=headline(results),
        speed=tables.speed_table(results, main),
        memory=tables.memory_table(results, main),
        start=tables.start_table(results),
        correctness=tables.correctness_table(results),
        dialect_speed=tables.speed_table(results, dialects),
        dialect_memory=tables.memory_table(results, dialects),
        threads=tables.threads_table(results),
        linear=tables.linear_table(results),
        windows=tables.window_table(results),
        dropped=tables.dropped_table(results),
        billion=tables.billion_table(results),
        facts=tables.facts_table(results),
        turns=turns(results),
    )
    page.write_text(text)
    return [page, picture]


def headline(results: Results) -> str:
    cells = tables.compared(results, tables.names_of(data_sets.MAIN))
    ratios = [
        best[1].median / cell.contenders["crudtally"].median
        for _, cell in cells
        if (best := tables.fastest(cell))
    ]
    if not ratios:
        return "Nothing has been compared yet."
    return (
        f"crudtally is {min(ratios):.1f} to {max(ratios):.1f} times as fast as the fastest of "
        f"{len(PEER_NAMES)} peers, in {len(ratios)} cells."
    )


def turns(results: Results) -> str:
    """How many turns a median is of, and how far they lie apart."""
    series = [
        one for cell in results.cells.values() for one in cell.contenders.values() if one.counts
    ]
    if not series:
        return "Nothing was measured."
    fewest = min(len(one.seconds) for one in series)
    spreads = [(max(one.seconds) - min(one.seconds)) / one.median for one in series]
    days = sorted({cell.measured[:10] for cell in results.cells.values()})
    builds = len({cell.engine for cell in results.cells.values()})
    text = (
        f"Every figure is the median of at least {fewest} turns; half of the cells' turns lie "
        f"within {statistics.median(spreads):.0%} of each other. Measured on {' and '.join(days)}."
    )
    return text if builds == 1 else f"{text} {builds} builds of crudtally were measured."


def one_line(cell: CellResult) -> str:
    """For whoever looks on."""
    words = []
    for name, series in cell.contenders.items():
        if series.problem:
            words.append(f"{name} {series.problem}")
        elif series.counts:
            shown = f"{tables.seconds(series.median)} s, {tables.megabytes(series.peak)} MB"
            words.append(f"{name} {shown}")
    return "; ".join(words)
