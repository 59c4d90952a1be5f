"""The ways in which users install the wheel, as functions of the wheel and a new folder."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TARGET_DATE = "2024-09-24"

# The interpreter that all virtual environments here are made of; --user and --target need it, too.
BASE_PYTHON = Path(getattr(sys, "_base_executable", sys.executable))

# Nothing of the caller's Python may help the installed one; HOME and the package index stay.
CLEAN_ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CRUDTALLY_HOME"}
}


def run(*command, status=0, **environment) -> subprocess.CompletedProcess[str]:
    """The finished process of a command that has to end with `status`."""
    finished = subprocess.run(
        [str(word) for word in command],
        env={**CLEAN_ENVIRONMENT, **{name: str(value) for name, value in environment.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == status, f"{command}\n{finished.stdout}\n{finished.stderr}"
    return finished


@dataclass(frozen=True)
class Installation:
    """An installed crudtally: the launcher that the installer put where it puts scripts."""

    launcher: Path
    environment: dict[str, Path] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        return self.launcher.parent / "python"

    def run(self, *arguments, **more) -> subprocess.CompletedProcess[str]:
        return run(self.launcher, *arguments, **self.environment, **more)


def make_venv(folder: Path) -> Path:
    """The folder of scripts of a new virtual environment."""
    run(sys.executable, "-m", "venv", folder)
    return folder / "bin"


def base_pip(*arguments, **environment) -> None:
    """pip for the base interpreter, which may have none, and may be Debian's, which asks twice."""
    pip = [sys.executable, "-m", "pip", "--python", BASE_PYTHON]
    options = ["--no-index", "--break-system-packages"]
    run(*pip, "install", *options, *arguments, **environment)


def in_venv(wheel: Path, folder: Path) -> Installation:
    scripts = make_venv(folder)
    run(scripts / "python", "-m", "pip", "install", "--no-index", wheel)
    return Installation(scripts / "crudtally")


def beside_pyarrow(requirement: str, wheel: Path, folder: Path) -> Installation:
    installation = in_venv(wheel, folder)
    run(installation.python, "-m", "pip", "install", "--only-binary=:all:", requirement)
    return installation


def beside_pyarrow_18(wheel: Path, folder: Path) -> Installation:
    return beside_pyarrow("pyarrow==18.*", wheel, folder)


def beside_newest_pyarrow(wheel: Path, folder: Path) -> Installation:
    return beside_pyarrow("pyarrow", wheel, folder)


def with_user(wheel: Path, folder: Path) -> Installation:
    base_pip("--user", wheel, PYTHONUSERBASE=folder)
    return Installation(folder / "bin" / "crudtally")


def with_target(wheel: Path, folder: Path) -> Installation:
    base_pip("--target", folder, wheel)
    return Installation(folder / "bin" / "crudtally")


def with_prefix(wheel: Path, folder: Path) -> Installation:
    base_pip("--prefix", folder, "--ignore-installed", wheel)
    # Debian's pip adds `local` to a prefix.
    [launcher] = [*folder.glob("bin/crudtally"), *folder.glob("local/bin/crudtally")]
    return Installation(launcher)


def with_pipx(wheel: Path, folder: Path) -> Installation:
    scripts = make_venv(folder / "tool")
    run(scripts / "python", "-m", "pip", "install", "pipx")
    homes = {"PIPX_HOME": folder / "home", "PIPX_BIN_DIR": folder / "bin"}
    run(scripts / "pipx", "install", "--python", BASE_PYTHON, wheel, **homes)
    return Installation(folder / "bin" / "crudtally")


def run_uv(folder: Path, *arguments) -> None:
    """uv with everything that it keeps under `folder`."""
    scripts = folder / "tool" / "bin"
    if not scripts.exists():
        make_venv(folder / "tool")
        run(scripts / "python", "-m", "pip", "install", "uv")
    homes = {
        "UV_CACHE_DIR": folder / "cache",
        "UV_TOOL_DIR": folder / "tools",
        "UV_TOOL_BIN_DIR": folder / "bin",
    }
    run(scripts / "uv", "--offline", "--no-config", *arguments, **homes)


def with_uv_tool(wheel: Path, folder: Path) -> Installation:
    run_uv(folder, "tool", "install", "--python", BASE_PYTHON, wheel)
    return Installation(folder / "bin" / "crudtally")


def with_uv_pip(wheel: Path, folder: Path) -> Installation:
    run_uv(folder, "venv", "--python", BASE_PYTHON, folder / "venv")
    run_uv(folder, "pip", "install", "--python", folder / "venv" / "bin" / "python", wheel)
    return Installation(folder / "venv" / "bin" / "crudtally")


WAYS = [
    beside_pyarrow_18,
    beside_newest_pyarrow,
    with_user,
    with_target,
    with_prefix,
    with_pipx,
    with_uv_tool,
    with_uv_pip,
]
