"""Which files are a day's log, and what bad input gets."""

import os
import re
import resource

import pytest

from hostile.parts import ROW, row
from support import (
    GOOD_LOG,
    GOOD_REPORT,
    HEADER,
    LOG,
    TARGET,
    Call,
    Workspace,
    assert_as_expected,
    call,
    in_form,
    names_in,
    sources,
)


def assert_error_that_names(space: Workspace, done: Call, *names: str) -> None:
    assert done.status == 1, done.stderr
    for name in names:
        assert name in done.stderr
    assert done.summary["error"]
    assert not space.report.exists()


def test_all_files_of_a_day_are_one_log(space: Workspace) -> None:
    names = (
        *(
            LOG,
            f"{TARGET}-host.csv.gz",
            f"{TARGET}_2.csv.zst",
            f"{TARGET}.x.csv",
            f"{TARGET} y.csv",
        ),
        *(f"{TARGET}/a.csv", f"{TARGET}/deep/er/a.csv.gz", f"date={TARGET}/2024-09-17.csv"),
        *(f"dt={TARGET}/part-0.csv.zst", f'dt={TARGET}/ä, "b"\n.csv'),
    )
    for number, name in enumerate(names):
        space.write(name, row(b"u%d@x" % number), b"bad")
    done = space.aggregate("--rejects", space.rejects)
    assert done.summary["rows"] == 2 * len(names)
    assert_as_expected(space, done, space.expected())


def test_files_that_fit_no_rule_are_warned_about_and_listed(space: Workspace) -> None:
    ignored = {
        *("20240916.csv", f"{TARGET}.CSV", f"{TARGET}.csv.bz2", f"{TARGET}1.csv", "2024-02-30.csv"),
        *(f"{TARGET}/a.csv.xz", f"other/{TARGET}.csv"),
    }
    for name in ignored:
        space.write(name, row(b"never@x"))
    space.write(LOG, *GOOD_LOG)
    done = space.aggregate()
    assert done.status == 0
    assert set(done.summary["ignored_files"]) == ignored
    assert space.report.read_bytes() == GOOD_REPORT


@pytest.mark.parametrize("name", ["20240916.csv", f"{TARGET}.CSV", f"{TARGET}.csv.bz2"])
def test_a_file_that_fits_no_rule_is_warned_about(space: Workspace, name: str) -> None:
    space.write(LOG, *GOOD_LOG)
    space.write(name, ROW)
    assert name in space.aggregate().stderr


def test_hidden_and_unfinished_files_are_left_alone(space: Workspace) -> None:
    for name in (
        f".{LOG}",
        f"{LOG}.tmp",
        f"{LOG}.part",
        f"{TARGET}/.a.csv",
        f"{TARGET}/a.csv.gz.part",
    ):
        space.write(name, row(b"never@x"))
    space.write(LOG, *GOOD_LOG)
    space.write("README", b"nothing")
    done = space.aggregate()
    assert done.summary["ignored_files"] == []
    assert space.report.read_bytes() == GOOD_REPORT


