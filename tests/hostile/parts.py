"""What the hostile logs are made of."""

from collections.abc import Iterable

DAY = b"2024-09-16"
TIME = DAY + b" 12:00:00"
ROW = b"a@example.org,READ," + TIME


def row(email: bytes = b"a@x.org", action: bytes = b"READ", time: bytes = TIME) -> bytes:
    """A line with the three fields as they are given."""
    return b",".join((email, action, time))


def log(lines: Iterable[bytes], end: bytes = b"\n") -> bytes:
    """The lines of a log, each with its end."""
    return b"".join(line + end for line in lines)


def at_every_place(line: bytes, mark: bytes) -> Iterable[bytes]:
    """The line with the mark put in before each byte, and in place of each byte."""
    for place in range(len(line) + 1):
        yield line[:place] + mark + line[place:]
        yield line[:place] + mark + line[place + 1 :]


def with_column(fields: list[bytes], column: int, value: bytes) -> bytes:
    """A line of the fields with one of them replaced."""
    return b",".join((*fields[:column], value, *fields[column + 1 :]))
