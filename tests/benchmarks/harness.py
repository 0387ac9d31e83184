"""Paired timings: both sides of a ratio in one run, alternating, medians; the figures go to build/benchmarks.json.

Machines are noisy: the ratio is what counts. The milliseconds stand beside it for people to read.
"""

import gc
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BUILD = Path(__file__).resolve().parents[2] / "build"
FIGURES = BUILD / "benchmarks.json"


@dataclass(frozen=True)
class Paired:
    """Seconds of one side and the other, taken in turns."""

    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Median over median."""
        return statistics.median(self.ours) / statistics.median(self.floor)


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """The same work, telling how many seconds it took."""

    def measured() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return measured


def in_turns(ours: Callable[[], float], floor: Callable[[], float], *, rounds: int, warm_up: int = 3) -> Paired:
    """Take both sides in turns, the first of each pair changing sides, without the collector in between.

    Each side tells its seconds itself: what it needs beforehand, and what it looks at afterwards, is not measured.
    """
    for _round in range(warm_up):
        ours()
        floor()
    paired = Paired()
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds):
            if number % 2:
                paired.floor.append(floor())
                paired.ours.append(ours())
            else:
                paired.ours.append(ours())
                paired.floor.append(floor())
    finally:
        gc.enable()
    return paired


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def record(name: str, value: float, reach: float | None = None, **milliseconds: Sequence[float]) -> None:
    """Keep a figure, and median and 99th percentile in milliseconds of the timings beside it."""
    BUILD.mkdir(exist_ok=True)
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    kept[name] = round(value, 3)
    for side, timings in milliseconds.items():
        kept[f"{name}_{side}_median_ms"] = round(statistics.median(timings) * 1000, 3)
        kept[f"{name}_{side}_p99_ms"] = round(percentile(timings, 99) * 1000, 3)
    if reach is not None:
        kept[f"{name}_reach"] = reach
    FIGURES.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def table() -> str:
    """The figures with what they shall reach, as a table to read."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    names = [name for name in kept if not name.endswith(("_ms", "_reach"))]
    lines = [f"{'figure':34} {'is':>9} {'reach':>7}"]
    for name in names:
        reach = kept.get(f"{name}_reach")
        lines.append(f"{name:34} {kept[name]:>9} {'' if reach is None else reach:>7}")
        lines += [f"    {key[len(name) + 1 :]:30} {kept[key]:>9}" for key in kept if key.startswith(f"{name}_") and key.endswith("_ms")]
    return "\n".join(lines)
