"""Tax inside a price."""

from jxc_desktop.domain.money import COIN, half_up

PERCENT = 10_000


def net_of(gross: int, rate: int) -> int:
    """The net amount, to the coin, inside a gross amount; `rate` in 1/100 percent (1300 is 13 %)."""
    return half_up(gross * PERCENT, (PERCENT + rate) * COIN) * COIN
