"""大写金额: an amount in the Chinese characters that nobody alters with a stroke, as papers that are signed carry it.

Source of the rules: 支付结算办法, appendix 1. One 零 stands for any run of zeros between figures, none at the end; 整 ends
an amount without 分.
"""

from itertools import pairwise

from jxc_desktop.domain.money import COIN, half_up

FIGURES = "零壹贰叁肆伍陆柒捌玖"
TENS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
LIMIT = 10**12
_COINS = 100


def in_words(value: int) -> str:
    """`壹仟贰佰叁拾肆元伍角陆分` for money in 1/10000; rounded to whole coins. Raises ValueError from 10**12 units on."""
    coins = half_up(abs(value), COIN)
    units, rest = divmod(coins, _COINS)
    if units >= LIMIT:
        raise ValueError(value)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(units)}元" if units or not rest else ""
    if jiao:
        words += f"{FIGURES[jiao]}角"
    elif fen and units:
        words += FIGURES[0]
    words += f"{FIGURES[fen]}分" if fen else "整"
    return ("负" if value < 0 and coins else "") + words


def _whole(number: int) -> str:
    """A whole number below 10**12: groups of four figures, each with its name."""
    if number == 0:
        return FIGURES[0]
    groups = [number // 10_000**place % 10_000 for place in reversed(range(len(GROUPS)))]
    words = _group(groups[0]) + GROUPS[2] if groups[0] else ""
    for place, (before, group) in enumerate(pairwise(groups)):
        if group == 0:
            continue
        skipped = words and (group < 1_000 or before == 0)
        words += (FIGURES[0] if skipped else "") + _group(group) + GROUPS[1 - place]
    return words


def _group(number: int) -> str:
    """Up to four figures, with one 零 for zeros between them."""
    words, has_gap = "", False
    for place in (3, 2, 1, 0):
        figure = number // 10**place % 10
        if figure:
            words += (FIGURES[0] if has_gap and words else "") + FIGURES[figure] + TENS[place]
        has_gap = figure == 0
    return words
