"""Two files of a day with equal content, and what becomes of them."""

from support import GOOD_LOG, GOOD_REPORT, LOG, TARGET, Workspace

TWIN = f"{TARGET}-copy.csv"


def count_twins(space: Workspace) -> None:
    space.write(LOG, *GOOD_LOG)
    space.write(TWIN, *GOOD_LOG)
    assert space.aggregate("--allow-duplicates").status == 0


def test_twins_that_were_allowed_are_refused_without_the_option(space: Workspace) -> None:
    count_twins(space)
    assert space.aggregate().status == 1


def test_removing_a_twin_is_no_shrinking(space: Workspace) -> None:
    count_twins(space)
    (space.input / TWIN).unlink()
    assert space.aggregate().status == 0
    assert space.report.read_bytes() == GOOD_REPORT


def test_a_twin_that_was_removed_goes_on_to_count_where_it_was_allowed(space: Workspace) -> None:
    count_twins(space)
    (space.input / TWIN).unlink()
    done = space.aggregate("--allow-duplicates")
    assert done.status == 0
    assert done.summary["events"] == 2 * len(GOOD_LOG)


def test_a_remaining_twin_that_lost_rows_is_refused(space: Workspace) -> None:
    count_twins(space)
    (space.input / TWIN).unlink()
    space.write(LOG, *GOOD_LOG[:-1])
    assert space.aggregate().status == 1
