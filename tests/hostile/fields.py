"""Emails, actions and timestamps at their borders."""

from hostile.parts import TIME, log, row

BORDERS = (1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 41, 46, 47, 63, 64, 65, 127, 128, 129)
LONG_BORDERS = (255, 256, 257, 511, 512, 513, 1_022, 1_023, 1_024, 1_025, 1_026, 2_048)

GOOD_TIMES = (
    """
2024-09-16 00:00:00|2024-09-16 23:59:59|2024-09-16T12:00:00| \t2024-09-16 12:00:00\t
2024-09-16 12:00:00.1|2024-09-16 12:00:00.123456789|2024-09-16T12:00:00.5Z
2024-09-16 12:00:00.0+03|2024-09-16 12:00:00.0-0300|2024-09-16 12:00:00.0+03:00
2024-09-16 12:00:00Z|2024-09-16 12:00:00+00|2024-09-16 12:00:00-2359
2024-09-16 12:00:00+23:59|2024-09-16T12:00:00-00:00|2024-09-16 12:00:00.0000000000000000000000001
2024-02-29 12:00:00|2000-02-29 12:00:00|0004-02-29 12:00:00|2400-02-29 00:00:00
0001-01-01 00:00:00|9999-12-31 23:59:59|1582-10-10 00:00:00|2024-12-31 00:00:00
2024-01-31 00:00:00|2024-04-30 00:00:00|2023-02-28 00:00:00|2024-09-16 12:00:00 \t
""".strip("\n")
    .replace("\n", "|")
    .split("|")
)

BAD_TIMES = (
    """
| |\t|2024-09-16|2024-09-16 |12:00:00|2024-09-16 12:00|2024-09-16 12:00:0|now|0|null
2024-09-16  12:00:00|2024-09-16\t12:00:00|2024-09-16t12:00:00|2024-09-1612:00:00|2024-09-16T
2024-09-16T 12:00:00|2024-09-16 T12:00:00|2024-09-16_12:00:00|2024-09-16-12:00:00
2024-09-16 24:00:00|2024-09-16 23:60:00|2024-09-16 23:59:60|2024-09-16 12:00:61
2024-09-16 99:00:00|2024-09-16 12:99:00|2024-09-16 12:00:99|2024-09-16 25:00:00
2023-02-29 12:00:00|1900-02-29 12:00:00|2100-02-29 12:00:00|2024-02-30 12:00:00
2024-09-31 12:00:00|2024-04-31 12:00:00|2024-06-31 12:00:00|2024-11-31 12:00:00|2024-01-32 12:00:00
2024-00-16 12:00:00|2024-13-16 12:00:00|2024-09-00 12:00:00|2024-09-32 12:00:00|2024-20-01 12:00:00
0000-01-01 00:00:00|0000-02-29 00:00:00|10000-01-01 00:00:00|-001-01-01 00:00:00
24-09-16 12:00:00|2024/09/16 12:00:00|2024-9-16 12:00:00|2024-09-16 1:00:00|2024-09-6 12:00:00
16-09-2024 12:00:00|20240916 12:00:00|2024-09-16 120000|2024-09-16 12.00.00|2024-09-16 12:00.00
2024-09-16 12:00:00.|2024-09-16 12:00:00,5|2024-09-16 12:00:00.Z|2024-09-16 12:00:00z
2024-09-16 12:00:00.5z|2024-09-16 12:00:00 Z|2024-09-16 12:00:00.5 Z|2024-09-16Z|2024-09-16 Z
2024-09-16 12:00:00+3|2024-09-16 12:00:00+030|2024-09-16 12:00:00+03:0|2024-09-16 12:00:00+3:00
2024-09-16 12:00:00+03:|2024-09-16 12:00:00+24|2024-09-16 12:00:00+24:00|2024-09-16 12:00:00-2400
2024-09-16 12:00:00+2360|2024-09-16 12:00:00-03:60|2024-09-16 12:00:00+0300Z
2024-09-16 12:00:00ZZ|2024-09-16 12:00:00+|2024-09-16 12:00:00-|2024-09-16 12:00:00+ab
2024-09-16 12:00:00 +03|2024-09-16 12:00:00+03:00.5|2024-09-16 12:00:00.1.2|2024-09-16 12:00:00Z.5
2024-09-16 12:00:00.5+03:000|2024-09-16 12:00:00+03000|2024-09-16 12:00:00x|x2024-09-16 12:00:00
2024-09-16 12:00:00\x00|\x0b2024-09-16 12:00:00|2024-09-16 12:00:00\x0c|2024-09-16 12:00:00.5 5
2024-09-16 12:00:00\u00a0|\u20072024-09-16 12:00:00|2024-09-16 12:00:00.\u0661|2024-09-16\u00a012:00
+024-09-16 12:00:00|2024-09-16 +2:00:00|2024-09-16 12:-1:00|2024-09-16 12:00: 1|2024-09-1\u0666 1
""".strip("\n")
    .replace("\n", "|")
    .split("|")
)

GOOD_ACTIONS = """
CREATE|READ|UPDATE|DELETE|create|Read|uPDATE|delete| READ|READ |\tREAD\t|  update \t|dELETe|cREATE
""".strip("\n").split("|")

