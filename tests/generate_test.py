"""crudtally generate: reproducible logs that the program itself can read."""

from support import Workspace, call, files_of

OPTIONS = ("--start", "2024-09-10", "--days", 7, "--users", 500, "--events", 3_000, "--seed", 1)


def test_generated_logs_are_the_same_for_the_same_seed(space: Workspace) -> None:
    for name in ("one", "two"):
        assert call("generate", space.root / name, *OPTIONS).status == 0
    assert call("generate", space.root / "other", *OPTIONS[:-1], 2).status == 0
    one, two, other = (files_of(space.root / name) for name in ("one", "two", "other"))
    assert sorted(one) == [f"2024-09-{day}.csv" for day in range(10, 17)]
    assert one == two
    assert one != other


def test_generated_logs_are_counted_without_rejects(space: Workspace) -> None:
    call("generate", space.input, *OPTIONS)
    done = space.aggregate("--days", 7, "--strict")
    assert done.status == 0, done.stderr
    assert done.summary["events"] in (3_000, 7 * 3_000)
    assert 0 < done.summary["users"] <= 500
    assert done.summary["misfiled"] == 0


def test_a_log_that_exists_is_replaced_on_request_alone(space: Workspace) -> None:
    call("generate", space.input, *OPTIONS)
    log = next(space.input.iterdir())
    log.write_text("a real log")
    refused = call("generate", space.input, *OPTIONS)
    assert refused.status == 1
    assert log.name in refused.stderr
    assert log.read_text() == "a real log"
    assert call("generate", space.input, *OPTIONS, "--overwrite").status == 0
    assert log.read_text() != "a real log"
