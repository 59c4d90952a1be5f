"""First lines that are headers, and first lines that nearly are."""

from hostile.parts import ROW, TIME, log

SHUFFLED = b"READ,x," + TIME + b",a@x.org"
FIRST_LINES = {
    "as it is": b"email,action,timestamp",
    "in capitals": b"EMAIL,Action,TimeStamp",
    "with blanks": b" email ,\taction\t, timestamp",
    "quoted": b'"email","action","timestamp"',
    "quoted with blanks": b'" email ","action"," TIMESTAMP"',
    "with a quote after a blank": b' "email",action,timestamp',
    "with a name missing": b"email,action,time",
    "with a name twice": b"email,action,timestamp,email",
    "with a name twice in two cases": b"email,action,timestamp,Email",
    "with two names alone": b"email,action",
    "badly quoted": b'email,action,timestamp,"x',
    "badly quoted after a closing quote": b'"email"x,action,timestamp',
    "with a quoted comma": b'"email,action",timestamp',
    "with a byte before a name": b"xemail,action,timestamp",
    "with NUL after a name": b"email\x00,action,timestamp",
    "with a no-break space": b"email\xc2\xa0,action,timestamp",
    "with a vertical tab": b"email\x0b,action,timestamp",
    "with doubled quotes": b'"em""ail",action,timestamp',
    "with a dotted capital I": "emaİl,action,timestamp".encode(),
    "with one bit off": b"emai\x0c,action,timestamp",
    "with semicolons": b"email;action;timestamp",
    "of one blank field more": b"email,action,timestamp,",
}


def logs() -> dict[str, bytes]:
    """Each first line before rows of three and of four fields."""
    wide_rows = (ROW + b",x", ROW + b',"a,b"', ROW + b",", ROW + b',"', ROW + b",x,y", b"")
    return {
        **{
            f"a first line {name}": log((line, ROW, *wide_rows, line, ROW))
            for name, line in FIRST_LINES.items()
        },
        "a header in another order": log((b"action,x,timestamp,email", SHUFFLED, SHUFFLED, ROW)),
        "a header with unnamed columns": log(
            (b",action,,timestamp,email,", b"," + SHUFFLED + b",", SHUFFLED)
        ),
        "a header with bad UTF-8": log((b"action,\xff\xfe,timestamp,email", SHUFFLED)),
        "a header with NUL": log((b"action,\x00,timestamp,email", SHUFFLED)),
        "a header with a quoted extra column": log((b'action,"a,""b""",timestamp,email', SHUFFLED)),
        "a header with CRLF": log((b"action,x,timestamp,email", SHUFFLED), b"\r\n"),
        "a header with CR in its last name": log((b"email,action,timestamp\r", ROW), b"\r\n"),
        "a header after blank lines": log(
            (b"", b" \t", b"", b"action,x,timestamp,email", SHUFFLED)
        ),
        "a header after a row": log((ROW, b"email,action,timestamp", ROW)),
        "a header after a reject": log((b"x", b"email,action,timestamp", ROW)),
        "a header alone": b"email,action,timestamp\n",
        "a header without line end": b"email,action,timestamp",
        "a header and CR at the end": b"email,action,timestamp\r",
        "a header twice": log((b"email,action,timestamp",) * 2 + (ROW,)),
        "a header and blank lines": log((b"email,action,timestamp", b"", b" ")),
        "a header of 1,000 columns": log(
            (b"c," * 997 + b"email,action,timestamp", b"v," * 997 + ROW, b"v," * 996 + ROW)
        ),
        "a header of 100,000 columns": log(
            (b"," * 100_000 + b"email,action,timestamp", b"," * 100_000 + ROW, ROW)
        ),
    }
