"""The report: its formats, and output folders that cannot take it."""

import resource
import signal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from giant import write_giant
from hostile.parts import row
from support import GOOD_LOG, GOOD_REPORT, HEADER, LOG, TARGET, Workspace, call, names_in


def test_emails_are_sorted_by_bytes_and_quoted_where_needed(space: Workspace) -> None:
    space.write(
        LOG,
        *(row(email) for email in (b"b", b"a", b"B", b"\xc3\xa9", b"\xf0\x9f\x98\x80")),
        *(row(email) for email in (b'"x,y"', b'"say ""hi"""', b" a", b"it's;", b"\xef\xbf\xbd")),
    )
    space.aggregate()
    assert space.report.read_bytes() == HEADER + (
        b" a,0,1,0,0\nB,0,1,0,0\na,0,1,0,0\nb,0,1,0,0\nit's;,0,1,0,0\n"
        b'"say ""hi""",0,1,0,0\n"x,y",0,1,0,0\n'
        b"\xc3\xa9,0,1,0,0\n\xef\xbf\xbd,0,1,0,0\n\xf0\x9f\x98\x80,0,1,0,0\n"
    )


def test_a_report_as_parquet(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, row(b'"x,""y"'), b"bad")
    done = space.aggregate("--format", "parquet")
    path = space.output / f"{TARGET}.parquet"
    assert done.status == 0, done.stderr
    assert Path(done.summary["report"]).samefile(path)
    assert not space.report.exists()
    table = pq.read_table(path)
    assert [(column.name, column.type) for column in table.schema] == [
        ("email", pa.string()),
        *((f"{action}_count", pa.int64()) for action in ("create", "read", "update", "delete")),
    ]
    assert [tuple(line.values()) for line in table.to_pylist()] == [
        ("a@example.org", 0, 1, 0, 0),
        ("b@example.org", 1, 0, 0, 0),
        ('x,"y', 0, 1, 0, 0),
    ]


def test_a_report_of_no_events_as_parquet(space: Workspace) -> None:
    space.write(LOG, b"bad")
    assert space.aggregate("--format", "parquet").status == 0
    assert pq.read_table(space.output / f"{TARGET}.parquet").num_rows == 0


def test_a_report_replaces_an_old_one(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.output.mkdir()
    space.report.write_bytes(b"old\n" * 100_000)
    space.aggregate()
    assert space.report.read_bytes() == GOOD_REPORT


def test_output_and_rejects_folders_are_made(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.output, space.rejects = space.root / "a" / "b", space.root / "c" / "d"
    assert space.aggregate("--rejects", space.rejects).status == 0
    assert space.report.exists()
    assert (space.rejects / LOG).exists()


def test_an_output_folder_that_cannot_be_written_is_an_error_that_names_it(
    space: Workspace,
) -> None:
    space.write(LOG, *GOOD_LOG)
    space.output.mkdir()
    space.output.chmod(0o555)
    done = space.aggregate(held_by_permissions=True)
    assert done.status == 1
    assert str(space.output) in done.stderr
    assert names_in(space.output) == set()


def test_an_old_report_stays_where_the_new_one_cannot_be_written(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    space.write(LOG, *GOOD_LOG, row(b"z"))
    space.output.chmod(0o555)
    try:
        done = space.aggregate(held_by_permissions=True)
    finally:
        space.output.chmod(0o755)
    assert done.status == 1
    assert space.report.read_bytes() == GOOD_REPORT


@pytest.mark.parametrize("place", ["output", "rejects", "cache"])
def test_a_folder_that_is_a_file_is_an_error_that_names_it(space: Workspace, place: str) -> None:
    space.write(LOG, *GOOD_LOG)
    path = space.root / "a-file"
    path.write_bytes(b"kept")
    output = path if place == "output" else space.output
    options = {"output": [], "rejects": ["--rejects", path], "cache": ["--cache-dir", path]}[place]
    done = call(space.input, output, TARGET, "--days", 1, *options)
    assert done.status in (1, 2)
    assert str(path) in done.stderr
    assert path.read_bytes() == b"kept"


def test_a_full_disk_is_an_error_that_leaves_the_old_files(space: Workspace) -> None:
    """A limit on the size of files stands for the disk."""
    space.write(LOG, *GOOD_LOG)
    space.aggregate()
    before = {name for name in names_in(space.output) if not name.endswith(".lock")}
    tally = space.tally().read_bytes()
    space.write(LOG, *(row(b"user%d@example.org" % number) for number in range(50_000)))

    def limit_file_sizes() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    done = space.aggregate(before=limit_file_sizes)
    assert done.status == 1
    assert TARGET in done.stderr
    assert space.report.read_bytes() == GOOD_REPORT
    assert space.tally().read_bytes() == tally
    assert {name for name in names_in(space.output) if not name.endswith(".lock")} == before


def test_counts_beyond_24_bits_are_right(space: Workspace) -> None:
    rows = write_giant(space.input / f"{LOG}.zst", gibibytes=0.7)
    assert rows > 2**24
    done = space.aggregate()
    assert done.summary["events"] == rows
    assert space.report.read_bytes() == HEADER + b"a@example.org,0,%d,0,0\n" % rows


def test_many_users_are_all_counted(space: Workspace) -> None:
    """Enough to make every table grow several times."""
    users = 400_000
    emails = (b"%07d@example.org" % (number * 7_919 % users) for number in range(users + 1_000))
    space.write(LOG, *map(row, emails))
    done = space.aggregate("--threads", 3)
    assert (done.summary["users"], done.summary["events"]) == (users, users + 1_000)
    report = space.report.read_bytes().splitlines()[1:]
    assert report == sorted(report)
    assert sum(int(line.split(b",")[2]) for line in report) == users + 1_000
