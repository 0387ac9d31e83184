"""A receipt that never was: what the settings show and the test page prints, with one of everything a layout decides."""

from datetime import datetime

from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.receipt_layout import layout_of
from jxc_desktop.domain.settings import Settings
from jxc_desktop.i18n import _
from jxc_desktop.queries.receipts import Receipt, ReceiptLine, ReceiptPayment


def sample_receipt(settings: Settings, logo: bytes, now: datetime) -> Receipt:
    """The shop's own head and foot around two lines, one of them with a discount."""
    lines = (
        ReceiptLine(1, "1001", "6901234567892", _("Cola"), "500ml", _("bottle"), 2_000, 3 * UNIT, 3 * UNIT, 0, 6 * UNIT),
        ReceiptLine(2, "2001", "", _("Schoolbag"), _("blue"), _("piece"), 1_000, 60 * UNIT, 60 * UNIT, 12 * UNIT, 48 * UNIT),
    )
    return Receipt(
        document_id=0,
        number=f"XS{now:%Y%m%d}-0000",
        is_reversal=False,
        reverses="",
        shop_name=settings.shop_name,
        shop_address=settings.shop_address,
        shop_phone=settings.shop_phone,
        head=settings.receipt_head,
        foot=settings.receipt_foot,
        currency=settings.currency,
        posted_at=now,
        business_date=now.date(),
        till="1",
        cashier=_("Wang"),
        sold_by="",
        lines=lines,
        pieces=2,
        goods_total=66 * UNIT,
        discount=12 * UNIT,
        round_off=0,
        total=54 * UNIT,
        payments=(ReceiptPayment("cash", _("Cash"), "cash", 54 * UNIT, 100 * UNIT, 46 * UNIT),),
        tendered=100 * UNIT,
        change=46 * UNIT,
        tax_status=settings.tax_status,
        tax=54 * UNIT * settings.tax_rate // (10_000 + settings.tax_rate) // 100 * 100,
        remark="",
        layout=layout_of(settings),
        logo=logo,
    )
