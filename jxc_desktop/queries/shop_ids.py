"""Which shop a file is: a random word that it was given once and keeps through copies, backups and restores.

It stands among the shop's choices under a key that is none, so that no version needs another table for it.
"""

import json

from sqlalchemy import Connection, select

from jxc_desktop.db.tables.shop import setting

KEY = "shop_id"
_ID = select(setting.c.value).where(setting.c.key == KEY)


def shop_id_of(connection: Connection) -> str:
    """The id of the shop in a file; empty when it was given none yet, or it can't be understood."""
    kept = connection.execute(_ID).scalar()
    try:
        found = json.loads(kept) if isinstance(kept, str) else ""
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""
