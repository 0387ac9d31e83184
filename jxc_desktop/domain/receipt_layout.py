"""Which parts of a receipt a shop wants: chosen once in the settings, the same on paper, in a PDF and in the preview."""

from dataclasses import dataclass, fields

from jxc_desktop.domain.settings import Settings

PREFIX = "receipt_"


@dataclass(frozen=True, slots=True)
class ReceiptLayout:
    """What is shown. Each field is the setting of the same name with `receipt_` before it."""

    has_large_name: bool = True
    has_phone: bool = True
    has_time: bool = True
    has_cashier: bool = True
    has_code: bool = False
    has_spec: bool = True
    has_unit_price: bool = True
    has_line_discount: bool = True
    has_saved_total: bool = False
    has_tax: bool = True


def layout_of(settings: Settings) -> ReceiptLayout:
    """The layout that the shop chose."""
    return ReceiptLayout(**{field.name: getattr(settings, PREFIX + field.name) for field in fields(ReceiptLayout)})


def layout_settings() -> tuple[str, ...]:
    """The names of the settings behind the layout, in the order of the paper."""
    return tuple(PREFIX + field.name for field in fields(ReceiptLayout))
