"""However the wheel is installed, crudtally starts and gives the same report."""

import pytest

from installing import TARGET_DATE, WAYS, beside_pyarrow_18, run

SUM_OF_A_TALLY = """
import sys
import pyarrow.parquet

table = pyarrow.parquet.read_table(sys.argv[1])
print(pyarrow.__version__, sum(sum(column.to_pylist()) for column in table.columns[1:]))
"""


@pytest.mark.parametrize("install", WAYS, ids=lambda way: way.__name__)
def test_gives_the_same_report(install, wheel, logs, report, tmp_path):
    installation = install(wheel, tmp_path / "installed")
    installation.run(logs, tmp_path / "output", TARGET_DATE)
    assert (tmp_path / "output" / f"{TARGET_DATE}.csv").read_text() == report


def test_counts_every_event_of_the_logs(logs, report):
    rows = sum(len(log.read_text().splitlines()) for log in logs.iterdir())
    counts = [line.rsplit(",", 4)[1:] for line in report.splitlines()[1:]]
    assert sum(int(count) for row in counts for count in row) == rows > 0


def test_writes_tallies_that_an_old_pyarrow_reads(wheel, logs, tmp_path):
    installation = beside_pyarrow_18(wheel, tmp_path / "installed")
    installation.run(logs, tmp_path / "output", TARGET_DATE)
    tally = tmp_path / "output" / ".tallies" / f"{TARGET_DATE}.parquet"
    version, events = run(installation.python, "-c", SUM_OF_A_TALLY, tally).stdout.split()
    assert version.startswith("18.")
    assert int(events) == len((logs / f"{TARGET_DATE}.csv").read_text().splitlines())
