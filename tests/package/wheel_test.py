"""What is in the wheel, and the other ways to call it: python -m, script.py."""

import re
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from installing import TARGET_DATE, TOP, make_venv, run

VERSION = (TOP / "VERSION").read_text().strip()

# What is on every machine on which programs in C++ run; the loader and the kernel's part besides.
OF_THE_SYSTEM = ("libc.", "libm.", "libpthread.", "libdl.", "librt.", "libgcc_s.", "libstdc++.")


def test_fits_every_python_and_needs_no_other_package(wheel):
    assert wheel.name.startswith(f"crudtally-{VERSION}-py3-none-linux_")
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"crudtally-{VERSION}.dist-info/METADATA").decode()
    assert "Requires-Python: >=3.11\n" in metadata
    assert "Requires-Dist" not in metadata


def test_carries_the_licences_of_what_it_carries(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        arrow_licence = archive.read("crudtally/licences/arrow/LICENSE.txt").decode()
    assert "Apache License" in arrow_licence
    assert "crudtally/licences/arrow/NOTICE.txt" in names
    licences = f"crudtally-{VERSION}.dist-info/licenses"
    assert {f"{licences}/LICENSE", f"{licences}/packaging/THIRD_PARTY_LICENCES.txt"} <= set(names)


def test_says_its_version(bare):
    assert VERSION in bare.run("--version").stdout


def test_starts_as_a_python_module(bare):
    module = run(bare.python, "-m", "crudtally", "--version")
    assert module.stdout == bare.run("--version").stdout


def test_names_version_and_executable_in_python(bare):
    code = "import crudtally; print(crudtally.__version__, crudtally.EXECUTABLE)"
    version, executable = run(bare.python, "-c", code).stdout.split()
    assert version == VERSION
    assert run(executable, "--version").stdout == bare.run("--version").stdout


def test_uses_its_own_libraries_whatever_ld_library_path_says(bare, tmp_path):
    for library in ("libarrow.so.2600", "libparquet.so.2600", "libisal.so.2"):
        (tmp_path / library).write_text("not a library")
    bare.run("--version", LD_LIBRARY_PATH=tmp_path)


def test_brings_every_library_that_a_system_may_lack(bare):
    code = "import crudtally; print(crudtally.EXECUTABLE)"
    executable = Path(run(bare.python, "-c", code).stdout.strip())
    own = executable.parents[1] / "lib"
    # The loader's list, as ldd shows it: `name => path (address)`.
    listed = run(executable, LD_TRACE_LOADED_OBJECTS="1").stdout
    loaded = dict(re.findall(r"(\S+) => (.+) \(0x", listed))
    brought = {name for name in loaded if not name.startswith(OF_THE_SYSTEM)}
    assert brought == {library.name for library in own.iterdir()} >= {"libarrow.so.2600"}
    for name in brought:
        assert Path(loaded[name]).resolve() == (own / name).resolve()


def test_starts_fast(bare):
    """10 ms on an idle machine; a Python in between, or a library too many, would show."""

    def seconds() -> float:
        start = time.perf_counter()
        bare.run("--version")
        return time.perf_counter() - start

    assert min(seconds() for _ in range(20)) < 0.04


def test_script_py_keeps_the_old_call(bare, logs, report, tmp_path):
    run(bare.python, TOP / "script.py", logs, tmp_path, TARGET_DATE)
    assert (tmp_path / f"{TARGET_DATE}.csv").read_text() == report


def test_script_py_passes_the_exit_status_on(bare, tmp_path):
    run(bare.python, TOP / "script.py", tmp_path, tmp_path, "2024-02-30", status=2)


@pytest.fixture
def script_elsewhere(tmp_path):
    """script.py in a folder where ./run has not been."""
    return shutil.copy(TOP / "script.py", tmp_path)


def test_script_py_finds_crudtally_on_path(bare, script_elsewhere, tmp_path):
    python = make_venv(tmp_path / "empty") / "python"
    found = run(python, script_elsewhere, "--version", PATH=bare.launcher.parent)
    assert found.stdout == bare.run("--version").stdout


def test_script_py_says_what_to_do_without_crudtally(script_elsewhere, tmp_path):
    python = make_venv(tmp_path / "empty") / "python"
    message = run(python, script_elsewhere, "--version", status=1, PATH=tmp_path).stderr
    assert "./run" in message
    assert "pip install" in message


def test_is_gone_after_uninstall(wheel, tmp_path):
    python = make_venv(tmp_path / "venv") / "python"
    before = set((tmp_path / "venv").glob("**/*"))
    run(python, "-m", "pip", "install", "--no-index", "--no-compile", wheel)
    run(python, "-m", "pip", "uninstall", "--yes", "crudtally")
    after = set((tmp_path / "venv").glob("**/*"))
    assert {path for path in after - before if "__pycache__" not in path.parts} == set()
