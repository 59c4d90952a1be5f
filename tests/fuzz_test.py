"""Much noise at once: as many files of a day as one call can take."""

import random

import pytest

from hostile.noise import mutations, noise
from support import ALL_EXAMPLES, TARGET, Workspace, assert_as_expected, in_form, simd_levels

ROUNDS = 30 if ALL_EXAMPLES else 5
FIRST_SEED = 1_000


@pytest.mark.parametrize("number", range(ROUNDS))
def test_noise(space: Workspace, number: int) -> None:
    chance = random.Random(number)
    for seed in range(FIRST_SEED + 50 * number, FIRST_SEED + 50 * (number + 1)):
        form = chance.choice((".csv", ".csv", ".csv.gz", ".csv.zst"))
        make = mutations if seed % 10 == 0 else noise
        space.write_bytes(f"{TARGET}/{seed}{form}", in_form(form, make(seed)))
    normalize, reject = chance.random() < 0.5, chance.random() < 0.5
    done = space.aggregate(
        *("--allow-duplicates", "--rejects", space.rejects, "--threads", chance.choice((1, 2, 3))),
        *(["--normalize-email"] if normalize else []),
        *(["--misfiled=reject"] if reject else []),
        env={
            "CRUDTALLY_SIMD": chance.choice(simd_levels()),
            "CRUDTALLY_PIECE_BYTES": str(chance.choice((4_096, 8_192, 65_536))),
            "CRUDTALLY_SPLIT_BYTES": str(chance.choice((4_096, 12_288, 65_536))),
        },
    )
    expected = space.expected(
        allow_duplicates=True, normalize_email=normalize, reject_misfiled=reject
    )
    assert_as_expected(space, done, expected)
