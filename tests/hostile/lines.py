"""Line ends, blank lines, and lines at the limit."""

from hostile.parts import ROW, TIME, at_every_place, log, row

LINE_LIMIT = 1_048_576
KEPT = 65_536


def ends() -> dict[str, bytes]:
    """LF, CRLF, further CRs, no line end, and line ends around the cuts between pieces."""
    quoted_time = b'a,READ,"' + TIME + b'"'
    return {
        "CRLF": log((ROW, ROW, b"", ROW), b"\r\n"),
        "mixed line ends": log((ROW,)) + log((ROW,), b"\r\n") + log((ROW,), b"\r\r\n") + ROW,
        "CR alone for line ends": log((ROW, ROW, ROW), b"\r"),
        "CR at every place": log(at_every_place(ROW, b"\r")),
        "extra CR after a quoted time": log((quoted_time,) * 2, b"\r\r\n"),
        "extra CR after an ignored column": log(
            (b"email,action,timestamp,x", ROW + b",x\r", ROW + b',"x"\r'), b"\r\n"
        ),
        "extra CR after a header": log((b"email,action,timestamp", ROW), b"\r\r\n"),
        "CR at the end of the file": log((ROW,)) + ROW + b"\r",
        "two CRs at the end of the file": log((ROW,)) + ROW + b"\r\r",
        "LF and CR at the end of the file": log((ROW,)) + b"\r",
        "lines of CRs": b"".join(b"\r" * count + b"\n" for count in range(80)),
        "no final line end": log((ROW,)) + ROW,
        "one row without line end": ROW,
        "empty": b"",
        "one LF": b"\n",
        "one CR": b"\r",
        "one CRLF": b"\r\n",
        "LF and CR": b"\n\r",
        "one letter": b"a",
        "LFs alone": b"\n" * 10_000 + ROW,
        "what other programs take for line ends": log(
            ROW + mark + ROW for mark in (b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8")
        ),
        "lines of every length": log(
            row(b"e" * length, end) for length in range(1, 200) for end in (b"READ", b"x")
        ),
        **{
            f"a row {shift:+} from a multiple of {step}": around(step, shift)
            for step in (4_096, 65_536)
            for shift in range(-2, 3)
        },
    }


def around(step: int, shift: int) -> bytes:
    """Rows, CRLFs, quotes and wide characters that each lie across a multiple of step."""
    straddling = (
        ROW,
        ROW + b"\r",
        b'"a""b",READ,' + TIME,
        "é@x".encode() + b",READ," + TIME,
        b"",
        b"bad",
    )
    data = b""
    for line in straddling:
        filler = step - len(data) % step + shift - 1
        data += log((b"x" * (filler if filler > 0 else step + filler), line, ROW))
    return data


def blank() -> dict[str, bytes]:
    """Lines of nothing but spaces and tabs are no rows, however long."""
    lengths = (
        1,
        31,
        32,
        33,
        63,
        64,
        65,
        4_095,
        4_096,
        4_097,
        LINE_LIMIT,
        LINE_LIMIT + 1,
        3_000_000,
    )
    near_blank = (
        b"\x0b",
        b"\x0c",
        b"\xc2\xa0",
        b"\x00",
        b" \r ",
        b"\xe2\x80\x83",
        b" ,",
        b"\r ",
        b" \r\r",
    )
    return {
        "one blank": b" ",
        "blank lines": log(
            line for length in lengths for line in (b" " * length, b"\t" * length, ROW)
        ),
        "blank lines with CRLF": log(
            (b"", b" ", b" \t " * 40, ROW, b" " * 2_000_000, ROW), b"\r\n"
        ),
        "a blank line at the end": log((ROW,)) + b" \t" * 1_000_000,
        "a long blank line with a letter at its end": log((b" " * 100_000 + b"x", ROW)),
        "a too long line of blanks with a letter": log((b" " * 2_000_000 + b"x", ROW)),
        "lines that are nearly blank": log(near_blank),
        "nothing but blank lines": log((b"", b" ", b"\t", b"")),
    }


def long() -> dict[str, bytes]:
    """Lines of 1,048,576 bytes are rows like any other; longer ones keep their first 65,536."""
    lengths = (LINE_LIMIT - 1, LINE_LIMIT, LINE_LIMIT + 1)
    header = b"note,email,action,timestamp\n"
    at_limit = b"n" * (LINE_LIMIT - len(ROW) - 1) + b"," + ROW
    wide = "é".encode()
    return {
        "long lines": log(line for length in lengths for line in (b"x" * length, ROW)),
        "long lines with CRLF": log((line for n in lengths for line in (b"x" * n, ROW)), b"\r\n"),
        "long lines with an extra CR": log(
            (line for n in lengths for line in (b"x" * n, ROW)), b"\r\r\n"
        ),
        "a long row that counts": header + log((at_limit, b"n" + at_limit, at_limit[1:], ROW)),
        "a long row without line end": header + at_limit,
        "a long row and CR at the end of the file": header + at_limit + b"\r",
        "a too long row at the end of the file": header + b"n" + at_limit,
        "a long row of quotes": header
        + log((b'"' + b'""' * 520_000 + b'",' + ROW, b'"' * LINE_LIMIT)),
        "a long row of commas": log((b"," * LINE_LIMIT, b"," * (LINE_LIMIT + 1), ROW)),
        "a long line with a bad byte at its end": log((b"x" * (LINE_LIMIT - 1) + b"\xff", ROW)),
        "characters cut where a long line is": log(
            b"p" * (KEPT - before) + mark + b"x" * LINE_LIMIT
            for mark in (wide, b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xff", b"\xed\xa0\x80")
            for before in (0, 1, 2, 3)
        ),
        "a long line that begins with a quote": log((b'"' + b"x" * LINE_LIMIT, ROW)),
        "a long line of many megabytes": log((ROW, b"y," * 4_000_000, ROW)),
        "a long line of many megabytes at the end": log((ROW,)) + b"y" * 9_000_000,
        "a long first line that would be a header": b"n" * LINE_LIMIT
        + b",email,action,timestamp\n"
        + log((ROW,)),
        "a long header": b"n" * (LINE_LIMIT - 23)
        + b",email,action,timestamp\n"
        + log((b"n," + ROW, ROW)),
    }
