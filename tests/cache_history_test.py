"""Random histories of a day: whatever happens to its logs, the cache gives what the contract says.

A small model of the contract says what each call must give: the day's counted files are what its
tally stands for.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hostile.parts import log, row
from oracle.rows import read_log
from oracle.window import Options, aggregate
from support import TARGET, Workspace, in_form

DAY = date.fromisoformat(TARGET)
STEMS = (TARGET, f"{TARGET}-b", f"{TARGET}/c")
FORMS = (".csv", ".csv.gz", ".csv.zst")
USERS = st.lists(st.sampled_from([b"a", b"b", b"c", b"bad,row"]), min_size=1, max_size=4)


@dataclass
class Model:
    """What lies in the folder, and what the tally was counted from; both are stem -> rows."""

    files: dict[str, bytes] = field(default_factory=dict)
    counted: dict[str, bytes] | None = None
    damaged: bool = False

    def call(self, accept_shrunk: bool) -> tuple[int, dict[str, bytes]]:
        """The exit status of a call and the files that its report counts."""
        if not self.files:
            if self.counted is None:
                return 4, {}
            return (1, {}) if self.damaged else (0, self.counted)
        if len(set(self.files.values())) < len(self.files):
            return 1, {}  # twins
        known = self.counted if self.counted is not None and not self.damaged else None
        if known is not None:
            if self.files.items() <= known.items():
                return 0, known  # unchanged, or gone in part
            if rows_in(self.files) < rows_in(known) and not accept_shrunk:
                return 1, {}
        self.counted, self.damaged = dict(self.files), False
        return 0, self.counted


def rows_in(files: dict[str, bytes]) -> int:
    return sum(read_log(data, DAY).rows for data in files.values())


def write(space: Workspace, stem: str, data: bytes, form: str) -> None:
    for other in FORMS:
        (space.input / (stem + other)).unlink(missing_ok=True)
    space.write_bytes(stem + form, in_form(form, data))


def form_of(space: Workspace, stem: str) -> str:
    return next(form for form in FORMS if (space.input / (stem + form)).exists())


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, str, str, list[bytes]]:
    kinds = ("write", "append", "compress", "touch", "delete", "delete all", "damage", "rename")
    return (
        draw(st.sampled_from(kinds)),
        draw(st.sampled_from(STEMS)),
        draw(st.sampled_from(FORMS)),
        draw(USERS),
    )


def take(space: Workspace, model: Model, step: tuple[str, str, str, list[bytes]]) -> None:
    """One thing that happens between two calls."""
    kind, stem, form, users = step
    lines = log(row(b"%s@%s" % (user, stem[-1:].encode())) for user in users)
    if kind == "write":
        model.files[stem] = lines
        write(space, stem, lines, form)
    elif kind == "damage" and space.tally().exists():
        space.tally().write_bytes(space.tally().read_bytes()[:-20])
        model.damaged = True
    elif kind == "delete all":
        for each in list(model.files):
            delete(space, model, each)
    elif stem in model.files:
        if kind == "append":
            model.files[stem] += lines
            write(space, stem, model.files[stem], form_of(space, stem))
        elif kind == "compress":
            write(space, stem, model.files[stem], form)
        elif kind == "touch":
            (space.input / (stem + form_of(space, stem))).touch()
        elif kind == "delete":
            delete(space, model, stem)
        elif kind == "rename":
            path = space.input / (stem + form_of(space, stem))
            copy = path.with_name(".copy")
            copy.write_bytes(path.read_bytes())
            copy.rename(path)


def delete(space: Workspace, model: Model, stem: str) -> None:
    (space.input / (stem + form_of(space, stem))).unlink()
    del model.files[stem]


@given(
    history=st.lists(st.tuples(steps(), st.booleans()), min_size=2, max_size=12),
    accept_shrunk=st.booleans(),
)
def test_random_histories(
    crudtally: str,
    history: list[tuple[tuple[str, str, str, list[bytes]], bool]],
    accept_shrunk: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        space, model = Workspace(Path(folder) / "space"), Model()
        # A first log makes the place known, so that later calls are not asked whose cache it is.
        take(space, model, ("write", TARGET, ".csv", [b"a", b"b"]))
        for step, with_a_call in [((("touch", "", "", [])), True), *history]:
            take(space, model, step)
            if not with_a_call:
                continue
            status, counted = model.call(accept_shrunk)
            done = space.aggregate(*(["--accept-shrunk"] if accept_shrunk else []))
            assert done.status == status, (step, done.stderr)
            if status == 0:
                files = {f"{stem}.csv": data for stem, data in counted.items()}
                expected = aggregate(files, Options(DAY, days=1, allow_duplicates=True))
                assert space.report.read_bytes() == expected.report
                assert done.summary["rows"] == sum(day.rows for day in expected.days)
