"""Quotes and commas at every place."""

from hostile.fields import BORDERS
from hostile.parts import ROW, TIME, at_every_place, log, row

QUOTED_ROW = b'"a ""b"", c","READ","' + TIME + b'"'
PARTS = (
    *(b"", b"a", b'"', b'""', b'"a"', b'a"', b'"a', b'"a""', b'"a"b', b' "a"', b'"a" ', b'"a,b"'),
    *(b'"""', b'""""', b'"""""', b'"a""b"', b'""a""', b'a""b', b'"a"""', b'"\t"', b'"a"\x00'),
)


def logs() -> dict[str, bytes]:
    """A quote opens, closes, is doubled, or is an ordinary character: by its place alone."""
    fields = (b"a", b"READ", TIME, b"x", b"y", b"z")
    return {
        "quotes at every place": log(at_every_place(ROW, b'"')),
        "quotes at every place of a quoted row": log(at_every_place(QUOTED_ROW, b'"')),
        "two quotes at every place": log(at_every_place(ROW, b'""')),
        "quoted fields": log(
            (QUOTED_ROW, b'"a","read"," ' + TIME + b' "', b'"","",""', b'"a"," READ ",' + TIME)
        ),
        "quotes in two fields": log(
            b",".join((first, second, TIME)) for first in PARTS for second in (*PARTS, b'"READ"')
        ),
        "quotes in the last field": log(
            b"a,READ," + part for part in (*PARTS, b'"' + TIME, TIME + b'"', b'"' + TIME + b'" ')
        ),
        "quotes in surplus fields": log(ROW + b"," + part for part in PARTS),
        "quotes in ignored columns": log(
            (
                b"note,email,action,timestamp,more",
                *(part + b"," + ROW + b"," + part for part in PARTS),
            )
        ),
        "long runs of quotes": log(
            b'"' * count + end for count in range(1, 140) for end in (b"", b"," + ROW[2:])
        ),
        "quoted emails by length": log(
            row(b'"' + b"e" * (length - 1) + b',"') for length in (*BORDERS, *range(1, 140))
        ),
        "doubled quotes by place": log(
            row(b'"' + b"e" * before + b'""' + b"f" * after + b'"')
            for before in range(140)
            for after in (0, 1)
        ),
        "unclosed quotes by length": log(row(b'"' + b"e" * length) for length in range(140)),
        "closing quotes and then a byte": log(
            row(b'"' + b"e" * length + b'"' + byte)
            for length in range(66)
            for byte in (b"x", b" ", b"\r")
        ),
        "a quoted line break": log((b'"a', b'b",READ,' + TIME, ROW)),
        "a quoted CRLF": log((b'"a', b'b",READ,' + TIME, ROW), b"\r\n"),
        "a stray quote": log((ROW, b'"' + ROW, ROW, ROW + b'"', ROW)),
        "a quote in the last byte": log((ROW,)) + b'"',
        "an open quote in the last line": log((ROW,)) + b'"a,READ,' + TIME,
        "a closing quote in the last byte": log((ROW,)) + b'"a","READ","' + TIME + b'"',
        "a closing quote and CR at the end": log((ROW,)) + b'"a","READ","' + TIME + b'"\r',
        "commas at every place": log(at_every_place(ROW, b",")),
        "field counts": log(b",".join(fields[:count]) for count in range(7)),
        "commas alone": log(b"," * count for count in range(1, 140)),
        "commas that are quoted": log(row(b'"' + b"," * count + b'"') for count in range(1, 140)),
    }
