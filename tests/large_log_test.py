"""A plain log that is large enough to be counted in several splits at once."""

import random

import pytest

from hostile import LOGS
from hostile.parts import log, row
from oracle.window import Outcome
from support import LOG, Workspace, assert_as_expected, simd_levels

LINES = (
    *(row(b"user%d@example.org" % number) for number in range(200)),
    *(row(b"e" * length + b"@x", b"update") for length in range(10, 200, 7)),
    *LOGS["quotes at every place"].split(b"\n"),
    *LOGS["blank lines with CRLF"].split(b"\n")[:3],
    *(b"n" * 50_000, b" " * 30_000, b'"' * 2_001, b"x" * 1_100_000),
)
SIZE = 20_000_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, crudtally: str) -> tuple[Workspace, Outcome]:
    """A log with a header of another order, and rejects all over it."""
    space = Workspace(tmp_path_factory.mktemp("large") / "space")
    chance = random.Random(0)
    weights = [1_000 / max(len(line), 40) ** 1.5 for line in LINES]
    parts = [b"action,note,timestamp,email\n"]
    size = 0
    while size < SIZE:
        lines = chance.choices(LINES, weights, k=2_000)
        part = log(reordered(line) for line in lines)
        parts.append(part)
        size += len(part)
    space.write_bytes(LOG, b"".join(parts))
    return space, space.expected()


def reordered(line: bytes) -> bytes:
    """The row's fields in the order of the header, where it has three; else as it is."""
    fields = line.split(b",")
    if len(fields) != 3 or b'"' in line:
        return line
    email, action, time = fields
    return b",".join((action, b'"a,b"', time, email))


@pytest.mark.parametrize("simd", simd_levels())
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_a_large_log_is_counted_right_in_splits(
    large: tuple[Workspace, Outcome], simd: str, threads: int
) -> None:
    space, outcome = large
    options = ("--rejects", space.rejects, "--no-cache", "--threads", threads)
    done = space.aggregate(*options, env={"CRUDTALLY_SIMD": simd})
    assert_as_expected(space, done, outcome)


@pytest.mark.parametrize("size", [4_096, 65_536, 1_048_576])
def test_a_large_log_is_counted_right_however_it_is_cut(
    large: tuple[Workspace, Outcome], size: int
) -> None:
    space, outcome = large
    cut = {"CRUDTALLY_PIECE_BYTES": str(size), "CRUDTALLY_SPLIT_BYTES": str(3 * size)}
    done = space.aggregate("--rejects", space.rejects, "--no-cache", env=cut)
    assert_as_expected(space, done, outcome)
