"""Random input folders, calls and settings, as hypothesis strategies."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from hostile.parts import TIME
from oracle.window import Options
from support import in_form, simd_levels

LAST_DAY = date(2024, 3, 1)
EMAILS = (
    *(
        b"a@x.org",
        b"A@X.org",
        b" a@x.org ",
        b"b",
        b"B",
        b"\xc3\xa9@x",
        b"\xf0\x9f\x98\x80",
        b"zz@y",
    ),
    *(
        b"e" * 31,
        b"e" * 32,
        b"e" * 33,
        b"e" * 63 + b"a",
        b"e" * 63 + b"b",
        b"f" * 1_024,
        b"f" * 1_025,
    ),
    *(
        b"a,b",
        b'say "hi"',
        b"",
        b" \t",
        b"tab\tin",
        b"nul\x00in",
        b"bad\xff",
        b"\xef\xbb\xbfx",
        b"it's",
    ),
)
ACTIONS = (b"CREATE", b"READ", b"UPDATE", b"DELETE", b"read", b" Delete\t", b"REA", b"", b"PATCH")
TIMES = (b"%s 12:00:00", b"%sT00:00:00.25Z", b" %s 23:59:59+03:00 ", b"%s 24:00:00", b"%s", b"")
MARKS = (b'"', b",", b"\r", b" ", b"\t", b"\x00", b"\xff", b"\xc3", b"a", b"0", b"\n", b'"",', b"")
COLUMNS = (b"email", b"action", b"timestamp")


@dataclass
class RandomCall:
    """An input folder and a call on it."""

    files: dict[str, bytes] = field(default_factory=dict)
    options: Options = field(default_factory=lambda: Options(LAST_DAY))

    @property
    def arguments(self) -> list[str]:
        """The options as they are typed."""
        chosen = self.options
        flags = {
            "--exclude-target": chosen.exclude_target,
            "--normalize-email": chosen.normalize_email,
            "--misfiled=reject": chosen.reject_misfiled,
            "--allow-duplicates": chosen.allow_duplicates,
            "--missing-day=fail": chosen.missing_day_fails,
            "--strict": chosen.max_reject_ratio == 0,
            f"--max-reject-ratio={chosen.max_reject_ratio}": 0 < chosen.max_reject_ratio < 1,
        }
        return [f"--days={chosen.days}", *(flag for flag, is_set in flags.items() if is_set)]


@dataclass(frozen=True)
class Setting:
    """What must never change a result."""

    threads: int
    simd: str
    piece_bytes: int
    split_bytes: int
    table_bytes: int

    @property
    def arguments(self) -> list[str]:
        return [f"--threads={self.threads}"]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CRUDTALLY_SIMD": self.simd,
            "CRUDTALLY_PIECE_BYTES": str(self.piece_bytes),
            "CRUDTALLY_SPLIT_BYTES": str(self.split_bytes),
            "CRUDTALLY_TABLE_BYTES": str(self.table_bytes),
        }


def run_settings() -> st.SearchStrategy[Setting]:
    sizes = st.sampled_from([4_096, 8_192, 65_536, 1_048_576])
    return st.builds(
        Setting,
        threads=st.sampled_from([1, 2, 3]),
        simd=st.sampled_from(simd_levels()),
        piece_bytes=sizes,
        split_bytes=sizes,
        # The least is full after a hundred users or a piece.
        table_bytes=st.sampled_from([4_096, 4_096, 65_536, 1 << 30]),
    )


@st.composite
def random_calls(draw: st.DrawFn) -> RandomCall:
    """Several days with several files each, most rows good, and every option."""
    options = Options(
        LAST_DAY,
        days=draw(st.integers(1, 4)),
        exclude_target=draw(st.booleans()),
        normalize_email=draw(st.booleans()),
        reject_misfiled=draw(st.booleans()),
        allow_duplicates=draw(st.booleans()),
        missing_day_fails=draw(st.sampled_from([False, False, False, True])),
        max_reject_ratio=draw(st.sampled_from([1.0, 1.0, 1.0, 1.0, 0.5, 0.1, 0.0])),
    )
    files: dict[str, bytes] = {}
    seen: list[bytes] = []
    for back in range(5):
        day = LAST_DAY - timedelta(days=back)
        number = draw(st.sampled_from([0, 1, 1, 1, 2, 3]))
        names = st.lists(names_of(day), min_size=number, max_size=number, unique_by=stem)
        for name in draw(names):
            data = draw(contents(day))
            if seen and draw(st.integers(0, 9)) == 0:
                data = draw(st.sampled_from(seen))  # twins, and days that are equal
            seen.append(data)
            files[name] = in_form(name, data)
    return RandomCall(files, options)


def names_of(day: date) -> st.SearchStrategy[str]:
    before = st.sampled_from(
        ["{}", "{}-host", "{}_b", "{}/a", "date={}/b/c", 'dt={}/x, "y"', "{}é"]
    )
    form = st.sampled_from([".csv", ".csv", ".csv.gz", ".csv.zst"])
    return st.builds(lambda start, end: start.format(day) + end, before, form)


def stem(name: str) -> str:
    return name[: name.rindex(".csv")]


@st.composite
def contents(draw: st.DrawFn, day: date) -> bytes:
    """A file: perhaps a byte-order mark, blank lines and a header, then lines with their ends."""
    columns = draw(
        st.none()
        | st.permutations(COLUMNS)
        | st.permutations([*COLUMNS, b"note"])
        | st.permutations([*COLUMNS, b"", b"note"])
    )
    start = b"\xef\xbb\xbf" if draw(st.sampled_from([False, False, True])) else b""
    start += draw(st.sampled_from([b"", b"", b"\n", b" \r\n\n"]))
    if columns is not None:
        start += b",".join(draw(st.sampled_from([columns, [name.upper() for name in columns]])))
        start += draw(st.sampled_from([b"\n", b"\r\n"]))
    text = b"".join(draw(st.lists(line_of(day, columns or COLUMNS), max_size=12)))
    # Repeating crosses the cuts between pieces without making the example long to print.
    text *= draw(st.sampled_from([1, 1, 1, 7, 150]))
    if draw(st.sampled_from([False, False, True])):
        text = text.removesuffix(b"\n")
    return start + text


@st.composite
def line_of(draw: st.DrawFn, day: date, columns: Any) -> bytes:
    """A row with its end; one in four has bytes put in or replaced anywhere."""
    days = [day, day, day, day, day - timedelta(days=1)]
    values = {
        b"email": draw(st.sampled_from(EMAILS[:8] * 3 + EMAILS)),
        b"action": draw(st.sampled_from(ACTIONS[:4] * 4 + ACTIONS)),
        b"timestamp": draw(st.sampled_from(TIMES[:1] * 12 + TIMES)),
        b"note": draw(st.sampled_from([b"", b"x", b'"', b"a,b"])),
    }
    if b"%s" in values[b"timestamp"]:
        values[b"timestamp"] %= str(draw(st.sampled_from(days))).encode()
    line = b",".join(draw(quoted(values.get(column, b"-"))) for column in columns)
    if draw(st.integers(0, 3)) == 0:
        for _ in range(draw(st.integers(1, 3))):
            place = draw(st.integers(0, len(line)))
            mark = draw(st.sampled_from([*MARKS, TIME]))
            line = line[:place] + mark + line[place + draw(st.integers(0, 1)) :]
    return line + draw(
        st.sampled_from([b"\n"] * 6 + [b"\r\n", b"\r\n", b"\r\r\n", b"\n\n", b"\n \t\n"])
    )


def quoted(value: bytes) -> st.SearchStrategy[bytes]:
    """The value as a field, quoted where it must be and now and then where it need not."""
    in_quotes = b'"' + value.replace(b'"', b'""') + b'"'
    if b"," in value or value.startswith(b'"'):
        return st.just(in_quotes)
    return st.sampled_from([value, value, value, in_quotes])
