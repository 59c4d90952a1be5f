"""Known answers by hand: the oracle must be right without the engine."""

from datetime import date

import pytest

from hostile import LOGS
from hostile.fields import BAD_ACTIONS, BAD_TIMES, GOOD_ACTIONS, GOOD_TIMES
from hostile.parts import ROW, TIME, log, row
from oracle.rows import REASONS, LogError, Reading, read_log

DAY = date(2024, 9, 16)


def read(data: bytes, **options: bool) -> Reading:
    return read_log(data, DAY, **options)


def reason(line: bytes, **options: bool) -> str | None:
    """The reason a lone row is rejected for, or None where it counts."""
    reading = read(line, **options)
    assert reading.rows == 1
    assert len(reading.events) + len(reading.rejects) == 1
    return reading.rejects[0].reason if reading.rejects else None


def emails(data: bytes, **options: bool) -> list[bytes]:
    return [event.email for event in read(data, **options).events]


def test_a_row_is_an_event() -> None:
    (event,) = read(b"a@x.org,READ,2024-09-16 12:00:00\n").events
    assert (event.email, event.action, event.day) == (b"a@x.org", "READ", DAY)


@pytest.mark.parametrize("value", GOOD_TIMES)
def test_good_times_count(value: str) -> None:
    assert reason(row(time=value.encode())) is None


@pytest.mark.parametrize("value", BAD_TIMES)
def test_bad_times_are_rejected(value: str) -> None:
    assert reason(row(time=value.encode())) in ("bad_timestamp", "wrong_field_count")
    assert reason(row(time=b'"' + value.encode() + b'"')) == "bad_timestamp"


@pytest.mark.parametrize("value", GOOD_ACTIONS)
def test_good_actions_count(value: str) -> None:
    (event,) = read(row(action=value.encode())).events
    assert event.action in ("CREATE", "READ", "UPDATE", "DELETE")
    assert event.action == value.strip().upper()


@pytest.mark.parametrize("value", BAD_ACTIONS)
def test_bad_actions_are_rejected(value: str) -> None:
    expected = "bad_quoting" if value.startswith('"') else "unknown_action"
    assert reason(row(action=value.encode())) == expected


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        (b"a", None),
        (b"", "empty_email"),
        (b" \t ", "empty_email"),
        (b'""', "empty_email"),
        (b'"\t"', "empty_email"),
        (b"\xc2\xa0", None),
        (b"a\tb", "control_character"),
        (b"\ta", "control_character"),
        (b"\x00", "control_character"),
        (b"a\x1f", "control_character"),
        (b"a\x20", None),
        (b"a\x7f", "control_character"),
        (b"a\xc2\x80", None),
        (b"a\xc2\x9f", None),
        (b"e" * 1_024, None),
        (b"e" * 1_025, "email_too_long"),
        (b'"' + b'""' * 1_024 + b'"', None),
        (b'"' + b'""' * 1_025 + b'"', "email_too_long"),
        (b"\x01" + b"e" * 1_024, "control_character"),
        (b" " * 1_025, "empty_email"),
        (b"a\xff", "invalid_utf8"),
        (b"\xed\xa0\x80", "invalid_utf8"),
        (b"\xc0\x80", "invalid_utf8"),
        (b"\xf4\x8f\xbf\xbf", None),
        (b"\xf4\x90\x80\x80", "invalid_utf8"),
        (b"\xef\xbb\xbf", None),
        (b'a"b', None),
        (b'"a"b', "bad_quoting"),
        (b'"a', "bad_quoting"),
        (b'"a" ', "bad_quoting"),
        (b' "a"', None),
        (b'"a,b"', None),
        (b"a,b", "wrong_field_count"),
    ],
)
def test_emails(email: bytes, expected: str | None) -> None:
    line = row(email)
    # A byte-order mark would be skipped at the start of a file.
    assert reason(b"\n" + line) == expected


def test_emails_keep_their_blanks_and_their_case() -> None:
    assert emails(log((row(b" A "), row(b'" A "'), row(b"a")))) == [b" A ", b" A ", b"a"]


def test_normalized_emails_are_trimmed_and_lower_case_in_ascii_alone() -> None:
    data = log((row(b" A\t"), row(b'" A "'), row("É".encode()), row(b"\tA" + b" " * 1_024)))
    expected = [b"a", b"a", "É".encode(), b"a"]
    assert emails(data, normalize_email=True) == expected


def test_a_quoted_field_holds_commas_and_doubled_quotes() -> None:
    assert emails(row(b'"a,""b"""')) == [b'a,"b"']


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"x" * 1_048_576, "wrong_field_count"),
        (b"x" * 1_048_577, "line_too_long"),
        (b"\xff" + b"x" * 1_048_576, "line_too_long"),
        (b'"\xff', "invalid_utf8"),
        (b"a\xff", "invalid_utf8"),
        (ROW + b",\xff", "invalid_utf8"),
        (b'"a', "bad_quoting"),
        (ROW + b',"a', "bad_quoting"),
        (b"a", "wrong_field_count"),
        (b"a,b", "wrong_field_count"),
        (b",,,", "wrong_field_count"),
        (b",x,y", "empty_email"),
        (b"\x01,x,y", "control_character"),
        (b"e" * 1_025 + b",x,y", "email_too_long"),
        (b"a,x,y", "unknown_action"),
        (b"a,READ,y", "bad_timestamp"),
        (ROW, None),
    ],
)
def test_the_first_reason_that_holds_is_given(line: bytes, expected: str | None) -> None:
    assert reason(line) == expected


