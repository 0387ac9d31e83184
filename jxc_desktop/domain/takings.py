"""What is formed from the takings of a day or a span."""

from jxc_desktop.domain.money import COIN, half_up


def average_ticket(takings: int, sales: int, reversals: int) -> int:
    """客单价: the takings, returns taken off, over the sales that stand; to the coin, 0 where none does. Money in 1/10000.

    A sale that was reversed took nothing and was no customer's visit: it counts on neither side.
    """
    standing = sales - reversals
    return half_up(takings, standing * COIN) * COIN if standing > 0 else 0
