"""python -m jxc_desktop: a window, or a terminal command when the first word is one.

A frozen program also is its own child that reads workbooks, or finds search words: told apart first, before anything heavy is loaded.
"""

import sys

from jxc_desktop.spreadsheets import child


def main() -> int:
    """Run a terminal command, else open the window; returns the exit code."""
    try:
        return _run()
    except KeyboardInterrupt:  # Ctrl+C while the program is loaded: nothing had begun
        return 1


def _run() -> int:
    if sys.argv[1:2] == [child.FLAG]:
        child.main(sys.argv[2:])
    import gc

    gc.disable()  # what is loaded now stays: looking for cycles meanwhile is a tenth of the start
    from jxc_desktop.operations import product_words

    if sys.argv[1:2] == [product_words.FLAG]:
        product_words.main()
    from jxc_desktop import cli

    arguments = sys.argv[1:]
    if cli.is_command(arguments):
        gc.enable()
        return cli.main(arguments)
    from jxc_desktop import app

    gc.freeze()
    return app.main(arguments)  # the search for cycles stays off: `ui.collector` does it on the window's own thread


if __name__ == "__main__":
    sys.exit(main())