def test_every_reason_has_a_hostile_row() -> None:
    found = {
        reject.reason
        for data in LOGS.values()
        for reject in read(data, reject_misfiled=True).rejects
    }
    assert found == set(REASONS)


def test_misfiled_rows_are_rejected_on_request_alone() -> None:
    other_day = row(time=b"2024-09-15 12:00:00")
    assert reason(other_day) is None
    assert reason(other_day, reject_misfiled=True) == "misfiled"
    assert reason(ROW, reject_misfiled=True) is None
    assert reason(row(time=b"2024-09-16 23:59:59-12:00"), reject_misfiled=True) is None


@pytest.mark.parametrize(
    ("data", "lines", "blank"),
    [
        (b"", 0, 0),
        (b"\n", 1, 1),
        (b"\r", 1, 1),
        (b"\r\n", 1, 1),
        (b"\r\r\n", 1, 0),
        (b"\n\r", 2, 2),
        (b" \t", 1, 1),
        (b" " * 3_000_000 + b"\n", 1, 1),
        (b"\x0b\n\x0c\n\xc2\xa0\n", 3, 0),
        (b"\xef\xbb\xbf", 0, 0),
        (b"\xef\xbb\xbf\n", 1, 1),
        (b"\xef\xbb\xbf\xef\xbb\xbf\n", 1, 0),
        (b"a\nb", 2, 0),
        (b"a\nb\n", 2, 0),
        (b"a\rb\n", 1, 0),
    ],
)
def test_lines_and_blank_lines(data: bytes, lines: int, blank: int) -> None:
    reading = read(data)
    assert (reading.lines, reading.blank_lines, reading.headers) == (lines, blank, 0)
    assert reading.rows == lines - blank


def test_one_carriage_return_belongs_to_the_line_end() -> None:
    assert reason(b'a,READ,"' + TIME + b'"\r') is None
    assert reason(b'a,READ,"' + TIME + b'"\r\n') is None
    assert reason(b'a,READ,"' + TIME + b'"\r\r\n') == "bad_quoting"
    assert reason(ROW + b"\r\r\n") == "bad_timestamp"
    assert reason(b"x" * 1_048_576 + b"\r\n") == "wrong_field_count"
    assert reason(b"x" * 1_048_576 + b"\r\r\n") == "line_too_long"


def test_a_byte_order_mark_belongs_to_no_line() -> None:
    (reject,) = read(b"\xef\xbb\xbf" + log((b"bad", ROW))).rejects
    assert (reject.line, reject.row) == (1, "bad")


def test_a_second_byte_order_mark_is_an_ordinary_character() -> None:
    assert emails(b"\xef\xbb\xbf\xef\xbb\xbf" + ROW) == [b"\xef\xbb\xbfa@example.org"]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_an_error(mark: bytes) -> None:
    with pytest.raises(LogError):
        read(mark + b"a\x00")


@pytest.mark.parametrize(
    ("first", "is_header"),
    [
        (b"email,action,timestamp", True),
        (b" EMAIL\t,Action, timestamp ", True),
        (b'"email","action","timestamp"', True),
        (b'" email ",action,timestamp', True),
        (b"action,,timestamp,email,\xff\x00", True),
        (b"\n \t\nemail,action,timestamp", True),
        (b"n" * 1_048_553 + b",email,action,timestamp", True),
        (b"n" * 1_048_554 + b",email,action,timestamp", False),
        (b' "email",action,timestamp', False),
        (b'email,action,timestamp,"', False),
        (b"email,action", False),
        (b"email,action,time", False),
        (b"email,email,action,timestamp", False),
        (b"email\xc2\xa0,action,timestamp", False),
        (b"x\nemail,action,timestamp", False),
    ],
)
def test_headers(first: bytes, is_header: bool) -> None:
    assert read(first + b"\n").headers == is_header


def test_a_header_gives_another_order_and_more_columns() -> None:
    header = b"x,timestamp,email,action"
    counts = b'"a,b",' + TIME + b",a@x,READ"
    reading = read(log((header, counts, ROW, b"\xff" + counts, b'"' + counts)))
    assert [event.email for event in reading.events] == [b"a@x"]
    assert [(reject.line, reject.reason) for reject in reading.rejects] == [
        (3, "wrong_field_count"),
        (4, "invalid_utf8"),
        (5, "bad_quoting"),
    ]


def test_a_second_header_is_a_row() -> None:
    (reject,) = read(log((b"email,action,timestamp",) * 2)).rejects
    assert (reject.line, reject.reason) == (2, "unknown_action")


def test_rejects_are_numbered_by_every_line_of_the_file() -> None:
    reading = read(log((b"", b"email,action,timestamp", b"bad", b" ", ROW, b"worse")))
    assert [(reject.line, reject.row) for reject in reading.rejects] == [(3, "bad"), (6, "worse")]


def test_rows_are_shown_with_replacement_characters() -> None:
    (reject,) = read(b"a\xff\xe2\x82b\x00\r\r\n").rejects
    assert reject.row == "a\ufffd\ufffdb\x00\r"


def test_long_rows_are_cut_and_say_their_length() -> None:
    (reject,) = read(b"p" * 65_535 + "é".encode() + b"x" * 1_000_000 + b"\r\n").rejects
    assert reject.row == "p" * 65_535 + "\ufffd…[1065537 bytes]"


@pytest.mark.parametrize("name", LOGS)
def test_the_books_balance_on_every_hostile_log(name: str) -> None:
    reading = read(LOGS[name])
    assert len(reading.events) + len(reading.rejects) == reading.rows
    assert reading.lines == reading.rows + reading.blank_lines + reading.headers
