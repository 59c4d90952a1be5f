"""What ./test runs: one function a component, in the order in which they run."""

import os
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from functools import cache, partial
from pathlib import Path

from running import TOP, Component, Failed, NotRun, call, need_packages
from support import simd_levels

BUILD = TOP / "build"
EXECUTABLE = BUILD / "crudtally"
CORES = str(os.cpu_count() or 1)

REAL_LOGS = TOP.parent / "shared" / "data" / "de-test"
# The suites that meet the most different bytes: for a build, or a processor, that is not the usual.
MANY_BYTES = ["tests/hostile_test.py", "tests/property_test.py"]
# Those, and the ones about damage: what a sanitizer has something to say about.
MANY_FAULTS = [*MANY_BYTES, "tests/cache_sound_test.py", "tests/compressed_test.py"]


def configure_and_build(source: Path, folder: Path, *options: str) -> None:
    if not (folder / "CMakeCache.txt").exists():
        options = ("-G", "Ninja", *options)
    call("cmake", "-S", source, "-B", folder, *options)
    call("cmake", "--build", folder, "--parallel", CORES)


def build_engine(folder: Path, *options: str) -> None:
    python = f"-DPython3_EXECUTABLE={sys.executable}"
    configure_and_build(TOP, folder, "-DCRUDTALLY_TESTS=ON", python, *options)


def run_unit_tests(folder: Path, *options: str) -> None:
    arguments = ["--test-dir", folder, "--output-on-failure", "--parallel", CORES]
    call("ctest", *arguments, "--progress", "--no-tests=error", *options)


def run_pytest(*arguments: str | Path, executable: Path = EXECUTABLE, **environment: str) -> None:
    """Runs pytest on `executable`; a test that was skipped has not passed."""
    results = BUILD / "pytest.xml"
    options = ["-q", f"--junit-xml={results}", "-o", "junit_family=xunit2"]
    environment = {"CRUDTALLY": str(executable), **environment}
    call(sys.executable, "-m", "pytest", *options, *arguments, **environment)
    skipped = int(ElementTree.parse(results).getroot()[0].attrib["skipped"])
    if skipped:
        raise NotRun(f"{skipped} of its tests were skipped, see above")


@cache
def build_once() -> str | None:
    """Builds engine, unit tests and micro-benchmarks; what went wrong, or None."""
    try:
        build_engine(BUILD, "-DCMAKE_BUILD_TYPE=Release", "-DCRUDTALLY_BENCHMARKS=ON")
    except Failed as failure:
        return str(failure)
    return None


def need_build() -> None:
    if build_once() is not None:
        raise NotRun("the build failed")


def build() -> None:
    if (failure := build_once()) is not None:
        raise Failed(failure)


def unit_tests() -> None:
    need_build()
    run_unit_tests(BUILD)


def benchmarks() -> None:
    """That each micro-benchmark still runs; its figures mean nothing here."""
    need_build()
    # Without those that take a second and a gigabyte to begin with.
    options = ["--benchmark_min_time=0.001", "--benchmark_filter=-5000000"]
    call(BUILD / "crudtally_bench", *options)


def program_tests() -> None:
    need_build()
    run_pytest("--ignore=tests/package", "--ignore=tests/real_logs_test.py")


def real_logs() -> None:
    need_build()
    if not REAL_LOGS.exists():
        raise NotRun(f"no {REAL_LOGS}: the real logs are not part of the repository", allowed=True)
    run_pytest("tests/real_logs_test.py")


def lint() -> None:
    call(TOP / "lint")


def sanitize(sanitizers: str, folder: Path) -> None:
    # Half of the time of an optimised build, and the tests still end.
    options = ["-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1"]
    build_engine(folder, f"-DCRUDTALLY_SANITIZE={sanitizers}", *options)
    run_unit_tests(folder)


def address_and_undefined() -> None:
    folder = TOP / "build-address"
    sanitize("address,undefined", folder)
    run_pytest(
        *MANY_FAULTS,
        executable=folder / "crudtally",
        CRUDTALLY_TEST_PROFILE="quick",
        ARROW_DEFAULT_MEMORY_POOL="system",  # Arrow's own is hidden from the sanitizers
    )


