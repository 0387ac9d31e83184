"""python -m jxc_desktop: a window, or a terminal command when the first word is one."""

import sys


def main() -> int:
    """Run a terminal command, else open the window; returns the exit code."""
    from jxc_desktop import cli

    arguments = sys.argv[1:]
    if cli.is_command(arguments):
        return cli.main(arguments)
    from jxc_desktop import app

    return app.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
