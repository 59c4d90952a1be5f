"""One log file: its bytes -> lines, header, events and rejects."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

CREATE, READ, UPDATE, DELETE = ACTIONS = ("CREATE", "READ", "UPDATE", "DELETE")

REASONS = (
    "line_too_long",
    "invalid_utf8",
    "bad_quoting",
    "wrong_field_count",
    "empty_email",
    "control_character",
    "email_too_long",
    "unknown_action",
    "bad_timestamp",
    "misfiled",
)

NAMES = (b"email", b"action", b"timestamp")
BLANKS = b" \t"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 1_048_576
KEPT_OF_A_LONG_LINE = 65_536
LONGEST_EMAIL = 1_024

TIMESTAMP = re.compile(
    rb"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    rb"[ T]"
    rb"([0-9]{2}):([0-9]{2}):([0-9]{2})"
    rb"(?:\.[0-9]+)?"
    rb"(?:Z|[+-]([0-9]{2})(?::?([0-9]{2}))?)?"
)


class LogError(Exception):
    """The file cannot be taken for a log, so its day cannot be counted."""


@dataclass(frozen=True)
class Event:
    """A row that counts."""

    email: bytes
    action: str
    day: date


@dataclass(frozen=True)
class Reject:
    """A row that does not count, and the first reason why."""

    line: int
    reason: str
    row: str


@dataclass
class Reading:
    """What one file holds."""

    lines: int = 0
    blank_lines: int = 0
    headers: int = 0
    events: list[Event] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Lines less blank lines less headers."""
        return self.lines - self.blank_lines - self.headers


class RowRejectedError(Exception):
    """Carries the reason of a row that does not count."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadQuotingError(Exception):
    """A quoted field is not closed, or something other than a comma follows it."""


def read_log(
    data: bytes, log_day: date, *, normalize_email: bool = False, reject_misfiled: bool = False
) -> Reading:
    """Read a file's decompressed bytes as the log of a day. Raises LogError for UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LogError("UTF-16")
    reading = Reading()
    columns = list(NAMES)
    before_first_line_that_is_not_blank = True
    for number, line in enumerate(lines_of(data.removeprefix(BYTE_ORDER_MARK)), start=1):
        reading.lines += 1
        if line.strip(BLANKS) == b"":
            reading.blank_lines += 1
            continue
        header = header_columns(line) if before_first_line_that_is_not_blank else None
        before_first_line_that_is_not_blank = False
        if header is not None:
            reading.headers += 1
            columns = header
            continue
        try:
            event = parse_row(line, columns, normalize_email)
            if reject_misfiled and event.day != log_day:
                raise RowRejectedError("misfiled")
            reading.events.append(event)
        except RowRejectedError as reject:
            reading.rejects.append(Reject(number, reject.reason, shown(line)))
    return reading


def lines_of(data: bytes) -> Iterable[bytes]:
    """The lines, each without its end: LF or the end of the file, and exactly one CR before it."""
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return (line.removesuffix(b"\r") for line in lines)


def header_columns(line: bytes) -> list[bytes] | None:
    """The columns that a header names, or None where the line is a row."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        fields = split_fields(line)
    except BadQuotingError:
        return None
    columns = [value.strip(BLANKS).lower() for value in fields]
    return columns if all(columns.count(name) == 1 for name in NAMES) else None


def parse_row(line: bytes, columns: list[bytes], normalize_email: bool) -> Event:
    """The event of a row; raises RowRejectedError with the first reason that holds."""
    if len(line) > LONGEST_LINE:
        raise RowRejectedError("line_too_long")
    if not is_utf8(line):
        raise RowRejectedError("invalid_utf8")
    try:
        fields = split_fields(line)
    except BadQuotingError:
        raise RowRejectedError("bad_quoting") from None
    if len(fields) != len(columns):
        raise RowRejectedError("wrong_field_count")
    email, action, timestamp = (fields[columns.index(name)] for name in NAMES)
    email = checked_email(email, normalize_email)
    action = action.strip(BLANKS).upper()  # bytes.upper() changes ASCII letters alone
    if action not in (name.encode() for name in ACTIONS):
        raise RowRejectedError("unknown_action")
    day = day_of(timestamp)
    if day is None:
        raise RowRejectedError("bad_timestamp")
    return Event(email, action.decode(), day)


def is_utf8(line: bytes) -> bool:
    """Strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF."""
    try:
        line.decode("utf-8", errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def split_fields(line: bytes) -> list[bytes]:
    """The unquoted values of a line's fields; raises BadQuotingError."""
    fields = []
    start = 0
    while True:
        if line[start : start + 1] == b'"':
            value, end = quoted_field(line, start)
            if line[end : end + 1] not in (b",", b""):
                raise BadQuotingError
        else:
            comma = line.find(b",", start)
            end = len(line) if comma < 0 else comma
            value = line[start:end]
        fields.append(value)
        if end == len(line):
            return fields
        start = end + 1


def quoted_field(line: bytes, start: int) -> tuple[bytes, int]:
    """The value of the quoted field that begins at start, and where its closing quote ends.

    Inside it two quotes stand for one, and a single one closes it.
    """
    position = start + 1
    while True:
        position = line.find(b'"', position)
        if position < 0:
            raise BadQuotingError
        if line[position + 1 : position + 2] != b'"':
            return line[start + 1 : position].replace(b'""', b'"'), position + 1
        position += 2


def checked_email(email: bytes, normalize: bool) -> bytes:
    """The email as it is compared; raises RowRejectedError."""
    if normalize:
        email = email.strip(BLANKS).lower()  # bytes.lower() changes ASCII letters alone
    if email.strip(BLANKS) == b"":
        raise RowRejectedError("empty_email")
    if any(byte <= 0x1F or byte == 0x7F for byte in email):
        raise RowRejectedError("control_character")
    if len(email) > LONGEST_EMAIL:
        raise RowRejectedError("email_too_long")
    return email


def day_of(timestamp: bytes) -> date | None:
    """The date as written of an accepted timestamp, else None."""
    match = TIMESTAMP.fullmatch(timestamp.strip(BLANKS))
    if match is None:
        return None
    year, month, day, hour, minute, second, offset_hours, offset_minutes = (
        int(part or 0) for part in match.groups()
    )
    if hour > 23 or minute > 59 or second > 59 or offset_hours > 23 or offset_minutes > 59:
        return None
    try:
        return date(year, month, day)  # proleptic Gregorian, years 1 to 9999
    except ValueError:
        return None


def shown(line: bytes) -> str:
    """A rejected row as `--rejects` shows it."""
    if len(line) <= LONGEST_LINE:
        return line.decode("utf-8", errors="replace")
    kept = line[:KEPT_OF_A_LONG_LINE].decode("utf-8", errors="replace")
    return f"{kept}…[{len(line)} bytes]"
