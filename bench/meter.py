"""What is measured and on what: time, memory, disk, and the machine."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.articles import REPOSITORY

MB = 1_000_000
# Other processes may take this part of the cores before times are doubted.
QUIET = 0.05
PACKAGES = (
    "dateline-qa", "chromadb", "tantivy", "onnxruntime", "tokenizers", "numpy", "torch", "sentence-transformers",
    "langchain-chroma", "langchain-huggingface", "langchain-text-splitters",
)  # fmt: skip


def child(module: str, *arguments: object) -> dict[str, Any]:
    """Runs `python -m module` in a process of its own and reads the JSON object that is its last line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{module} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def environment(**more: str) -> dict[str, str]:
    """This process's environment without the user's settings of Dateline; no pipeline may reach for the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_") or "TEST" in name}
    quiet = {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    return {**kept, **quiet, **more}


def peak_rss_mb() -> float:
    """The most memory this process has held, in MB.

    On Linux from VmHWM: `getrusage` starts a child at the size of the parent that forked it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        return _status_kib(status.read_text(encoding="ascii"), "VmHWM") * 1024 / MB
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / MB


def rss_mb() -> float:
    """The memory this process holds now, in MB."""
    import psutil

    return float(psutil.Process().memory_info().rss) / MB


def _status_kib(status: str, name: str) -> int:
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name + ":"))


def disk_mb(path: Path) -> float:
    """Size of a file, or of all files in a folder, in MB; what a link points at does not count."""
    paths = path.rglob("*") if path.is_dir() and not path.is_symlink() else [path]
    return sum(found.lstat().st_size for found in paths if found.is_file() and not found.is_symlink()) / MB


def p50(values: Sequence[float]) -> float:
    """The median."""
    return float(statistics.median(values))


def p95(values: Sequence[float]) -> float:
    """The value that 95 % lie below."""
    if len(values) < 2:
        return float(values[0])
    return statistics.quantiles(values, n=20, method="inclusive")[18]


def medians(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Each number of the runs by its median; objects within them likewise."""
    result: dict[str, Any] = {}
    for name, first in runs[0].items():
        values = [run[name] for run in runs]
        if isinstance(first, dict):
            result[name] = medians(values)
        elif isinstance(first, int | float) and not isinstance(first, bool):
            result[name] = round(p50(values), 4)
        else:
            result[name] = first
    return result


def machine(threads: int) -> dict[str, Any]:
    """What a result was measured on, and when."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "threads": threads,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


class Others:
    """How much of the machine other processes took while this one and its children were measured."""

    def __init__(self) -> None:
        self._wall, self._busy, self._own = time.monotonic(), _busy_seconds(), _own_seconds()

    def share(self) -> float | None:
        """Part of all cores since the start, 0 to 1; None where the system does not tell."""
        busy = _busy_seconds()
        if busy is None or self._busy is None:
            return None
        taken = (busy - self._busy) - (_own_seconds() - self._own)
        cores = os.cpu_count() or 1
        return round(max(0.0, taken / (cores * (time.monotonic() - self._wall))), 3)


def caveat(shares: Sequence[float | None]) -> str:
    """A line for results that were not measured on a quiet machine; empty otherwise."""
    most = max((share for share in shares if share is not None), default=0.0)
    if most <= QUIET:
        return ""
    return f"Other processes took up to {most:.0%} of the cores: do not quote these times, run it again at rest.\n"


def _busy_seconds() -> float | None:
    """Seconds that all cores together have worked since the system started."""
    path = Path("/proc/stat")
    if not path.is_file():
        return None
    user, nice, system, _, _, irq, soft = map(int, path.read_text(encoding="ascii").splitlines()[0].split()[1:8])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _cpu() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
