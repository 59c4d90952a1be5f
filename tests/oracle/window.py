"""The report, the rejects and the numbers of a window."""

import gzip
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import zstandard

from oracle.days import find_day_logs
from oracle.rows import ACTIONS, REASONS, LogError, Reading, read_log

DONE, FAILED, TOO_MANY_REJECTS, NO_INPUT = 0, 1, 3, 4


@dataclass(frozen=True)
class Options:
    """The options of a call that change what it gives."""

    target: date
    days: int = 7
    exclude_target: bool = False
    normalize_email: bool = False
    reject_misfiled: bool = False
    allow_duplicates: bool = False
    missing_day_fails: bool = False
    max_reject_ratio: float = 1.0

    def window(self) -> list[date]:
        """The days of the window, oldest first."""
        last = self.target - timedelta(days=1) if self.exclude_target else self.target
        return [last - timedelta(days=back) for back in reversed(range(self.days))]


@dataclass
class Day:
    """One day of the window; `files` is empty for a missing day."""

    day: date
    files: dict[str, Reading] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(reading.rows for reading in self.files.values())

    @property
    def events(self) -> int:
        return sum(len(reading.events) for reading in self.files.values())

    @property
    def rejects(self) -> int:
        return sum(len(reading.rejects) for reading in self.files.values())

    @property
    def misfiled(self) -> int:
        """Events whose own date is not their log's."""
        return sum(
            event.day != self.day for reading in self.files.values() for event in reading.events
        )


@dataclass
class Outcome:
    """What a call must give; `report` is None where none may be published."""

    exit_status: int
    days: list[Day] = field(default_factory=list)
    report: bytes | None = None
    rejects_files: dict[date, bytes] = field(default_factory=dict)
    users: int = 0
    named: list[str] = field(default_factory=list)
    """What an error message must name."""
    equal_days: list[tuple[date, date]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def rejects_by_reason(self) -> dict[str, int]:
        counted = Counter(
            reject.reason
            for day in self.days
            for reading in day.files.values()
            for reject in reading.rejects
        )
        return {reason: counted[reason] for reason in REASONS}


def aggregate(files: Mapping[str, bytes], options: Options) -> Outcome:
    """The outcome of a call on an input folder (name -> bytes as they lie there), with no cache."""
    found = find_day_logs(files)
    window = options.window()
    missing = [day for day in window if day not in found.logs]
    if len(missing) == len(window) or (missing and options.missing_day_fails):
        return Outcome(NO_INPUT, ignored=found.ignored)

    days = []
    contents: dict[date, list[bytes]] = {}
    for day in window:
        read = Day(day)
        contents[day] = []
        for name in found.logs.get(day, []):
            try:
                data = decompressed(name, files[name])
                reading = read_log(
                    data,
                    day,
                    normalize_email=options.normalize_email,
                    reject_misfiled=options.reject_misfiled,
                )
            except LogError:
                return Outcome(FAILED, named=[name], ignored=found.ignored)
            read.files[name] = reading
            if reading.rows:
                contents[day].append(data)
        days.append(read)
        twins = twins_of(read, files)
        if twins and not options.allow_duplicates:
            return Outcome(FAILED, named=twins, ignored=found.ignored)

    rows = sum(day.rows for day in days)
    rejects = sum(day.rejects for day in days)
    too_many = rows > 0 and rejects / rows > options.max_reject_ratio
    counts = count(days)
    return Outcome(
        TOO_MANY_REJECTS if too_many else DONE,
        days=days,
        report=None if too_many else report_csv(counts),
        rejects_files={day.day: rejects_csv(day) for day in days if day.files},
        users=len(counts),
        equal_days=equal_days(contents),
        ignored=found.ignored,
    )


def decompressed(name: str, data: bytes) -> bytes:
    """The bytes of a file of any form; raises LogError where they end too early or are damaged."""
    if name.endswith(".csv"):
        return data
    if data == b"":
        raise LogError("a compressed file has 0 bytes")
    try:
        return gzip.decompress(data) if name.endswith(".gz") else unzstd(data)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise LogError(str(error)) from error


def unzstd(data: bytes) -> bytes:
    """All frames of a zstd file; raises LogError where the last one is not complete."""
    plain = b""
    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        plain += frame.decompress(data)
        if not frame.eof:
            raise LogError("the last frame ends too early")
        data = frame.unused_data
    return plain


def twins_of(day: Day, files: Mapping[str, bytes]) -> list[str]:
    """The first two files with rows of a day whose content is equal, or nothing."""
    seen: dict[bytes, str] = {}
    for name, reading in day.files.items():
        if reading.rows:
            first = seen.setdefault(decompressed(name, files[name]), name)
            if first != name:
                return [first, name]
    return []


def equal_days(contents: Mapping[date, list[bytes]]) -> list[tuple[date, date]]:
    """Pairs of days with rows whose files have the same contents."""
    days = [day for day in contents if contents[day]]
    return [
        (day, other)
        for position, day in enumerate(days)
        for other in days[position + 1 :]
        if sorted(contents[day]) == sorted(contents[other])
    ]


def count(days: list[Day]) -> dict[bytes, Counter[str]]:
    """Events by email and action."""
    counts: dict[bytes, Counter[str]] = {}
    for day in days:
        for reading in day.files.values():
            for event in reading.events:
                counts.setdefault(event.email, Counter())[event.action] += 1
    return counts


def report_csv(counts: Mapping[bytes, Counter[str]]) -> bytes:
    """The report: sorted by email bytes, LF."""
    lines = [b"email,create_count,read_count,update_count,delete_count\n"]
    for email in sorted(counts):
        numbers = ",".join(str(counts[email][action]) for action in ACTIONS)
        lines.append(quoted(email) + b"," + numbers.encode() + b"\n")
    return b"".join(lines)


def rejects_csv(day: Day) -> bytes:
    """The rejects of a day, sorted by file and line; the header alone where there is none."""
    lines = [b"file,line,reason,row\n"]
    for name in sorted(day.files, key=lambda name: name.encode()):
        for reject in day.files[name].rejects:
            fields = (quoted(name.encode()), str(reject.line).encode(), reject.reason.encode())
            lines.append(b",".join((*fields, quoted(reject.row.encode()))) + b"\n")
    return b"".join(lines)


def quoted(value: bytes) -> bytes:
    """Quoted where it holds a comma, a quote, CR or LF."""
    if any(mark in value for mark in (b",", b'"', b"\r", b"\n")):
        return b'"' + value.replace(b'"', b'""') + b'"'
    return value
