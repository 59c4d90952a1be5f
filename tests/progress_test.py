"""A progress bar on a terminal, and none in a pipe."""

import os
import pty
import subprocess

import pytest

from giant import write_giant
from support import LOG, TARGET, Workspace, call, environment, executable


def on_a_terminal(*arguments: object) -> tuple[int, str]:
    """Exit status and what standard error shows on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [executable(), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(TERM="xterm"),
    )
    os.close(theirs)
    shown = b"".join(iter(lambda: read_or_end(ours), b""))
    os.close(ours)
    stdout, _ = process.communicate()
    assert stdout == b""
    return process.returncode, shown.decode()


def read_or_end(terminal: int) -> bytes:
    """Linux ends a terminal that nobody writes to any more with an error."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


def redraws(text: str) -> bool:
    """A bar is drawn over itself, by a carriage return or by the terminal's escapes."""
    return "\r" in text.replace("\r\n", "\n") or "\x1b[" in text


@pytest.fixture
def giant(space: Workspace) -> Workspace:
    """A log that takes long enough for progress to be made."""
    write_giant(space.input / f"{LOG}.zst", gibibytes=1)
    return space


def test_a_terminal_shows_progress(giant: Workspace) -> None:
    status, shown = on_a_terminal(giant.input, giant.output, TARGET, "--days", 1)
    assert status == 0
    assert redraws(shown)


@pytest.mark.parametrize("options", [["--progress", "never"], ["--quiet"]], ids=" ".join)
def test_a_terminal_shows_no_progress_on_request(giant: Workspace, options: list[str]) -> None:
    status, shown = on_a_terminal(giant.input, giant.output, TARGET, "--days", 1, *options)
    assert status == 0
    assert not redraws(shown)


def test_a_pipe_gets_no_progress(giant: Workspace) -> None:
    done = call(giant.input, giant.output, TARGET, "--days", 1)
    assert done.status == 0
    assert not redraws(done.stderr)


def test_a_pipe_gets_progress_on_request(giant: Workspace) -> None:
    without = call(giant.input, giant.output, TARGET, "--days", 1, "--no-cache")
    with_it = call(
        giant.input, giant.output, TARGET, "--days", 1, "--no-cache", "--progress=always"
    )
    assert with_it.status == 0
    assert len(with_it.stderr) > len(without.stderr)
