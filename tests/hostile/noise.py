"""Bytes that matter in any order, and good rows with bytes changed: nobody thinks of every case."""

import random
from collections.abc import Iterable

from hostile.fields import BORDERS
from hostile.parts import ROW, TIME, log, row

TOKENS = (
    *(b'"', b",", b"\n", b"\r", b"\r\n", b" ", b"\t", b"\x00", b"\xff", b"\xc3\xa9", b'""', b'",'),
    *(b"a", b"READ", TIME, ROW, ROW + b"\n", b"\n" + ROW + b"\n", b"\xef\xbb\xbf", b',"', b"\x7f"),
)
MARKS = b'",\r\n\t \x00\x1f\x7f\x80\xbf\xc2\xe2\xf0\xff0129:-+.TZtzaAeE'
FIRST_LINES = (
    *(b"", b"\xef\xbb\xbf", b"email,action,timestamp\n", b"\n \r\nTIMESTAMP,x,Email,action\r\n"),
    *(b"\xef\xbb\xbfaction,email,timestamp\n", b"email,action,timestamp,\n"),
)


def logs() -> dict[str, bytes]:
    """A few of the endless many."""
    return {
        f"{make.__name__} {seed}": make(seed) for make in (noise, mutations) for seed in range(4)
    }


def noise(seed: int) -> bytes:
    """Tokens in any order, after any first line."""
    chance = random.Random(seed)
    first = chance.choice(FIRST_LINES)
    return first + b"".join(chance.choices(TOKENS, k=chance.randrange(3_000)))


def mutations(seed: int) -> bytes:
    """Good rows of many shapes, in most of which a byte or two were changed, put in or left out."""
    chance = random.Random(seed)
    first = chance.choice(FIRST_LINES)
    shapes = [*good_rows(chance)]
    lines = (mutated(chance, chance.choice(shapes)) for _ in range(5_000))
    return first + log(lines, chance.choice([b"\n", b"\r\n"]))


def good_rows(chance: random.Random) -> Iterable[bytes]:
    for length in BORDERS:
        email = b"e" * length
        yield row(email)
        yield row(b'"' + email + b'"', b"create")
        yield row("é".encode() * length, b" Update ")
        yield row(email, b'"DELETE"', b'"' + TIME + b'"')
        yield row(email, b"READ", b"2024-02-29T23:59:59.123456+03:00")
        yield row(b'"' + email + b'""x,"', b"READ", TIME + b"Z") + b",x" * chance.randrange(2)
        yield TIME + b',"a,b",' + email + b",READ"


def mutated(chance: random.Random, line: bytes) -> bytes:
    for _ in range(chance.choice((0, 1, 1, 1, 2, 5))):
        place = chance.randrange(len(line) + 1)
        mark = bytes([chance.choice(MARKS) if chance.random() < 0.8 else chance.randrange(256)])
        line = (
            line[:place]
            + chance.choice((mark, b"", mark * 2))
            + line[place + chance.randrange(2) :]
        )
    return line
