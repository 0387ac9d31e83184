"""Which count, and which goods, as words say it: `--where category=饮料`, `--count 12`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jxc_desktop.domain.counts import CountClosed, Scope
from jxc_desktop.domain.errors import ShopError, first_of
from jxc_desktop.i18n import _
from jxc_desktop.queries.count_list import ScopeNames, scope_names
from jxc_desktop.queries.counts import CountHead, count_by_number, count_head, count_heads
from jxc_desktop.queries.goods_of_codes import GoodsList, plain
from jxc_desktop.queries.view import View

Listed = Callable[[str], GoodsList]
_SHOWN = 12
_NAMED = {
    "place": ("place_ids", "places"),
    "category": ("category_ids", "categories"),
    "brand": ("brand_ids", "brands"),
    "supplier": ("supplier_ids", "suppliers"),
}
_CHINESE = {
    "仓库": "place",
    "分类": "category",
    "品牌": "brand",
    "供应商": "supplier",
    "货架": "shelf",
    "货架号": "shelf",
    "天数": "days",
    "存疑": "doubtful",
    "清单": "list",
}
KEYS = (*_NAMED, "shelf", "days", "doubtful", "list")


class NoSuchGoods(ShopError):
    """Words that choose no goods: an unknown key, a name that the shop does not have, a number that is none."""

    def __init__(self, said: str, known: Sequence[str]) -> None:
        super().__init__(said, tuple(known))
        self.said, self.known = said, tuple(known)

    def sentence(self) -> str:
        """Say what is possible."""
        listed = first_of(self.known, _SHOWN)
        return _("“{said}” chooses no goods; there is: {known}. No count was begun.").format(said=self.said[:80], known=listed or "—")


class UnknownInList(ShopError):
    """A list of goods has some that the shop does not have."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(tuple(sentences))
        self.sentences = tuple(sentences)

    def sentence(self) -> str:
        """Name them."""
        return " ".join(self.sentences) + " " + _("No count was begun: mend the list.")


class WhichCount(ShopError):
    """Several counts are open, or none."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(tuple(numbers))
        self.numbers = tuple(numbers)

    def sentence(self) -> str:
        """Name those that are open."""
        if not self.numbers:
            return _("No count is open. Nothing was changed. Begin one first.")
        listed = ", ".join(map(str, self.numbers))
        return _("Several counts are open: {numbers}. Nothing was changed. Say which one is meant, with --count.").format(numbers=listed)


def open_count(view: View, number: str = "") -> CountHead:
    """The count of this number that is still counted, or the only one. Raises NotFound, CountClosed, WhichCount."""
    if number:
        head = count_head(view, count_by_number(view, number))
        if not head.is_open:
            raise CountClosed
        return head
    heads = [head for head in count_heads(view, only_open=True) if head.is_open]
    if len(heads) != 1:
        raise WhichCount(sorted(head.number for head in heads))
    return heads[0]


def is_any_open(view: View) -> bool:
    """Whether something is being counted."""
    return any(head.is_open for head in count_heads(view, only_open=True))


def scope_of(view: View, said: Sequence[str], listed: Listed) -> Scope:
    """The scope that words name, each `key=value`: place, shelf (`A` or `A..C`), category, brand, supplier, days, list; or `doubtful`.

    Values of one key add up, different keys must all hold. `listed` reads a list of goods from a file. Raises NoSuchGoods, UnknownInList.
    """
    names, scope = scope_names(view), Scope()
    for each in said:
        scope = _narrowed(scope, each, names, listed)
    return scope


def _narrowed(scope: Scope, said: str, names: ScopeNames, listed: Listed) -> Scope:
    key, _sign, value = (part.strip() for part in said.partition("="))
    key = _CHINESE.get(key, key.casefold())
    if key == "doubtful" and value.casefold() in ("", "1", "yes", "是"):
        return replace(scope, is_doubtful=True)
    if not value or key not in KEYS or key == "doubtful":
        raise NoSuchGoods(said, [f"{key}=…" if key != "doubtful" else key for key in KEYS])
    if key in _NAMED:
        field, of = _NAMED[key]
        wider: dict[str, Any] = {field: (*getattr(scope, field), _id_of(said, value, getattr(names, of)))}
        return replace(scope, **wider)
    if key == "shelf":
        first, dots, last = (part.strip() for part in value.partition(".."))
        if not (first or last):
            raise NoSuchGoods(said, ["shelf=A", "shelf=A..C"])
        return replace(scope, shelf_from=first, shelf_to=last if dots else first)
    if key == "days":
        if not (value.isascii() and value.isdecimal() and len(value) < 5 and int(value)):
            raise NoSuchGoods(said, ["days=30"])
        return replace(scope, not_counted_days=int(value))
    found = listed(value)
    if found.sentences():
        raise UnknownInList(found.sentences())
    return replace(scope, product_ids=(*(scope.product_ids or ()), *found.product_ids))


def _id_of(said: str, value: str, names: Mapping[int, str]) -> int:
    found = next((each for each, name in names.items() if plain(name) == plain(value)), None)
    if found is None:
        raise NoSuchGoods(said, sorted(names.values()))
    return found
