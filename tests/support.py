"""What the whole-program tests share: calling the executable, and folders for it to work on."""

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zstandard

from hostile.parts import ROW, log
from oracle.window import Options, Outcome, aggregate, report_csv

TARGET = "2024-09-16"
LOG = f"{TARGET}.csv"
HEADER = report_csv({})
A_LONG_TIME_AGO = 1_600_000_000
HANG_GUARD_SECONDS = 300
"""No test expects this time; it only ends a program that would never end."""

ALL_EXAMPLES = os.environ.get("CRUDTALLY_TEST_PROFILE", "quick") == "all"


def executable() -> str:
    """The program under test: $CRUDTALLY, or the one on PATH. There is no testing without it."""
    path = os.environ.get("CRUDTALLY") or shutil.which("crudtally")
    if path is None or not os.access(path, os.X_OK):
        pytest.exit(
            f"no crudtally to test at {path or 'PATH'}: build it and name it in $CRUDTALLY",
            returncode=1,
        )
    return path


def simd_levels() -> list[str]:
    """The levels of SIMD to test: $CRUDTALLY_TEST_SIMD alone, or all that this machine has."""
    if level := os.environ.get("CRUDTALLY_TEST_SIMD"):
        return [level]
    words = set(Path("/proc/cpuinfo").read_text().split())
    levels = ["portable"]
    if {"avx2", "bmi1", "bmi2"} <= words:
        levels.append("avx2")
        if {"avx512f", "avx512bw", "avx512vl"} <= words:
            levels.append("avx512")
    return levels


@dataclass(frozen=True)
class Call:
    """A call and what it gave."""

    arguments: tuple[str, ...]
    status: int
    stdout: str
    stderr: str

    @property
    def summary(self) -> dict[str, Any]:
        """The last line of standard output."""
        return json.loads(self.stdout.splitlines()[-1])


def environment(**settings: str) -> dict[str, str]:
    """The caller's environment with none of the program's own settings but those given."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CRUDTALLY_")}
    return own | settings


def without_roots_powers(command: list[str]) -> list[str]:
    """The command, held by file permissions as any user is, for tests that run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]


def shown(messages: bytes) -> str:
    """Messages as a terminal shows them: names of files may be no UTF-8."""
    return messages.decode(errors="replace")


def call(
    *arguments: object,
    env: dict[str, str] | None = None,
    held_by_permissions: bool = False,
    before: Callable[[], None] | None = None,
    cwd: Path | None = None,
) -> Call:
    """Run the program to its end, without a terminal."""
    words = tuple(map(str, arguments))
    command = [executable(), *words]
    done = subprocess.run(
        without_roots_powers(command) if held_by_permissions else command,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=HANG_GUARD_SECONDS,
        preexec_fn=before,
        cwd=cwd,
        check=False,
    )
    return Call(words, done.returncode, done.stdout.decode(), shown(done.stderr))


def start(*arguments: object, **settings: str) -> subprocess.Popen[bytes]:
    """Start the program and let it run; `finish` waits for it."""
    return subprocess.Popen(
        [executable(), *map(str, arguments)],
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[bytes]) -> Call:
    """The end of a program that was started."""
    stdout, stderr = process.communicate(timeout=HANG_GUARD_SECONDS)
    return Call(tuple(process.args[1:]), process.returncode, stdout.decode(), shown(stderr))


@dataclass
class Workspace:
    """An input and an output folder, and calls on them."""

    root: Path
    input: Path = field(init=False)
    output: Path = field(init=False)
    rejects: Path = field(init=False)

    def __post_init__(self) -> None:
        self.input, self.output = self.root / "input", self.root / "output"
        self.rejects = self.root / "rejects"
        self.input.mkdir(parents=True)

    @property
    def cache(self) -> Path:
        return self.output / ".tallies"

    @property
    def report(self) -> Path:
        return self.output / f"{TARGET}.csv"

    def tally(self, day: str = TARGET, options: str = "") -> Path:
        return self.cache / options / f"{day}.parquet"

    def write(self, name: str, *lines: bytes) -> Path:
        """A log of these lines, compressed as its name says, and last changed long ago.

        A log that changed in the last two seconds is not trusted by its times alone.
        """
        return self.write_bytes(name, in_form(name, log(lines)))

    def write_bytes(self, name: str, data: bytes) -> Path:
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        age(path)
        return path

    def aggregate(self, *options: object, target: str = TARGET, **how: Any) -> Call:
        """A call with --json; the window is one day unless the options say more."""
        days = () if "--days" in options else ("--days", 1)
        return call(self.input, self.output, target, "--json", *days, *options, **how)

    def expected(self, **options: Any) -> Outcome:
        """What the oracle says of a call on the files that lie in the input folder."""
        return aggregate(
            files_of(self.input),
            Options(**{"target": date.fromisoformat(TARGET), "days": 1} | options),
        )


def in_form(name: str, data: bytes) -> bytes:
    """The bytes as a file of this name holds them."""
    if name.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    return zstandard.compress(data) if name.endswith(".zst") else data


def age(path: Path) -> None:
    """Make the file look as if it had last changed long ago."""
    os.utime(path, (A_LONG_TIME_AGO, A_LONG_TIME_AGO))


def files_of(folder: Path) -> dict[str, bytes]:
    """All files under a folder, by their relative names."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def names_in(folder: Path) -> set[str]:
    """The names of all files under a folder, hidden ones too."""
    return set(files_of(folder)) if folder.exists() else set()


def sources(done: Call) -> list[str]:
    """Where each day of the window came from."""
    return [day["source"] for day in done.summary["days"]]


def assert_as_expected(
    space: Workspace, done: Call, expected: Outcome, target: str = TARGET
) -> None:
    """The call gave what the oracle says: status, report, rejects, and every number."""
    assert done.status == expected.exit_status, done.stderr
    summary = done.summary
    assert summary["exit_status"] == expected.exit_status
    report = space.output / f"{target}.csv"
    if expected.report is None:
        assert summary["report"] is None
        assert not report.exists()
    else:
        assert report.read_bytes() == expected.report
        assert Path(summary["report"]).samefile(report)
    if expected.exit_status not in (0, 3):
        assert summary["error"]
        return
    assert_same_numbers(summary, expected)
    if "--rejects" in done.arguments:
        for day, data in expected.rejects_files.items():
            assert (space.rejects / f"{day}.csv").read_bytes() == data


def assert_same_numbers(summary: dict[str, Any], expected: Outcome) -> None:
    """The numbers of the window and of each of its days."""
    assert summary["rejects"] == expected.rejects_by_reason
    for number in ("rows", "events", "misfiled"):
        assert summary[number] == sum(getattr(day, number) for day in expected.days)
    if expected.report is not None:
        assert summary["users"] == expected.users
    assert [
        (day["date"], day["rows"], day["events"], day["rejects"], day["misfiled"])
        for day in summary["days"]
    ] == [(str(day.day), day.rows, day.events, day.rejects, day.misfiled) for day in expected.days]


GOOD_LOG = (ROW, b"b@example.org,CREATE,2024-09-16 08:00:00")
GOOD_REPORT = HEADER + b"a@example.org,0,1,0,0\nb@example.org,1,0,0,0\n"
