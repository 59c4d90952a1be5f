"""Fixtures, and the profiles of the random tests."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from support import ALL_EXAMPLES, Workspace, executable, simd_levels

RANDOM = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
    "print_blob": True,
}
settings.register_profile("quick", max_examples=60, **RANDOM)
settings.register_profile("all", max_examples=200, **RANDOM)
settings.load_profile("all" if ALL_EXAMPLES else "quick")


def pytest_report_header() -> list[str]:
    """Name what is tested, and the levels of SIMD that this machine lacks."""
    levels = simd_levels()
    lacking = [level for level in ("portable", "avx2", "avx512") if level not in levels]
    not_run = f"; not run, this machine lacks them: {', '.join(lacking)}" if lacking else ""
    return [f"SIMD levels: {', '.join(levels)}{not_run}"]


@pytest.fixture(scope="session")
def crudtally() -> str:
    """The program under test; without one the run ends and says so."""
    return executable()


@pytest.fixture
def space(tmp_path: Path, crudtally: str) -> Workspace:
    """Folders of the test's own, with no log in them."""
    return Workspace(tmp_path / "space")
