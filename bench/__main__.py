"""`./bench/run`: measures, and writes docs/benchmarks.md and its chart."""

import argparse
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

from . import billion, document, results
from .billion import BILLION
from .cells import Cell, all_cells
from .contenders import PEER_NAMES, Crudtally, Peer
from .machine import describe_machine, describe_versions
from .measure import Bench, Broken

TOP = Path(__file__).resolve().parent.parent
WORK = TOP / "bench" / ".work"
# --quick: data this much smaller.
QUICK = 100


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench/run", description=__doc__)
    parser.add_argument(
        "--only", nargs="*", metavar="CELL", help="cells, or patterns such as 'zipf/*'"
    )
    parser.add_argument("--peers", nargs="*", choices=PEER_NAMES, default=list(PEER_NAMES))
    parser.add_argument("--turns", type=int, default=5, help="of each contender [%(default)s]")
    parser.add_argument(
        "--dropped-cache",
        action="store_true",
        help="also measure with the logs dropped from the page cache before each turn",
    )
    parser.add_argument(
        "--billion",
        action="store_true",
        help="also a day of a billion events: 15 minutes and 15 GB of disk more",
    )
    parser.add_argument(
        "--quick", action="store_true", help="small data, one turn: tries the bench itself"
    )
    parser.add_argument("--data", type=Path, help="where the logs are, or go [bench/.work/data]")
    parser.add_argument(
        "--results", type=Path, help="what is measured is added here [bench/.work/results.json]"
    )
    parser.add_argument("--docs", type=Path, help="where benchmarks.md and .svg go [docs]")
    parser.add_argument("--document-only", action="store_true", help="measure nothing")
    parser.add_argument("--list", action="store_true", help="print the cells' names")
    parser.add_argument(
        "--lock", type=Path, help="a file to hold an exclusive flock on during each turn"
    )
    parser.add_argument(
        "--crudtally", type=Path, help="measure this executable; else one is built and installed"
    )
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.turns = 1
        arguments.dropped_cache = True
        arguments.billion = True
    work = WORK / "quick" if arguments.quick else WORK
    arguments.data = arguments.data or work / "data"
    arguments.results = arguments.results or work / "results.json"
    arguments.docs = arguments.docs or (work if arguments.quick else TOP / "docs")
    arguments.crudtally = (arguments.crudtally or WORK / "venv" / "bin" / "crudtally").resolve()
    return arguments


def chosen_cells(arguments: argparse.Namespace) -> list[Cell]:
    ours = Crudtally(arguments.crudtally)
    peers = [Peer(name) for name in arguments.peers]
    cells = all_cells(ours, peers, dropped=arguments.dropped_cache)
    if arguments.quick:
        cells = [replace(cell, data=cell.data.smaller(QUICK)) for cell in cells]
    patterns = ["*"] if arguments.only is None else arguments.only
    return [cell for cell in cells if any(fnmatch(cell.name, pattern) for pattern in patterns)]


def measure(arguments: argparse.Namespace, cells: list[Cell]) -> int:
    """Results are saved after each cell. Returns how many cells have none, or not the expected."""
    scratch = arguments.data / "turns"
    bench = Bench(
        Crudtally(arguments.crudtally), arguments.data, scratch, arguments.turns, arguments.lock
    )
    failures = 0
    measured = results.load(arguments.results)
    measured.machine = describe_machine()
    measured.versions = describe_versions(arguments.crudtally)
    for number, cell in enumerate(cells, 1):
        started = time.monotonic()
        try:
            measured.cells[cell.name] = bench.measure(cell)
        except (Broken, OSError, subprocess.SubprocessError) as error:
            failures += 1
            outcome = str(error)
        else:
            measured.save(arguments.results)
            outcome = document.one_line(measured.cells[cell.name])
            failures += is_surprising(cell, measured.cells[cell.name])
        took = time.monotonic() - started
        print(f"{number}/{len(cells)} {cell.name} ({took:.0f} s): {outcome}", flush=True)
    if arguments.billion:
        data = BILLION.smaller(QUICK * QUICK) if arguments.quick else BILLION
        try:
            measured.billion = billion.measure(bench, data)
        except Broken as error:
            failures += 1
            print(error, flush=True)
        measured.save(arguments.results)
    shutil.rmtree(scratch, ignore_errors=True)
    return failures


def is_surprising(cell: Cell, result: results.CellResult) -> bool:
    """Rejects are where engines are known to differ; elsewhere all come to the same report."""
    return cell.data.rows != "rejects" and any(
        series.problem for series in result.contenders.values()
    )


def main() -> int:
    arguments = parse_arguments()
    cells = chosen_cells(arguments)
    if arguments.list:
        print(*(cell.name for cell in cells), sep="\n")
        return 0
    if not cells and not arguments.billion:
        print("no cell has such a name; --list prints them", file=sys.stderr)
        return 2
    failures = 0 if arguments.document_only else measure(arguments, cells)
    for file in document.write(results.load(arguments.results), arguments.docs):
        print(file)
    if failures:
        print(f"{failures} cells failed, or a peer did where none is known to", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