def threads() -> None:
    sanitize("thread", TOP / "build-thread")


def emulated(processor: str) -> Path:
    """A program that is the executable on a processor of qemu's."""
    need_packages("qemu-user")
    wrapper = BUILD / f"crudtally-on-{processor}"
    command = shlex.join(["qemu-x86_64", "-cpu", processor, str(EXECUTABLE)])
    wrapper.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    wrapper.chmod(0o755)
    return wrapper


def simd_level(level: str) -> None:
    """Random and hostile logs at one level of SIMD, emulated where this machine lacks it."""
    need_build()
    executable = EXECUTABLE
    if level not in simd_levels():
        if level == "avx512":
            raise NotRun("this machine has no AVX-512, nor has qemu", allowed=True)
        executable = emulated("max")
    environment = {"CRUDTALLY_TEST_SIMD": level, "CRUDTALLY_TEST_PROFILE": "quick"}
    run_pytest(*MANY_BYTES, executable=executable, **environment)


def old_processor() -> None:
    """What the executable chooses by itself on a processor of 2008, which has no AVX."""
    need_build()
    environment = {"CRUDTALLY_TEST_SIMD": "portable", "CRUDTALLY_TEST_PROFILE": "quick"}
    run_pytest("tests/cli_test.py", executable=emulated("Nehalem"), **environment)


def arm64() -> None:
    need_packages("g++-aarch64-linux-gnu", "qemu-user", "googletest")
    folder = TOP / "build-arm64"
    configure_and_build(TOP / "tests" / "arm64", folder)
    run_unit_tests(folder)


def wheel() -> None:
    BUILD.mkdir(exist_ok=True)
    run_pytest("tests/package")


def shown_by_run(*arguments: str | Path) -> str:
    """What ./run prints on standard output."""
    command = [TOP / "run", *arguments]
    finished = subprocess.run(command, cwd=TOP, stdout=subprocess.PIPE, text=True, check=False)
    if finished.returncode != 0:
        raise Failed(f"./run ended with status {finished.returncode}, see above")
    return finished.stdout


def readme() -> None:
    """The README's commands: ./run twice, with and without arguments; ./test is running already."""
    commands = (TOP / "README.md").read_text().splitlines()
    for command in ("    ./run", "    ./test"):
        if command not in commands:
            raise Failed(f"README.md does not tell of the command {command.strip()}")
    shown = shown_by_run()
    header, *rows = shown.splitlines()
    if header != "email,create_count,read_count,update_count,delete_count" or len(rows) != 5:
        raise Failed(f"./run is to show a header and 5 rows of the report, not:\n{shown}")
    sample = TOP / "sample"
    shown_by_run(sample / "input", sample / "output", "2024-09-24", "--quiet")


COMPONENTS = [
    Component("build", "engine, unit tests and micro-benchmarks, optimised", build, quick=True),
    Component("unit", "GoogleTest, the parts of the engine", unit_tests, quick=True),
    Component("benchmarks", "Google Benchmark, a moment of each", benchmarks, quick=True),
    Component("program", "pytest, the command line as a user sees it", program_tests, quick=True),
    Component("real-logs", "pytest, the windows of the real logs", real_logs, quick=True),
    Component("lint", "formatting and lint of everything", lint),
    Component("address", "tests under the address and undefined sanitizers", address_and_undefined),
    Component("thread", "unit tests under the thread sanitizer", threads),
    *(
        Component(f"simd-{level}", f"pytest at the SIMD level {level}", partial(simd_level, level))
        for level in ("portable", "avx2", "avx512")
    ),
    Component("old-processor", "the command line on a processor of 2008, emulated", old_processor),
    Component("arm64", "unit tests of base and core for arm64, emulated", arm64),
    Component("wheel", "the wheel, installed in every way that users install", wheel),
    Component("readme", "the README's commands", readme),
]
