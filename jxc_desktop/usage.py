"""The command line's own words, for the terminal and the window's start: mistakes, help, and lines on any kind of terminal.

argparse looks its words up in a catalogue that nobody has; here it gets the shop's. What a newer Python words otherwise
stays English.
"""

import argparse
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TextIO

from jxc_desktop import i18n
from jxc_desktop.i18n import N_, _, why_not

ARGPARSE = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser in the user's language. What it prints comes out on a terminal without the letters too."""

    def __init__(self, **more: Any) -> None:
        argparse._ = i18n._  # type: ignore[attr-defined]
        super().__init__(**more)

    def _print_message(self, message: str, file: Any = None) -> None:
        with suppress(OSError):  # where help or a mistake can't be told, nothing else is lost
            say(file, message, end="")


def a_day(text: str) -> date:
    """A day as 2026-11-22."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{text}” is no day; write it as 2026-11-22").format(text=text)) from None


def a_moment(text: str) -> datetime:
    """A time as 2026-11-30 16:20, local and without a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or len(text) <= len("2026-11-30") or not 1970 < moment.year < 9999:
        raise argparse.ArgumentTypeError(_("“{text}” is no time; write it as 2026-11-30 16:20").format(text=text))
    return moment


def a_number(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number in these bounds."""

    def number(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 19 and least <= int(text) <= most:
            return int(text)
        said = _("“{text}” is no whole number from {least} to {most}").format(text=text, least=least, most=most)
        raise argparse.ArgumentTypeError(said)

    return number


def say(stream: TextIO | None, text: str, plainer: str | None = None, *, end: str = "\n") -> None:
    """Write a line; where the terminal has no such letters (a Western locale, a torn file name), the plainer text or escapes.

    Where nobody reads any more (`check | head`) nothing is said, and the command's exit code stays. Raises OSError (a full disk).
    """
    if stream is None:  # closed before the program began
        return
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.encode(encoding, "backslashreplace").decode(encoding) if plainer is None else plainer
    try:
        stream.write(text + end)
        stream.flush()
    except OSError as error:
        # What is still held back would be written, and complained about, when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def refused_by_system(error: OSError) -> str:
    """What the system would not do, in a sentence: what happened, that nothing is lost, what now."""
    text = _("That was not possible ({why}). What was stored before is safe. Put it right and try again.").format(why=why_not(error))
    return f"{error.filename}: {text}" if isinstance(error.filename, str) else text
