"""The recovery card names file, folders and the ways back."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from jxc_desktop import i18n
from jxc_desktop.paths import command
from jxc_desktop.printing.paper import page_count
from jxc_desktop.printing.recovery_card import RecoveryCard, card_rows, recovery_card_pdf

CARD = RecoveryCard("好邻居", Path("shop.jxc"), (Path("backups"), Path("stick")), date(2026, 11, 22))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_card_says_where_and_how(language):
    i18n.use_language(language)
    text = " ".join(row.text for row in card_rows(CARD))
    for part in ("好邻居", "2026-11-22", "shop.jxc", "backups", "stick", f"{command()} restore"):
        assert part in text


def test_the_card_is_one_page():
    stream = BytesIO()
    recovery_card_pdf(CARD, stream)
    assert page_count(stream.getvalue()) == 1
