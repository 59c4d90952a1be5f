"""What a peer's script is asked to do, in the same words for every peer.

    python polars_peer.py ROWS REPORT LOG... [tallies TALLY...]

Without tallies: count the logs and write the report. With them, one a log: count each day whose
tally is missing into it, then merge all of them into the report. There is no argument parser, as
importing one takes a good part of the time of the smallest measured cell.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

ACTIONS = ("CREATE", "READ", "UPDATE", "DELETE")
COUNTS = tuple(f"{action.lower()}_count" for action in ACTIONS)

# What a timestamp looks like; that its day exists is checked apart.
TIMESTAMP = (
    r"^[ \t]*[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"([.][0-9]+)?(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)?[ \t]*$"
)


@dataclass(frozen=True)
class Job:
    # "plain": email, action, timestamp. "shuffled": a header, another order, two columns more.
    # "rejects": as plain, without quotes, but some rows must be found to be bad and left out.
    rows: str
    report: Path
    logs: list[Path]
    tallies: list[Path]

    @property
    def columns(self) -> list[str]:
        """The columns of the logs in their order."""
        if self.rows == "shuffled":
            return ["timestamp", "region", "action", "email", "session"]
        return ["email", "action", "timestamp"]

    @property
    def has_header(self) -> bool:
        return self.rows == "shuffled"

    @property
    def has_rejects(self) -> bool:
        return self.rows == "rejects"

    def days_to_tally(self) -> list[tuple[Path, Path]]:
        """Log and tally of each day that has no tally yet."""
        days = zip(self.logs, self.tallies, strict=bool(self.tallies))
        return [(log, tally) for log, tally in days if not tally.exists()]


def job_from_command_line() -> Job:
    """Ends the process where nothing but the start of the engine is measured: `peer.py start`."""
    rows, *rest = sys.argv[1:]
    if rows == "start":
        sys.exit()
    report, *paths = (Path(argument) for argument in rest)
    end = paths.index(Path("tallies")) if Path("tallies") in paths else len(paths)
    return Job(rows, report, paths[:end], paths[end + 1 :])