def test_the_plain_file_of_two_forms_is_read_with_a_warning(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.write(f"{LOG}.gz", row(b"never@x"))
    done = space.aggregate()
    assert done.status == 0
    assert LOG in done.stderr
    assert space.report.read_bytes() == GOOD_REPORT


@pytest.mark.parametrize("form", ["", ".gz", ".zst"])
def test_twins_are_an_error_that_names_both(space: Workspace, form: str) -> None:
    other = f"{TARGET}/copy.csv{form}"
    space.write(LOG, *GOOD_LOG)
    space.write(other, *GOOD_LOG)
    assert_error_that_names(space, space.aggregate(), LOG, other)
    done = space.aggregate("--allow-duplicates")
    assert_as_expected(space, done, space.expected(allow_duplicates=True))


def test_two_files_without_rows_are_no_twins(space: Workspace) -> None:
    for name in (LOG, f"{TARGET}-b.csv", f"{TARGET}-c.csv.gz", f"{TARGET}-d.csv.zst"):
        space.write(name, b"email,action,timestamp")
    assert space.aggregate().status == 0
    assert space.report.read_bytes() == HEADER


def test_equal_days_are_a_warning_that_names_both(space: Workspace) -> None:
    space.write("2024-09-14.csv", *GOOD_LOG)
    space.write(f"{LOG}.zst", *GOOD_LOG)
    done = space.aggregate("--days", 7)
    assert done.status == 0
    assert [line for line in done.stderr.splitlines() if "2024-09-14" in line and TARGET in line]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
@pytest.mark.parametrize("form", ["", ".gz", ".zst"])
def test_utf_16_is_an_error_that_says_so(space: Workspace, codec: str, form: str) -> None:
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    text = mark + "a@x,READ,2024-09-16 12:00:00\n".encode(codec)
    space.write_bytes(LOG + form, in_form(form, text))
    done = space.aggregate()
    assert_error_that_names(space, done, LOG + form, "UTF-16")


def test_a_log_without_rows_is_a_warning(space: Workspace) -> None:
    space.write(LOG, b"email,action,timestamp", b"")
    done = space.aggregate()
    assert (done.status, sources(done)) == (0, ["log"])
    assert LOG in done.stderr
    assert space.report.read_bytes() == HEADER


def test_a_missing_day_is_a_warning(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    done = space.aggregate("--days", 2)
    assert (done.status, sources(done)) == (0, ["missing", "log"])
    assert "2024-09-15" in done.stderr
    assert space.report.read_bytes() == GOOD_REPORT


def test_a_missing_day_fails_on_request(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    done = space.aggregate("--days", 2, "--missing-day", "fail")
    assert (done.status, done.summary["exit_status"]) == (4, 4)
    assert "2024-09-15" in done.stderr
    assert not space.report.exists()
    assert space.aggregate("--missing-day", "fail").status == 0


def test_no_input_writes_nothing(space: Workspace) -> None:
    space.write("2024-08-01.csv", *GOOD_LOG)
    done = space.aggregate("--days", 7, "--rejects", space.rejects)
    assert (done.status, done.summary["exit_status"]) == (4, 4)
    assert done.summary["error"]
    assert names_in(space.output) | names_in(space.rejects) == set()


def test_a_log_that_may_not_be_read_is_an_error_that_names_it(space: Workspace) -> None:
    space.write("2024-09-15.csv", *GOOD_LOG)
    (space.write(LOG, *GOOD_LOG)).chmod(0)
    done = space.aggregate("--days", 2, held_by_permissions=True)
    assert_error_that_names(space, done, LOG)


def test_a_folder_that_may_not_be_read_is_an_error_that_names_it(space: Workspace) -> None:
    """What cannot be seen must not be taken for a missing day."""
    space.write("2024-09-15.csv", *GOOD_LOG)
    folder = space.write(f"{TARGET}/a.csv", *GOOD_LOG).parent
    folder.chmod(0)
    try:
        done = space.aggregate("--days", 2, held_by_permissions=True)
    finally:
        folder.chmod(0o700)
    assert_error_that_names(space, done, TARGET)


@pytest.mark.parametrize("kind", ["a file", "absent"])
def test_an_input_folder_that_is_none_is_an_error_that_names_it(
    space: Workspace, kind: str
) -> None:
    place = space.root / "nothing-here"
    if kind == "a file":
        place.write_bytes(ROW)
    done = call(place, space.output, TARGET)
    assert done.status in (1, 2, 4)
    assert str(place) in done.stderr
    assert names_in(space.output) == set()


def test_a_folder_with_the_name_of_a_log_is_not_read_as_one(space: Workspace) -> None:
    space.write("2024-09-15.csv", *GOOD_LOG)
    (space.input / LOG).mkdir()
    done = space.aggregate("--days", 2)
    assert sources(done) == ["log", "missing"] or done.status == 1


def test_logs_behind_symbolic_links_are_read(space: Workspace) -> None:
    real = space.root / "elsewhere" / "a.csv"
    real.parent.mkdir()
    real.write_bytes(GOOD_LOG[0])
    (space.root / "b.csv").write_bytes(GOOD_LOG[1])
    (space.input / TARGET).symlink_to(real.parent)
    (space.input / LOG).symlink_to(space.root / "b.csv")
    assert space.aggregate().status == 0
    assert space.report.read_bytes() == GOOD_REPORT


def test_a_link_that_leads_nowhere_is_an_error_that_names_it(space: Workspace) -> None:
    space.write("2024-09-15.csv", *GOOD_LOG)
    (space.input / LOG).symlink_to("nowhere")
    assert_error_that_names(space, space.aggregate("--days", 2), LOG)


def test_links_in_a_circle_are_followed_once(space: Workspace) -> None:
    folder = space.write(f"{TARGET}/a.csv", *GOOD_LOG).parent
    (folder / "again").symlink_to(".")
    assert space.aggregate().status == 0
    assert space.report.read_bytes() == GOOD_REPORT


def test_names_that_are_not_utf_8_are_read_and_shown(space: Workspace) -> None:
    folder = os.fsencode(space.input)
    for name in (b"2024-09-16-\xff.csv", b"20240916-\xfe.csv"):
        with open(folder + b"/" + name, "wb") as log_file:  # noqa: PTH123  Path knows no bytes
            log_file.write(ROW + b"\nbad\n")
    for _ in range(2):
        done = space.aggregate("--rejects", space.rejects)
        assert done.status == 0, done.stderr
        assert (done.summary["events"], len(done.summary["ignored_files"])) == (1, 1)
        assert (space.rejects / LOG).read_text().endswith(",2,wrong_field_count,bad\n")


def test_a_folder_of_any_name_is_read_and_known_again(space: Workspace) -> None:
    space.input = space.input.rename(space.root / "in put#%25é?&\n'\"")
    space.write(LOG, *GOOD_LOG)
    assert space.aggregate().status == 0
    again = space.aggregate()
    assert (again.status, again.summary["bytes_read"]) == (0, 0)


def test_a_day_has_more_files_than_a_process_may_open(space: Workspace) -> None:
    for number in range(300):
        space.write(f"{TARGET}/{number}.csv", row(b"u%d@x" % number))
    done = space.aggregate(before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)))
    assert_as_expected(space, done, space.expected())


def test_a_pipe_in_the_input_folder_does_not_hang_the_call(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    os.mkfifo(space.input / f"{TARGET}-pipe.csv")
    assert space.aggregate().status in (0, 1)


def test_a_quoted_line_break_becomes_rejects_and_a_hint_says_so(space: Workspace) -> None:
    space.write(LOG, b"email,action,timestamp,note", ROW + b',"one', b'two"', ROW + b",x")
    done = space.aggregate()
    assert (done.summary["events"], sum(done.summary["rejects"].values())) == (1, 2)
    assert "line break" in done.stderr


def test_a_rejected_row_is_named_by_file_line_and_reason(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, b"bad")
    messages = space.aggregate().stderr
    assert re.search(rf"{re.escape(LOG)}\D+3\b", messages)
    assert "wrong_field_count" in messages
