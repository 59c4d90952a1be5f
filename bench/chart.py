"""The chart: one line a cell, one mark a contender, seconds on a logarithmic scale."""

from pathlib import Path

import matplotlib

from . import data_sets, tables
from .contenders import PEER_NAMES
from .results import Results

matplotlib.use("svg")
import matplotlib.pyplot as plt

# Told apart without colours, too.
MARKS = {
    "crudtally": ("#c0392b", "D"),
    "polars": ("#2471a3", "o"),
    "duckdb": ("#b7950b", "s"),
    "clickhouse": ("#1e8449", "^"),
    "datafusion": ("#7d3c98", "v"),
}


def draw(results: Results, file: Path) -> None:
    cells = tables.compared(results, tables.names_of(data_sets.MAIN))
    names = {"crudtally": "crudtally", **PEER_NAMES}
    plt.rcParams.update({"svg.hashsalt": "crudtally", "svg.fonttype": "none", "font.size": 10})
    figure, axes = plt.subplots(figsize=(9, 1.4 + 0.36 * max(len(cells), 1)))
    for line, (_, cell) in enumerate(cells):
        counted = [series.median for series in cell.contenders.values() if series.counts]
        axes.plot([min(counted), max(counted)], [line, line], color="#cccccc", zorder=1)
    for name, (colour, mark) in MARKS.items():
        points = [
            (cell.contenders[name].median, line)
            for line, (_, cell) in enumerate(cells)
            if name in cell.contenders and cell.contenders[name].counts
        ]
        if points:
            x, y = zip(*points, strict=True)
            axes.scatter(x, y, color=colour, marker=mark, s=36, label=names[name], zorder=2)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("seconds (median; logarithmic)")
    axes.set_yticks(range(len(cells)), [tables.label(name, cell) for name, cell in cells])
    axes.invert_yaxis()
    axes.grid(axis="x", which="both", color="#eeeeee")
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if cells:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(MARKS), frameon=False)
    figure.savefig(file, bbox_inches="tight", facecolor="white", metadata={"Date": None})
    plt.close(figure)
