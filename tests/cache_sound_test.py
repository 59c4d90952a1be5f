"""A number that cannot be right is not given: damaged tallies, with their log and without it."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xxhash

from hostile.parts import row
from support import (
    A_LONG_TIME_AGO,
    ALL_EXAMPLES,
    GOOD_LOG,
    LOG,
    TARGET,
    Workspace,
    assert_as_expected,
    sources,
)

FLIPS = 1_000 if ALL_EXAMPLES else 150
LINES = [*(row(b"user%d@example.org" % (number % 300)) for number in range(900)), b"bad", b"worse"]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    path.write_bytes(b"not Parquet at all\n" * 100)


def zero_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle - 50 : middle + 50] = bytes(100)
    path.write_bytes(data)


def change_a_count(path: Path) -> None:
    """Sound Parquet with checksums that hold, and one number that does not."""
    table = pq.read_table(path)
    column = table.schema.get_field_index("read_count")
    counts = table.column(column).to_pylist()
    counts[0] += 1
    _rewrite(path, table.set_column(column, table.field(column), pa.array(counts, pa.int64())))


def move_a_count_to_another_user(path: Path) -> None:
    """Every sum still holds."""
    table = pq.read_table(path)
    column = table.schema.get_field_index("read_count")
    counts = table.column(column).to_pylist()
    counts[0], counts[1] = counts[0] + 1, counts[1] - 1
    _rewrite(path, table.set_column(column, table.field(column), pa.array(counts, pa.int64())))


def drop_the_metadata(path: Path) -> None:
    _rewrite(path, pq.read_table(path).replace_schema_metadata(None))


def swap_two_rows(path: Path) -> None:
    table = pq.read_table(path)
    _rewrite(path, pa.concat_tables([table.slice(1, 1), table.slice(0, 1), table.slice(2)]))


def put_a_tally_of_another_day(path: Path) -> None:
    path.write_bytes(path.with_name("2024-09-15.parquet").read_bytes())


def _rewrite(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, write_page_checksum=True)


DAMAGES = [
    truncate,
    empty,
    overwrite,
    zero_the_middle,
    change_a_count,
    move_a_count_to_another_user,
    drop_the_metadata,
    swap_two_rows,
    put_a_tally_of_another_day,
]


def count_two_days(space: Workspace) -> None:
    space.write("2024-09-15.csv", *LINES[:100])
    space.write(LOG, *LINES)
    assert space.aggregate("--days", 2).status == 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_tally_is_rebuilt_from_its_log(
    space: Workspace, damage: Callable[[Path], None]
) -> None:
    count_two_days(space)
    damage(space.tally())
    done = space.aggregate("--days", 2, "--rejects", space.rejects)
    assert sources(done) == ["cache", "log"]
    assert_as_expected(space, done, space.expected(days=2))
    assert sources(space.aggregate("--days", 2)) == ["cache", "cache"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_tally_without_its_log_is_an_error_that_names_it(
    space: Workspace, damage: Callable[[Path], None]
) -> None:
    count_two_days(space)
    damage(space.tally())
    (space.input / LOG).unlink()
    report = space.report.read_bytes()
    done = space.aggregate("--days", 2)
    assert done.status == 1
    assert f"{TARGET}.parquet" in done.stderr
    assert TARGET in done.summary["error"]
    assert space.report.read_bytes() == report


def put_the_tally_of_other_options(space: Workspace) -> None:
    space.write(LOG, *LINES, row(b"late@example.org", time=b"2024-09-15 23:59:59"))
    space.aggregate("--misfiled", "reject")
    space.aggregate()
    space.tally().write_bytes(space.tally(options="misfiled-reject").read_bytes())


def test_a_tally_of_other_options_is_rebuilt_from_its_log(space: Workspace) -> None:
    put_the_tally_of_other_options(space)
    done = space.aggregate()
    assert sources(done) == ["log"]
    assert_as_expected(space, done, space.expected())


def test_a_tally_of_other_options_without_its_log_is_an_error(space: Workspace) -> None:
    put_the_tally_of_other_options(space)
    (space.input / LOG).unlink()
    assert space.aggregate().status == 1


def reseal(path: Path, table: pa.Table) -> None:
    """Write other rows with the metadata as it was, and a seal that is right.

    The seal is 24 bytes before the footer: a mark, and the XXH3-128 of all other bytes.
    """
    pq.write_table(table, path, write_page_checksum=True)
    data = path.read_bytes()
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    seal = b"CTSEAL01" + xxhash.xxh3_128_digest(data)
    path.write_bytes(data[:footer] + seal + data[footer:])


def sealed_with(change: Callable[[list[int]], None], path: Path) -> None:
    table = pq.read_table(path)
    column = table.schema.get_field_index("read_count")
    counts = table.column(column).to_pylist()
    change(counts)
    reseal(path, table.set_column(column, table.field(column), pa.array(counts, pa.int64())))


def leave_it(counts: list[int]) -> None:
    pass


def move_one(counts: list[int]) -> None:
    counts[0], counts[1] = counts[0] + 1, counts[1] - 1


def add_to_one(counts: list[int]) -> None:
    counts[7] += 1


def test_a_tally_that_was_sealed_anew_as_it_was_is_believed(space: Workspace) -> None:
    count_two_days(space)
    sealed_with(leave_it, space.tally())
    done = space.aggregate("--days", 2)
    assert sources(done) == ["cache", "cache"]
    assert_as_expected(space, done, space.expected(days=2))


@pytest.mark.parametrize("change", [move_one, add_to_one])
def test_rows_that_the_metadata_does_not_speak_for_are_counted_again(
    space: Workspace, change: Callable[[list[int]], None]
) -> None:
    """Their bytes are as they were sealed: what they add up to tells."""
    count_two_days(space)
    sealed_with(change, space.tally())
    done = space.aggregate("--days", 2, "--rejects", space.rejects)
    assert sources(done) == ["cache", "log"]
    assert_as_expected(space, done, space.expected(days=2))
    assert sources(space.aggregate("--days", 2)) == ["cache", "cache"]


@pytest.mark.parametrize("change", [move_one, add_to_one])
def test_rows_that_the_metadata_does_not_speak_for_are_not_written_once_more(
    space: Workspace, change: Callable[[list[int]], None]
) -> None:
    """A log with another time and the same content has its tally written anew, with that time."""
    count_two_days(space)
    sealed_with(change, space.tally())
    os.utime(space.input / LOG, (A_LONG_TIME_AGO + 5, A_LONG_TIME_AGO + 5))
    done = space.aggregate("--days", 2, "--rejects", space.rejects)
    assert sources(done) == ["cache", "log"]
    assert_as_expected(space, done, space.expected(days=2))


@pytest.mark.parametrize("touched", [False, True])
def test_rows_that_the_metadata_does_not_speak_for_are_not_replaced_by_part_of_a_log(
    space: Workspace, touched: bool
) -> None:
    """A part of the log is gone: what is left of it is not the day."""
    part = space.write(f"{TARGET}-a.csv", *LINES[:500])
    space.write(f"{TARGET}-b.csv", *LINES[500:])
    space.aggregate()
    report = space.report.read_bytes()
    sealed_with(move_one, space.tally())
    (space.input / f"{TARGET}-b.csv").unlink()
    if touched:
        os.utime(part, (A_LONG_TIME_AGO + 5, A_LONG_TIME_AGO + 5))
    done = space.aggregate()
    assert done.status == 1
    assert "--accept-shrunk" in done.summary["error"]
    assert space.report.read_bytes() == report


def test_a_day_that_was_just_counted_is_not_counted_again_with_a_distrusted_one(
    space: Workspace,
) -> None:
    count_two_days(space)
    sealed_with(move_one, space.tally())
    done = space.aggregate("--days", 2, "--rebuild", "2024-09-15..2024-09-15")
    assert sources(done) == ["log", "log"]
    assert_as_expected(space, done, space.expected(days=2))


def test_rows_that_the_metadata_does_not_speak_for_are_an_error_without_their_log(
    space: Workspace,
) -> None:
    count_two_days(space)
    sealed_with(move_one, space.tally())
    (space.input / LOG).unlink()
    report = space.report.read_bytes()
    done = space.aggregate("--days", 2)
    assert done.status == 1
    assert f"{TARGET}.parquet" in done.stderr
    assert space.report.read_bytes() == report


def test_flipped_bits_never_give_another_number(space: Workspace) -> None:
    space.write(LOG, *LINES)
    space.aggregate("--rejects", space.rejects)
    report, rejects = space.report.read_bytes(), (space.rejects / LOG).read_bytes()
    (space.input / LOG).unlink()
    sound = space.tally().read_bytes()
    chance = random.Random(0)
    noticed = 0
    for _ in range(FLIPS):
        data = bytearray(sound)
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        space.tally().write_bytes(data)
        space.report.unlink(missing_ok=True)
        (space.rejects / LOG).unlink(missing_ok=True)
        done = space.aggregate("--rejects", space.rejects)
        assert done.status in (0, 1), (place, done.stderr)
        if done.status == 0:
            assert space.report.read_bytes() == report, place
            assert (space.rejects / LOG).read_bytes() == rejects, place
        else:
            noticed += 1
            assert not space.report.exists()
    assert noticed > FLIPS // 2


def test_changed_metadata_never_gives_another_number(space: Workspace) -> None:
    """The rows are sound and every checksum holds; only what is said about them is not true."""
    space.write(LOG, *LINES)
    numbers = numbers_of(space.aggregate().summary)
    (space.input / LOG).unlink()
    table = pq.read_table(space.tally())
    chance = random.Random(0)
    for _ in range(FLIPS // 3):
        metadata = dict(table.schema.metadata)
        key = chance.choice(sorted(metadata))
        digits = [place for place, byte in enumerate(metadata[key]) if chr(byte).isdigit()]
        if not digits:
            continue
        value = bytearray(metadata[key])
        place = chance.choice(digits)
        value[place] = ord("0") + (value[place] - ord("0") + 1) % 10
        _rewrite(space.tally(), table.replace_schema_metadata(metadata | {key: bytes(value)}))
        done = space.aggregate()
        assert done.status == 1 or numbers_of(done.summary) == numbers, (key, place)


def numbers_of(summary: dict[str, Any]) -> list[Any]:
    return [summary[name] for name in ("rows", "events", "rejects", "misfiled", "users")]


@pytest.mark.parametrize("damage", [truncate, empty, overwrite, zero_the_middle, Path.unlink])
def test_damaged_rejects_are_rebuilt_from_the_log(
    space: Workspace, damage: Callable[[Path], None]
) -> None:
    space.write(LOG, *LINES)
    space.aggregate()
    damage(space.cache / f"{TARGET}.rejects.parquet")
    done = space.aggregate("--rejects", space.rejects)
    assert sources(done) == ["log"]
    assert_as_expected(space, done, space.expected())


@pytest.mark.parametrize("damage", [truncate, empty, overwrite, zero_the_middle, Path.unlink])
def test_damaged_rejects_without_the_log_are_an_error(
    space: Workspace, damage: Callable[[Path], None]
) -> None:
    space.write(LOG, *LINES)
    space.aggregate()
    (space.input / LOG).unlink()
    damage(space.cache / f"{TARGET}.rejects.parquet")
    done = space.aggregate("--rejects", space.rejects)
    assert done.status == 1
    assert TARGET in done.stderr
    assert not (space.rejects / LOG).exists()


def test_a_tally_is_a_parquet_file_that_anyone_can_read(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG, row(b"a@example.org", b"DELETE"))
    space.aggregate()
    table = pq.read_table(space.tally())
    assert [(column.name, column.type) for column in table.schema] == [
        ("email", pa.string()),
        ("create_count", pa.int64()),
        ("read_count", pa.int64()),
        ("update_count", pa.int64()),
        ("delete_count", pa.int64()),
    ]
    assert [tuple(line.values()) for line in table.to_pylist()] == [
        ("a@example.org", 0, 1, 0, 1),
        ("b@example.org", 1, 0, 0, 0),
    ]
    pq.read_table(space.tally(), page_checksum_verification=True)


def test_rejects_are_a_parquet_file_beside_the_tally_for_days_that_have_some(
    space: Workspace,
) -> None:
    space.write("2024-09-15.csv", *GOOD_LOG)
    space.write(LOG, GOOD_LOG[0], b"bad\xff")
    space.aggregate("--days", 2)
    assert not (space.cache / "2024-09-15.rejects.parquet").exists()
    (reject,) = pq.read_table(space.cache / f"{TARGET}.rejects.parquet").to_pylist()
    assert (reject["file"], reject["line"], reject["reason"]) == (LOG, 2, "invalid_utf8")


def test_row_groups_are_bounded_by_rows(space: Workspace) -> None:
    space.write(LOG, *(row(b"user%d@example.org" % number) for number in range(300_000)))
    space.aggregate()
    metadata = pq.ParquetFile(space.tally()).metadata
    groups = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    assert sum(groups) == 300_000
    assert max(groups) <= 131_072
