"""Known answers by hand for the oracle's days and windows."""

import gzip
from datetime import date

import pytest
import zstandard

from hostile.parts import ROW, log, row
from oracle.days import find_day_logs
from oracle.window import Options, Outcome, aggregate

DAY = date(2024, 9, 16)
HEADER = b"email,create_count,read_count,update_count,delete_count\n"


def one_day(files: dict[str, bytes], **options: object) -> Outcome:
    return aggregate(files, Options(DAY, days=1, **options))


@pytest.mark.parametrize(
    "name",
    [
        "2024-09-16.csv",
        "2024-09-16.csv.gz",
        "2024-09-16.csv.zst",
        "2024-09-16-host1.csv",
        "2024-09-16_.csv",
        "2024-09-16.part-1.csv.gz",
        "2024-09-16 copy.csv",
        "2024-09-16/a.csv",
        "date=2024-09-16/a.csv.gz",
        "dt=2024-09-16/a/b/c.csv.zst",
        "dt=2024-09-16/2024-09-17.csv",
    ],
)
def test_names_of_a_days_logs(name: str) -> None:
    assert find_day_logs([name]).logs == {DAY: [name]}


@pytest.mark.parametrize(
    "name",
    [
        "20240916.csv",
        "2024-09-16.CSV",
        "2024-09-16.csv.bz2",
        "2024-09-161.csv",
        "2024-09-16.txt",
        "x2024-09-16.csv",
        "2024-02-30.csv",
        "notes.csv",
        "other/2024-09-16.csv",
        "2024-02-30/a.csv",
        "day=2024-09-16/a.csv",
        "2024-09-16/a.csv.bz2",
    ],
)
def test_names_that_look_like_logs_are_ignored_and_listed(name: str) -> None:
    found = find_day_logs([name])
    assert (found.logs, found.ignored) == ({}, [name])


@pytest.mark.parametrize(
    "name",
    [
        ".2024-09-16.csv",
        "2024-09-16.csv.tmp",
        "2024-09-16.csv.gz.part",
        "2024-09-16/.a.csv",
        "README",
    ],
)
def test_names_that_are_left_alone(name: str) -> None:
    found = find_day_logs([name])
    assert (found.logs, found.ignored) == ({}, [])


def test_the_plain_file_of_two_forms_is_read() -> None:
    found = find_day_logs(["2024-09-16.csv.gz", "2024-09-16.csv", "2024-09-16/2024-09-16.csv"])
    assert found.logs == {DAY: ["2024-09-16.csv", "2024-09-16/2024-09-16.csv"]}
    assert found.two_forms == ["2024-09-16"]


def test_windows() -> None:
    target = date(2024, 3, 1)
    assert Options(target, days=2).window() == [date(2024, 2, 29), date(2024, 3, 1)]
    before = Options(target, days=2, exclude_target=True).window()
    assert before == [date(2024, 2, 28), date(2024, 2, 29)]
    assert len(Options(target).window()) == 7


def test_a_report_is_sorted_by_bytes_and_quoted_where_needed() -> None:
    data = log(
        (row(b"b"), row(b'"a,""1"'), row(b"B", b"create"), row(b"\xc3\xa9"), row(b"b", b"DELETE"))
    )
    assert one_day({"2024-09-16.csv": data}).report == HEADER + (
        b'B,1,0,0,0\n"a,""1",0,1,0,0\nb,0,1,0,1\n\xc3\xa9,0,1,0,0\n'
    )


def test_a_report_adds_days_files_and_forms_up() -> None:
    files = {
        "2024-09-15.csv": log((row(b"a"), row(b"a"))),
        "2024-09-16.csv.gz": gzip.compress(log((row(b"a", b"UPDATE"),))) + gzip.compress(row(b"b")),
        "2024-09-16-2.csv.zst": zstandard.compress(log((row(b"c"),)))
        + zstandard.compress(row(b"b")),
        "2024-09-14.csv": row(b"outside"),
    }
    outcome = aggregate(files, Options(DAY, days=2))
    assert outcome.report == HEADER + b"a,0,2,1,0\nb,0,2,0,0\nc,0,1,0,0\n"
    assert [(day.rows, day.events, day.misfiled) for day in outcome.days] == [(2, 2, 2), (4, 4, 0)]
    assert outcome.users == 3


