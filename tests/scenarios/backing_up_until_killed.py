"""A backup or a restore in a process of its own that stops at a place and says so, to be killed there.

python -m tests.scenarios.backing_up_until_killed WHAT PLACE SHOP BACKUP; WHAT is `backup`, `restore`, or `full` (a disk that
takes a few pages only); PLACE is how far it shall come, or `link`: the file before has its new name, the backup not yet.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from jxc_desktop.db import backup as files
from jxc_desktop.domain.backups import Reason
from jxc_desktop.operations import backups
from jxc_desktop.operations.work import local_clock


def stop_here() -> None:
    """Say so and wait for the end."""
    os.write(1, b"there\n")
    sys.stdin.read()


def main(what: str, place: str, shop: Path, backup: Path) -> None:
    """Do it."""
    files.PAGES_A_STEP = 4
    if place == "link":
        link = Path.hardlink_to

        def linked(path: Path, target: Path) -> None:
            link(path, target)
            stop_here()

        Path.hardlink_to = linked  # type: ignore[assignment,method-assign]

    def progress(fraction: float) -> None:
        if place != "link" and fraction >= float(place):
            stop_here()

    if what == "restore":
        backups.restore(backup, shop, program="killed", progress=progress)
        return
    if what == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        backups.back_up_file(shop, backup.parent, Reason.WORK, now=local_clock(), progress=progress)
    except backups.BackupFailed as error:
        os.write(1, f"{error}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
