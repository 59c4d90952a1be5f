"""The generated logs: what each set is like, and where it lies."""

import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

LAST_DAY = date(2024, 9, 16)


@dataclass(frozen=True)
class DataSet:
    name: str
    title: str
    users: int
    events: int  # a day
    days: int = 7
    seed: int = 1
    options: tuple[str, ...] = ()  # more words for `crudtally generate`
    suffix: str = ".csv"
    rows: str = "plain"  # what a peer's script must know of them, see peers/job.py

    def dates(self, days: int | None = None) -> list[date]:
        """The last `days` days, oldest first."""
        window = self.days if days is None else days
        return [LAST_DAY - timedelta(back) for back in reversed(range(window))]

    def folder(self, data: Path) -> Path:
        return data / self.name

    def logs(self, data: Path, days: int | None = None) -> list[Path]:
        return [self.folder(data) / f"{day}{self.suffix}" for day in self.dates(days)]

    def smaller(self, times: int) -> "DataSet":
        return replace(
            self, users=max(self.users // times, 100), events=max(self.events // times, 1000)
        )

    def generate(self, data: Path, crudtally: Path) -> None:
        """Writes the logs, unless they are there and were made with the same options."""
        folder = self.folder(data)
        words = self.generate_words()
        stamp = ".generated"  # hidden, so no log
        if (folder / stamp).exists() and (folder / stamp).read_text() == " ".join(words):
            return
        shutil.rmtree(folder, ignore_errors=True)
        unfinished = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)  # of a call that was interrupted
        subprocess.run([crudtally, "generate", unfinished, *words, "--quiet"], check=True)
        (unfinished / stamp).write_text(" ".join(words))
        unfinished.rename(folder)

    def generate_words(self) -> list[str]:
        what = {
            "--start": self.dates()[0],
            "--days": self.days,
            "--users": self.users,
            "--events": self.events,
            "--seed": self.seed,
        }
        return [str(word) for pair in what.items() for word in pair] + list(self.options)


EVENTS = 5_000_000

FEW_USERS = DataSet("few_users", "1,000 users", users=1000, events=EVENTS, seed=1)
# So many users that 1.8 million of them have an event in the week.
ZIPF = DataSet("zipf", "1.8 M users (Zipf)", users=2_045_000, events=EVENTS, seed=2)
UNIFORM = DataSet(
    "uniform",
    "5 M users (uniform)",
    users=5_000_000,
    events=EVENTS,
    seed=3,
    options=("--distribution", "uniform"),
)
MAIN = [FEW_USERS, ZIPF, UNIFORM]


def dialect(
    name: str, title: str, *options: str, suffix: str = ".csv", rows: str = "plain"
) -> DataSet:
    return DataSet(
        name,
        title,
        users=1000,
        events=2_000_000,
        seed=4,
        options=options,
        suffix=suffix,
        rows=rows,
    )


DIALECTS = [
    dialect("quoted", "all emails quoted, some with commas and quotes", "--quotes", "1"),
    dialect("crlf", "CRLF line ends", "--crlf"),
    dialect("long_emails", "emails of 64 bytes", "--email-bytes", "64"),
    dialect("rejects", "5 % rejects", "--rejects", "0.05", rows="rejects"),
    dialect(
        "shuffled",
        "other column order, two columns more",
        "--shuffled-columns",
        "--quotes",
        "0.1",
        rows="shuffled",
    ),
    dialect("gz", ".csv.gz", "--compress", "gz", suffix=".csv.gz"),
    dialect("zst", ".csv.zst", "--compress", "zst", suffix=".csv.zst"),
]
COMPRESSED = {"gz", "zst"}

# A window of 30 days, and one day before it.
MONTH = DataSet("month", "1,000 users", users=1000, events=2_000_000, days=31, seed=5)
MONTH_OF_MANY = DataSet(
    "month_of_many", "Zipf users", users=2_045_000, events=1_000_000, days=31, seed=6
)
SINGLE_DAYS = [
    DataSet(f"day_{millions}m", f"{millions} M events", 1000, millions * 1_000_000, days=1, seed=7)
    for millions in (2, 6, 20)
]
