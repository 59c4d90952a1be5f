"""More users than a thread counts by itself, who come and go from day to day."""

import random

import pytest

from hostile.parts import row
from support import Workspace, assert_as_expected, sources

DAYS = range(13, 17)


def write_days(space: Workspace) -> None:
    chance = random.Random(0)
    for day in DAYS:
        # Each day has new users and has lost some; a few are long or not plain.
        users = [
            chance.randrange(4_000 * (day - 13), 4_000 * (day - 13) + 24_000) for _ in range(30_000)
        ]
        emails = [b"user%d%s@example.org" % (user, b"x" * (user % 50)) for user in users]
        emails[::1000] = [b"\xc3\xa9%d@example.org" % user for user in users[::1000]]
        space.write(
            f"2024-09-{day}.csv",
            *(row(email, time=b"2024-09-%d 12:00:00" % day) for email in emails),
        )


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_many_users_are_counted_with_and_without_a_cache(space: Workspace, threads: int) -> None:
    write_days(space)
    expected = space.expected(days=len(DAYS))
    options = ("--days", len(DAYS), "--threads", threads)
    for more in (["--no-cache"], [], []):
        assert_as_expected(space, space.aggregate(*options, *more), expected)


def test_days_from_memory_and_from_the_cache_add_up(space: Workspace) -> None:
    write_days(space)
    expected = space.expected(days=len(DAYS))
    space.aggregate("--days", len(DAYS))
    for day in (14, 16):
        (space.cache / f"2024-09-{day}.parquet").unlink()
    done = space.aggregate("--days", len(DAYS))
    assert sources(done) == ["cache", "log", "cache", "log"]
    assert_as_expected(space, done, expected)
