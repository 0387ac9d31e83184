"""Which goods codes and names stand for, as the counter finds them, for many at once: files of counts, lists of goods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from jxc_desktop.domain.barcodes import isbn_13, normalise
from jxc_desktop.domain.errors import first_of
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.scale_codes import ScaleLabel, read_scale_code
from jxc_desktop.i18n import _
from jxc_desktop.queries.known_products import known_products
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.queries.product_fields import own_code
from jxc_desktop.queries.products import scale_formats
from jxc_desktop.queries.view import View

_NEEDED = ("name", "spec", "unit", "kind", "retail_price", "pack_name", "pack_ratio", "pack_barcode", "pack_measured")
_CUTS = "\t;,；，、|"


@dataclass(frozen=True, slots=True)
class GoodsOfCode:
    """A product that a code stands for: base units in a piece of the code's pack, and what a scale's label said."""

    product_id: int
    ratio: int = 1
    label: ScaleLabel | None = None


class GoodsBook:
    """All products, found by what is said of them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.known = known_products(view, _NEEDED)

    @cached_property
    def _packs_by_code(self) -> dict[str, tuple[int, Any]]:
        """Product and pack of each pack's barcode."""
        return {code: (product_id, pack) for product_id, packs in self.known.packs.items() for pack in packs for code in pack.barcodes}

    @cached_property
    def _names(self) -> dict[str, list[int]]:
        """The products of each name, with and without the spec, whatever the blanks and the case."""
        found: dict[str, list[int]] = {}
        for product_id in self.known.rows:
            name, spec = self.known.value(product_id, "name"), self.known.value(product_id, "spec")
            for text in {plain(name), plain(f"{name}{spec}")}:
                found.setdefault(text, []).append(product_id)
        return found

    def with_code(self, said: str) -> list[GoodsOfCode]:
        """What a code stands for: a barcode of a unit or pack, the own code, a scale's label, a book's old number."""
        code = normalise(said)
        found = self._exactly(code, own_code(said))
        if found or not code:
            return found
        label = read_scale_code(code, scale_formats(self._view.settings.scale_formats))
        if label is not None:
            items = (label.item, label.item.lstrip("0"))
            whose = next((each for item in items if item.strip("0") and (each := self._exactly(item, item))), [])
            return [GoodsOfCode(each.product_id, label=label) for each in whose]
        other = isbn_13(code) if len(code) == 10 else None
        return [] if other is None else self._exactly(other, other)

    def _exactly(self, code: str, typed: str) -> list[GoodsOfCode]:
        found: dict[int, GoodsOfCode] = {}
        for spelled in same_codes(code):
            for product_id in self.known.ids_of_barcode(spelled):
                owner, pack = self._packs_by_code.get(spelled, (0, None))
                is_pack = owner == product_id and spelled not in self.known.barcodes.get(product_id, ())
                found.setdefault(product_id, GoodsOfCode(product_id, pack.ratio if is_pack and pack else 1))
        for each in (code, typed):
            own = self.known.by_code.get(each)
            if own is not None:
                found.setdefault(own, GoodsOfCode(own))
        return list(found.values())

    def named(self, text: str) -> list[int]:
        """The products of this name, or of name and spec."""
        return self._names.get(plain(text), []) if text else []

    def title(self, product_id: int) -> str:
        """Name and spec."""
        return " ".join(filter(None, [str(self.known.value(product_id, "name")), str(self.known.value(product_id, "spec"))]))


def plain(text: str) -> str:
    """A name as it is compared: without blanks, whatever the case."""
    return "".join(text.split()).casefold()


# lists of goods


@dataclass(frozen=True, slots=True)
class GoodsList:
    """The goods of a list in its order, each once; what is no goods of the shop, or of several, as it stands there."""

    product_ids: tuple[int, ...]
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    without_stock: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """What was left out, and why."""
        told = (
            (_("Not in the shop: {names}."), self.unknown),
            (_("Several products have the same name; say the code: {names}."), self.several),
            (_("These keep no stock: {names}."), self.without_stock),
        )
        return [text.format(names=_listed(names)) for text, names in told if names]


_SHOWN = 10
_HEADS = frozenset(
    [
        "条码",
        "条形码",
        "商品条码",
        "编码",
        "商品编码",
        "商品名称",
        "名称",
        "品名",
        "规格",
        "单位",
        "数量",
        "序号",
        "code",
        "barcode",
        "name",
        "product",
        "spec",
        "unit",
        "quantity",
        "no.",
        "no",
    ]
)


def _listed(names: Sequence[str]) -> str:
    return first_of(names, _SHOWN)


def rows_of_text(text: str) -> list[list[str]]:
    """A pasted list: a row a line, cut where Excel or a person put a cut."""
    table = str.maketrans(dict.fromkeys(_CUTS, "\t"))
    return [line.translate(table).split("\t") for line in text.splitlines()]


def goods_in_list(view: View, rows: Iterable[Sequence[str]]) -> GoodsList:
    """The goods that rows of cells name by barcode, own code or name; the first cell of a row that says one counts.

    A name beside its spec in the next cell is one name. A row of heads is no goods.
    """
    book = GoodsBook(view)
    words = {plain(word) for title in TITLES.values() for word in (title, _(title))} | _HEADS
    found: dict[int, None] = {}
    unknown, several, without = [], [], []
    for row in rows:
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        if not cells or all(plain(cell) in words for cell in cells):
            continue
        ids = _whose(book, cells)
        if not ids:
            unknown.append(cells[0])
        elif len(ids) > 1:
            several.append(cells[0])
        elif not Kind(book.known.value(ids[0], "kind")).has_stock:
            without.append(book.title(ids[0]))
        else:
            found[ids[0]] = None
    return GoodsList(tuple(found), tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(several)), tuple(dict.fromkeys(without)))


def _whose(book: GoodsBook, cells: Sequence[str]) -> list[int]:
    """Codes first, then names; one that only one product has settles it."""
    best: list[int] = []
    longest_first = sorted(cells, key=len, reverse=True)  # the number of a row may be an own code too
    names = [*(first + second for first, second in pairwise(cells)), *cells]
    for ids in [*([each.product_id for each in book.with_code(cell)] for cell in longest_first), *map(book.named, names)]:
        if len(ids) == 1:
            return ids
        best = best or ids
    return best
