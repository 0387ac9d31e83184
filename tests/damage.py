"""Breaking a shop file by hand: what somebody with a database tool could do."""

from collections.abc import Sequence
from pathlib import Path

from jxc_desktop.db.engine import driver
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import CheckReport, check


def damaged_copy(shop: Shop, target: Path, statements: Sequence[str]) -> Path:
    """A copy of the shop's file after these statements: guards, checks and references were off, and are back."""
    source = driver().connect(str(shop.path), isolation_level=None)
    source.execute("PRAGMA synchronous=OFF")
    source.execute("VACUUM INTO ?", (str(target),))
    source.close()
    connection = driver().connect(str(target), isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _name, sql in guards:
        connection.execute(sql)
    connection.close()
    return target


def check_file(path: Path) -> CheckReport:
    """What the check says about a file."""
    shop = open_shop(path, program="check", writable=False, create=False)
    try:
        with shop.read() as view:
            return check(view)
    finally:
        shop.close()
