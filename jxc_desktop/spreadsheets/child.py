"""The child process that reads a workbook: it limits itself, reads, sends plain rows to its standard output, and ends.

Whatever a parser does to this process, the program that started it lives. Nothing heavy is imported here. The answer is one
letter and its content: M (marshal) or P (pickle, when there are dates) the sheets, E the name of a known refusal.
"""

import gc
import os
import sys
from typing import Any, NoReturn

FLAG = "--read-workbook"
MEMORY = 1 << 30


def _limit_itself() -> None:
    gc.disable()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 21))


def _packed(sheets: Any) -> bytes:
    import marshal

    try:
        return b"M" + marshal.dumps(sheets)
    except ValueError:
        import pickle

        return b"P" + pickle.dumps(sheets, protocol=5)


def _answer(reader: str, limit: int, path: str) -> bytes:
    import csv

    from jxc_desktop.spreadsheets import cleaning, delimited, readers

    try:
        return _packed(readers.READERS[reader](path, limit))
    except cleaning.RowLimit:
        return b"Erows"
    except readers.Encrypted:
        return b"Eencrypted"
    except delimited.NotText:
        return b"Ebinary"
    except csv.Error:
        return b"Edamaged"
    except MemoryError:
        return b"Ememory"


def main(arguments: list[str]) -> NoReturn:
    """Read as told: reader and row limit by arguments, the path by standard input once the parent has looked it over."""
    reader, limit = arguments
    _limit_itself()
    if reader == "calamine":
        import python_calamine  # noqa: F401  # loaded while the parent still looks the file over
    path = os.fsdecode(bytes.fromhex(sys.stdin.buffer.readline().decode()))
    if path:
        sys.stdout.buffer.write(_answer(reader, int(limit), path))
        sys.stdout.buffer.flush()
    os._exit(0)
