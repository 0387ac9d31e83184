"""The window on a shop in a process of its own: two shops side by side, or one whose memory is looked at.

Started by `beside.counter`; it reads and answers as `bare_window` does.
"""

import gc
import json
import sys
from pathlib import Path

from tests.benchmarks.stage import Stage, on_stage

LINES = 10


def resident_mb(process: str = "self") -> float:
    """The resident memory of a process, in megabytes."""
    for line in Path("/proc", process, "status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    message = "no VmRSS"
    raise OSError(message)


class Counter:
    """What can be asked of this process."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        gc.disable()

    def scan(self) -> float:
        """A scan, painted and saved; a full cart is sold first, which is not measured."""
        if len(self.stage.counter.cart) == LINES:
            self.stage.sell()
            gc.collect()
        return self.stage.painted_scan(is_saved=True)

    def ring_up(self, sales: int, lines: int) -> float:
        """Scan and sell; the resident memory afterwards, in megabytes."""
        gc.enable()
        for _sale in range(sales):
            for _line in range(lines):
                self.stage.painted_scan()
            self.stage.sell()
        gc.collect()
        return resident_mb()


def main() -> None:
    """Answer until the end of the input."""
    with on_stage(Path(sys.argv[1])) as stage:
        sys.excepthook = sys.__excepthook__  # what fails here is for whoever asked, not for the log
        counter = Counter(stage)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            name, *words = json.loads(line)
            sys.stdout.write(f"{getattr(counter, name)(*words)!r}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
