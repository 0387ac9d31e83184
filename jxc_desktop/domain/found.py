"""What a code stands for: a product, with the pack that was scanned and what a scale's label said."""

from dataclasses import dataclass

from jxc_desktop.domain.products import Product
from jxc_desktop.domain.scale_codes import ScaleLabel


@dataclass(frozen=True, slots=True)
class Found:
    """A product that a code stands for: the pack scanned (None is the base unit), and what a scale's label said."""

    product: Product
    pack_id: int | None = None
    label: ScaleLabel | None = None