BAD_ACTIONS = (
    """
| |\t|REA|READS|READREAD|CREAT|CREATED|XREAD|UPDAT|UPDATES|DELET|DELETED|RE AD|R|C|\r|READ\r
READ\x00|\x00READ|READ\x0b|R\x00AD|READ\u00a0|\u011eREAD|\u0280EAD|UPDAT\u0404|PATCH|REaD\x08
2EAD|R%AD|\x12EAD|RE\x01D|CREAUE|\x03REATE|DELEUE|UPEATE|[REA|RE\u0000D|CRE\u0000TE|DELET\x05
\u017fREAD|READ\u2003|\uff32\uff25\uff21\uff24|CREATE\u0130|READ READ|READ.|"READ
""".strip("\n")
    .replace("\n", "|")
    .split("|")
)


def emails() -> dict[str, bytes]:
    """Lengths around every width an engine may keep keys in, and what an email may not hold."""
    lengths = (*BORDERS, *LONG_BORDERS)
    nearly_equal = [
        b"p" * before + last + b"s" * (length - before - 1)
        for length in lengths
        for before in sorted({0, 7, 8, 15, 16, 31, 32, 63, length // 2, length - 1})
        if before < length
        for last in (b"a", b"b", b" ")
    ]
    by_order = (
        b"a",
        b"a ",
        b"a!",
        b"aa",
        b"A",
        b"\xc3\xa9",
        b"\xef\xbf\xbd",
        b"\xf0\x9f\x98\x80",
        b" a",
    )
    blank = (b"", b" ", b"\t", b" \t" * 40, b'""', b'" "', b'"\t"', b"\xc2\xa0", b" " * 1_030)
    with_blanks = (b" A@x", b"A@x ", b"a@x", b'" A@X "', b"a\tb", b"\ta", b"a\t", b'"a\t"', b"a b")
    wide = (b"\xc3\xa9" * 512, b"\xf0\x9f\x98\x80" * 256)
    around_limit = range(1_020, 1_028)
    return {
        "email lengths": log(row(b"e" * length) for length in (*lengths, *range(1, 140)) * 2),
        "emails that are nearly equal": log(row(email) for email in nearly_equal * 2),
        "emails by their order": log(row(email) for email in by_order),
        "emails that differ in case": log(
            row(email) for email in (b"A@x", b"a@X", b"a@x", b"\xc3\x89@x")
        ),
        "blank emails": log(row(email) for email in blank),
        "emails with blanks": log(row(email) for email in with_blanks),
        "emails around the limit with blanks": log(
            row(b" " * blanks + b"E" * length + b" " * blanks)
            for length in around_limit
            for blanks in range(4)
        ),
        "quoted emails around the limit": log(
            row(b'"' + b'""' * quotes + b"e" * (length - quotes) + b'"')
            for length in around_limit
            for quotes in range(4)
        ),
        "emails of wide characters": log(
            row(e + end) for e in wide for end in (b"", b"a", b"\x01")
        ),
        "control before length": log((row(b"\x01" + b"e" * 1_024), row(b"e" * 1_024 + b"\x7f"))),
        "a user of 70,000 events": log((row(b"often"),)) * 70_000
        + log((row(b"often", b"UPDATE"),)) * 300,
        "many users": log(
            row(b"user%d@example.org" % (number % 9_973)) for number in range(20_000)
        ),
    }


def actions_and_times() -> dict[str, bytes]:
    """Values that count and values that nearly do."""
    actions = [text.encode() for text in (*GOOD_ACTIONS, *BAD_ACTIONS)]
    times = [text.encode() for text in (*GOOD_TIMES, *BAD_TIMES)]
    every_day = [
        b"%04d-%02d-%02d 12:00:00" % (year, month, day)
        for year in (1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999)
        for month in range(14)
        for day in (0, 1, 15, 16, 28, 29, 30, 31, 32)
    ]
    every_second = [
        b"2024-09-16 %02d:%02d:%02d" % (h, m, s)
        for h in (0, 9, 23, 24)
        for m in (0, 59, 60)
        for s in range(62)
    ]
    one_byte_off = [
        TIME[:place] + bytes([byte]) + TIME[place + 1 :]
        for place in range(len(TIME))
        for byte in b"/:019 .-ATt\x00\x7f"
    ]
    return {
        "actions": log(row(action=action) for action in actions),
        "quoted actions": log(row(action=b'"' + action + b'"') for action in actions),
        "actions one bit off": log(
            row(action=name[:place] + bytes([name[place] ^ 1 << bit]) + name[place + 1 :])
            for name in (b"CREATE", b"READ", b"UPDATE", b"DELETE", b"create", b"update")
            for place in range(len(name))
            for bit in range(7)
        ),
        "times": log(row(time=time) for time in times),
        "quoted times": log(row(time=b'"' + time + b'"') for time in times),
        "times one byte off": log(row(time=time) for time in one_byte_off),
        "times cut short": log(row(time=(TIME + b".5+03:00")[:length]) for length in range(29)),
        "days that exist and days that do not": log(row(time=time) for time in every_day),
        "seconds that exist and seconds that do not": log(row(time=time) for time in every_second),
        "offsets": log(
            row(time=TIME + fraction + sign + b"%02d" % hour + colon + b"%02d" % minute)
            for fraction in (b"", b".25")
            for sign in (b"+", b"-")
            for hour in (0, 3, 23, 24, 99)
            for colon in (b"", b":", b" ")
            for minute in (0, 30, 59, 60, 99)
        ),
        "fractions": log(
            row(time=TIME + b"." + b"7" * digits) for digits in (*range(1, 80), 5_000)
        ),
        "misfiled": log(
            row(time=day + b" 00:00:00") for day in (b"2024-09-15", b"2024-09-16", b"2024-09-17")
        ),
        "misfiled by its offset": log(
            (row(time=b"2024-09-16 23:59:59-12:00"), row(time=b"2024-09-15T23:59:59Z"))
        ),
    }
