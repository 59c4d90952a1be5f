"""What the results were measured on, and with which versions."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("polars", "duckdb", "chdb", "chdb-core", "datafusion", "pyarrow")
SIMD = ("sse4_2", "avx2", "avx512f", "avx512bw", "asimd", "sve")


def describe_machine() -> dict[str, str]:
    cpu = read_cpu()
    flags = (cpu.get("flags") or cpu.get("Features") or "").split()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    model = cpu.get("model name", platform.machine())
    if "cpu family" in cpu:
        model += f" (family {cpu['cpu family']}, model {cpu['model']})"
    return {
        "processor": model,
        "cores": str(len(os.sched_getaffinity(0))),
        "caches": caches(),
        "SIMD": ", ".join(name for name in SIMD if name in flags) or "unknown",
        "memory": f"{memory / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "virtual machine": "yes" if "hypervisor" in flags else "no",
        "huge pages": huge_pages(),
    }


def read_cpu() -> dict[str, str]:
    """The first processor of /proc/cpuinfo."""
    first = Path("/proc/cpuinfo").read_text().split("\n\n")[0]
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def caches() -> str:
    found = []
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, kind, size = (
            (folder / name).read_text().strip() for name in ("level", "type", "size")
        )
        if kind != "Instruction":
            found.append(f"L{level} {size}")
    return ", ".join(found) or "unknown"


def huge_pages() -> str:
    setting = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    chosen = re.search(r"\[(\w+)\]", setting.read_text()) if setting.exists() else None
    return chosen[1] if chosen else "unknown"


def describe_versions(crudtally: Path) -> dict[str, str]:
    said = subprocess.run([crudtally, "--version"], check=True, capture_output=True, text=True)
    versions = {"crudtally": said.stdout.strip().removeprefix("crudtally").strip()}
    versions["Python"] = platform.python_version()
    return versions | {package: version(package) for package in PACKAGES}
