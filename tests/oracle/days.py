"""Which files of an input folder are which day's log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

FORMS = (".csv", ".csv.gz", ".csv.zst")
LEFT_ALONE = (".tmp", ".part")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY_FOLDER = re.compile(r"(?:date=|dt=)?([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass
class DayLogs:
    """The files of a folder, by day; all names are relative to INPUT_DIR."""

    logs: dict[date, list[str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    """Files that look like logs and fit no rule."""
    two_forms: list[str] = field(default_factory=list)
    """Stems of which several forms lie there; the plain one is read."""


def find_day_logs(names: Iterable[str]) -> DayLogs:
    """Sort all files under INPUT_DIR into day logs."""
    found = DayLogs()
    forms: dict[tuple[date, str], list[str]] = {}
    for name in sorted(names, key=lambda name: name.encode()):
        path = PurePosixPath(name)
        if any(part.startswith(".") for part in path.parts) or name.endswith(LEFT_ALONE):
            continue
        day = day_of_file(path)
        if day is not None:
            forms.setdefault((day, stem_of(name)), []).append(name)
        elif DATE.search(path.name) or ".csv" in path.name:
            found.ignored.append(name)
    for (day, stem), files in forms.items():
        if len(files) > 1:
            found.two_forms.append(stem)
        plain = stem + ".csv"
        found.logs.setdefault(day, []).append(plain if plain in files else files[0])
    return found


def day_of_file(path: PurePosixPath) -> date | None:
    """The day whose log the file belongs to, or None."""
    if not path.name.endswith(FORMS):
        return None
    if len(path.parts) > 1:
        folder = DAY_FOLDER.fullmatch(path.parts[0])
        return existing_date(folder.group(1)) if folder else None
    text, after = path.name[:10], stem_of(path.name)[10:]
    if not DATE.fullmatch(text) or re.match(r"[0-9]", after):
        return None
    return existing_date(text)


def stem_of(name: str) -> str:
    """The name without its form."""
    form = next(form for form in FORMS if name.endswith(form))
    return name[: -len(form)]


def existing_date(text: str) -> date | None:
    """The date, or None where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
