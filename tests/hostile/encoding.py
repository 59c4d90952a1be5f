"""UTF-8 that is and UTF-8 that is not, control characters, byte-order marks."""

from hostile.parts import ROW, TIME, at_every_place, log, row, with_column

LONE_BYTES = (0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFE, 0xFF)
OVERLONG = (
    *(b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf"),
    *(b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf8\x88\x80\x80\x80"),
)
SURROGATES = (b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80")
TOO_HIGH = (b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf7\xbf\xbf\xbf")
CUT_SHORT = (
    b"\xe2\x82",
    b"\xf0\x9f",
    b"\xf0\x9f\x98",
    b"\xc3(",
    b"\xe2(\xa1",
    b"\xe2\x82(",
    b"\xf0\x9f((",
)
BAD_UTF8 = (*(bytes([byte]) for byte in LONE_BYTES), *OVERLONG, *SURROGATES, *TOO_HIGH, *CUT_SHORT)

CODE_POINTS = (
    *(0x20, 0x7E, 0x7F, 0x80, 0x85, 0x9F, 0xA0, 0xAD, 0x7FF, 0x800, 0x2028, 0xD7FF, 0xE000),
    *(0xFDD0, 0xFEFF, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF),
)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def logs() -> dict[str, bytes]:
    """Every bad sequence in every field, and around the width of every vector."""
    pads = [b"p" * length for length in (0, 11, 14, 15, 16, 29, 30, 31, 32, 60, 61, 62, 63, 64)]
    fields = [b"a", b"READ", TIME, b"surplus"]
    controls = (*range(32), 0x7F)
    return {
        "bad UTF-8 in the email": log(
            row(pad + bad + after) for bad in BAD_UTF8 for pad in pads for after in (b"", b"t" * 40)
        ),
        "bad UTF-8 in each field": log(
            with_column(fields, column, fields[column] + bad)
            for bad in BAD_UTF8
            for column in range(4)
        ),
        "bad UTF-8 in an ignored column": log(
            (b"email,note,action,timestamp", *(b"a," + bad + b",READ," + TIME for bad in BAD_UTF8))
        ),
        "a bad byte at every place": log(at_every_place(ROW + b",surplus", b"\x80")),
        "a bad byte in a long ASCII line": log(
            row(b"a" * before + b"\xff" + b"a" * (200 - before)) for before in range(200)
        ),
        "a bad byte after long text": log(
            row("é".encode() * before + b"\xc3") for before in range(200)
        ),
        "a character cut by the end of the file": log((ROW,)) + b"\xe2\x82",
        "a character cut by the end of the line": log(
            (ROW + b"\xe2", b"\x82\xac" + ROW, ROW + b"\xf0\x9f\x98")
        ),
        "bad UTF-8 before bad quoting": log((b'"\xff,READ,' + TIME, b'a"\xff,READ', b'"a"\xff')),
        "characters at every place": log(at_every_place(ROW, b"\xf0\x9f\x98\x80")),
        "characters by code point": log(
            row(b"x" + chr(point).encode() + b"y") for point in CODE_POINTS
        ),
        "every byte in an email": log(
            row(b"a" * 20 + bytes([byte]) + b"b" * 20) for byte in range(256)
        ),
        "NUL at every place": log(at_every_place(ROW, b"\x00")),
        "controls in each field": log(
            with_column(fields[:3], column, fields[column] + bytes([byte]))
            for byte in controls
            for column in range(3)
        ),
        "a control at every place of an email": log(
            row(b"e" * before + b"\x1f" + b"e" * (140 - before)) for before in range(141)
        ),
        "C1 controls at every place of an email": log(
            row(b"e" * before + b"\xc2\x9f" + b"e" * (140 - before)) for before in range(141)
        ),
        "U+FEFF at every place": log(at_every_place(ROW, BYTE_ORDER_MARK)),
        "byte-order mark": BYTE_ORDER_MARK + log((ROW, ROW)),
        "byte-order mark before a reject": BYTE_ORDER_MARK + log((b"a,b", ROW)),
        "byte-order mark twice": BYTE_ORDER_MARK * 2 + log((ROW, ROW)),
        "byte-order mark on line 2": log((ROW, BYTE_ORDER_MARK + ROW)),
        "byte-order mark alone": BYTE_ORDER_MARK,
        "byte-order mark and a blank line": BYTE_ORDER_MARK + log((b" ", b"time,email", ROW)),
        "byte-order mark and CR": BYTE_ORDER_MARK + b"\r",
        "byte-order mark and a header": BYTE_ORDER_MARK
        + log((b"action,timestamp,email", b"READ," + TIME + b",a")),
        "byte-order mark and a quoted header": BYTE_ORDER_MARK
        + b'"email",action,timestamp\n'
        + ROW,
        "byte-order mark twice and a header": BYTE_ORDER_MARK * 2
        + log((b"email,action,timestamp", ROW)),
        "blank line before a byte-order mark": log((b"", BYTE_ORDER_MARK, ROW)),
        "half a byte-order mark": b"\xef\xbb" + ROW,
        "one byte of UTF-16": b"\xff" + ROW,
        "UTF-16 after a byte-order mark": BYTE_ORDER_MARK + b"\xff\xfe" + ROW,
    }