def test_no_event_gives_the_header_alone() -> None:
    assert one_day({"2024-09-16.csv": b""}).report == HEADER


def test_rejects_are_sorted_by_file_and_line_and_quoted() -> None:
    files = {"2024-09-16/b.csv": b'bad\n"x\n', "2024-09-16-a,1.csv": ROW + b"\na\rb\n"}
    assert one_day(files).rejects_files[DAY] == (
        b"file,line,reason,row\n"
        b'"2024-09-16-a,1.csv",2,wrong_field_count,"a\rb"\n'
        b"2024-09-16/b.csv,1,wrong_field_count,bad\n"
        b'2024-09-16/b.csv,2,bad_quoting,"""x"\n'
    )


@pytest.mark.parametrize(("ratio", "status"), [(0.0, 3), (0.49, 3), (0.5, 0), (1.0, 0)])
def test_too_many_rejects_are_exit_status_3_and_no_report(ratio: float, status: int) -> None:
    outcome = one_day({"2024-09-16.csv": ROW + b"\nbad\n"}, max_reject_ratio=ratio)
    assert outcome.exit_status == status
    assert (outcome.report is None) == (status == 3)
    assert outcome.rejects_by_reason["wrong_field_count"] == 1


def test_no_rows_are_not_too_many_rejects() -> None:
    assert one_day({"2024-09-16.csv": b"\n"}, max_reject_ratio=0.0).exit_status == 0


def test_a_missing_day_counts_as_empty_or_fails() -> None:
    files = {"2024-09-16.csv": ROW}
    assert aggregate(files, Options(DAY)).exit_status == 0
    assert aggregate(files, Options(DAY, missing_day_fails=True)).exit_status == 4
    assert aggregate(files, Options(date(2024, 9, 1))).exit_status == 4
    assert aggregate({}, Options(DAY)).exit_status == 4


def test_twins_are_an_error_unless_allowed() -> None:
    files = {"2024-09-16.csv": ROW, "2024-09-16-b.csv.gz": gzip.compress(ROW)}
    assert (one_day(files).exit_status, one_day(files).named) == (
        1,
        ["2024-09-16-b.csv.gz", "2024-09-16.csv"],
    )
    assert one_day(files, allow_duplicates=True).report == HEADER + b"a@example.org,0,2,0,0\n"
    assert one_day({"2024-09-16.csv": b"", "2024-09-16-b.csv": b""}).exit_status == 0


def test_equal_days_are_found() -> None:
    files = {"2024-09-15.csv": ROW, "2024-09-16.csv.gz": gzip.compress(ROW), "2024-09-14.csv": b""}
    outcome = aggregate(files, Options(DAY))
    assert (outcome.exit_status, outcome.equal_days) == (0, [(date(2024, 9, 15), DAY)])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("2024-09-16.csv.gz", b""),
        ("2024-09-16.csv.gz", gzip.compress(ROW)[:-1]),
        ("2024-09-16.csv.gz", ROW),
        ("2024-09-16.csv.zst", b""),
        ("2024-09-16.csv.zst", zstandard.compress(ROW)[:-1]),
        ("2024-09-16.csv.zst", zstandard.compress(ROW) + zstandard.compress(ROW)[:-1]),
        ("2024-09-16.csv", b"\xff\xfea\x00"),
    ],
)
def test_a_damaged_file_is_an_error_that_names_it(name: str, data: bytes) -> None:
    outcome = one_day({name: data, "2024-09-16-good.csv": ROW})
    assert (outcome.exit_status, outcome.named, outcome.report) == (1, [name], None)
