"""The channels on which a shop sells besides its counter."""

from sqlalchemy import select

from jxc_desktop.db.tables.sales import channel
from jxc_desktop.queries.view import View

_NAMES = select(channel.c.name).order_by(channel.c.id)


def channel_names(view: View) -> tuple[str, ...]:
    """The channels that orders were posted on, the oldest first."""
    return tuple(view.connection.execute(_NAMES).scalars())
