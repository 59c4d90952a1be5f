"""Compressed logs: several members or frames, and damage of every kind."""

import gzip
import io
import random
import struct

import pytest
import zstandard

from hostile.parts import ROW, log, row
from support import ALL_EXAMPLES, GOOD_LOG, LOG, TARGET, Workspace, assert_as_expected, in_form

TEXT = log(row(b"u%d@x" % number) for number in range(5_000))
GZ = gzip.compress(TEXT)
ZST = zstandard.ZstdCompressor(write_checksum=True).compress(TEXT)
SKIPPABLE = struct.pack("<II", 0x184D2A50, 5) + b"hello"
FLIPS = 400 if ALL_EXAMPLES else 80


def gzip_with_a_name() -> bytes:
    """As the gzip program writes it."""
    file = io.BytesIO()
    with gzip.GzipFile(filename=LOG, mode="wb", fileobj=file, mtime=1) as zipped:
        zipped.write(TEXT)
    return file.getvalue()


def streamed_zstd() -> bytes:
    """Without the size of the content in the frame's header, and in several blocks."""
    stream = zstandard.ZstdCompressor(level=19).compressobj()
    parts = [stream.compress(TEXT[:50_000]), stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)]
    return b"".join((*parts, stream.compress(TEXT[50_000:]), stream.flush()))


@pytest.mark.parametrize("form", [".gz", ".zst"])
def test_several_members_or_frames_are_one_file(space: Workspace, form: str) -> None:
    parts = [ROW[:10], ROW[10:] + b"\n", b"", row(b"b@x")]
    space.write_bytes(LOG + form, b"".join(in_form(form, part) for part in parts))
    assert_as_expected(space, space.aggregate(), space.expected())


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (".gz", gzip_with_a_name()),
        (".gz", gzip.compress(b"") + GZ),
        (
            ".gz",
            b"".join(gzip.compress(bytes([byte])) for byte in TEXT[:20_000])
            + gzip.compress(TEXT[20_000:]),
        ),
        (".zst", SKIPPABLE + ZST + SKIPPABLE),
        (".zst", streamed_zstd()),
        (".zst", zstandard.compress(b"") + ZST),
    ],
    ids=[
        "gz with a name",
        "empty gz first",
        "20,000 members",
        "skippable",
        "streamed",
        "empty zst first",
    ],
)
def test_what_other_programs_write_is_read(space: Workspace, form: str, data: bytes) -> None:
    space.write(LOG, *TEXT.splitlines())
    plain = space.expected()
    (space.input / LOG).unlink()
    space.write_bytes(LOG + form, data)
    done = space.aggregate()
    assert done.status == 0, done.stderr
    assert space.report.read_bytes() == plain.report


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (".gz", b""),
        (".gz", GZ[:1]),
        (".gz", GZ[:10]),
        (".gz", GZ[: len(GZ) // 2]),
        (".gz", GZ[:-1]),
        (".gz", GZ + GZ[:-1]),
        (".gz", GZ + GZ[:5]),
        (".gz", GZ + b"garbage"),
        (".gz", GZ[:-8] + bytes([GZ[-8] ^ 1]) + GZ[-7:]),
        (".gz", GZ[:-4] + bytes([GZ[-4] ^ 1]) + GZ[-3:]),
        (".gz", b"a@x,READ,2024-09-16 12:00:00\n"),
        (".gz", ZST),
        (".zst", b""),
        (".zst", ZST[:3]),
        (".zst", ZST[: len(ZST) // 2]),
        (".zst", ZST[:-1]),
        (".zst", ZST + ZST[:-1]),
        (".zst", ZST + ZST[:3]),
        (".zst", ZST + b"garbage"),
        (".zst", ZST + SKIPPABLE[:-1]),
        (".zst", ZST[:-4] + bytes([ZST[-4] ^ 1]) + ZST[-3:]),
        (".zst", b"a@x,READ,2024-09-16 12:00:00\n"),
        (".zst", GZ),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_a_damaged_file_is_an_error_that_names_it(space: Workspace, form: str, data: bytes) -> None:
    space.write(f"{TARGET}-good.csv", *GOOD_LOG)
    space.write_bytes(LOG + form, data)
    done = space.aggregate()
    assert done.status == 1
    assert LOG + form in done.stderr
    assert LOG + form in done.summary["error"]
    assert not space.report.exists()
    assert not space.tally().exists()


@pytest.mark.parametrize(("form", "sound"), [(".gz", GZ), (".zst", ZST)], ids=["gz", "zst"])
def test_flipped_bits_never_give_another_number(space: Workspace, form: str, sound: bytes) -> None:
    space.write_bytes(LOG + form, sound)
    space.aggregate("--no-cache")
    report = space.report.read_bytes()
    chance = random.Random(0)
    for _ in range(FLIPS):
        data = bytearray(sound)
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        space.write_bytes(LOG + form, data)
        space.report.unlink(missing_ok=True)
        done = space.aggregate("--no-cache")
        assert done.status in (0, 1), (place, done.stderr)
        assert space.report.exists() == (done.status == 0)
        if done.status == 0:
            assert space.report.read_bytes() == report, place
