"""The pack that a row of a sheet means, and what would become of it.

A row has room for one pack; a product may have several. The row's pack is known by its barcode, its ratio and its name, which
must not contradict each other. What the row does not mean is not touched; barcodes are only added, unless emptied.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.sheet_rows import CLEAR
from jxc_desktop.queries.differences import Change
from jxc_desktop.queries.known_products import PACK_KEYS, KnownPack
from jxc_desktop.queries.product_codes import same_codes

_EMPTY: dict[str, Any] = {"pack_name": "", "pack_ratio": None, "pack_barcode": (), "pack_price": None, "pack_measured": 0}


class PackChange(NamedTuple):
    """What becomes of a pack: `pack_id` 0 is a new one. `reason` is a key of REASONS (`other` is a pack), `note` one of NOTES."""

    pack_id: int = 0
    changes: tuple[Change, ...] = ()
    reason: str = ""
    other: str = ""
    note: str = ""


class _Unclear(Exception):
    """The row's cells mean different packs, or none of several."""

    def __init__(self, reason: str, other: KnownPack) -> None:
        super().__init__(reason)
        self.reason, self.other = reason, f"{other.name} ({other.ratio})"


def pack_change(packs: Sequence[KnownPack], unit_codes: Collection[str], values: Mapping[str, Any]) -> PackChange:
    """What a row does to the packs of a product. `unit_codes` stand for its unit: no pack gets them."""
    given = values.get("pack_barcode")
    asked = () if given is None or given is CLEAR else tuple(map(normalise, given))
    codes = tuple(code for code in asked if not any(spelled in unit_codes for spelled in same_codes(code)))
    note = "" if codes == asked else "pack_code_of_unit"
    try:
        meant = _meant(packs, codes, values)
    except _Unclear as unclear:
        return PackChange(reason=unclear.reason, other=unclear.other)
    if meant is not None:
        return PackChange(meant.id, tuple(_changed(meant, codes, values)), note=note)
    said = {key: codes if key == "pack_barcode" else _kept(key, values[key]) for key in PACK_KEYS if values.get(key, CLEAR) is not CLEAR}
    told = {key: value for key, value in said.items() if value != _EMPTY[key]}
    if "pack_ratio" not in told:
        return PackChange(note="pack_without_ratio" if told else "")
    return PackChange(0, tuple(Change(key, _EMPTY[key], value) for key, value in told.items()), note=note)


def _meant(packs: Sequence[KnownPack], codes: Sequence[str], values: Mapping[str, Any]) -> KnownPack | None:
    """The pack that all cells allow; None is a new one. Raises _Unclear."""
    name, ratio = (None if values.get(key) is CLEAR else values.get(key) for key in ("pack_name", "pack_ratio"))
    spelled = {each for code in codes for each in same_codes(code)}
    signs = (
        [pack for pack in packs if not spelled.isdisjoint(pack.barcodes)],
        [pack for pack in packs if pack.ratio == ratio],
        [pack for pack in packs if pack.name == name],
    )
    left = list(packs)
    for fitting in filter(None, signs):
        narrowed = [pack for pack in left if pack in fitting]
        if not narrowed:
            raise _Unclear("other_pack", left[0])
        left = narrowed
    if not packs or (not any(signs) and ratio is not None and name is not None):
        return None  # what is known of no pack and has a name is a new one; without a name the only one there is
    if len(left) > 1:
        raise _Unclear("which_pack", left[0])
    return left[0]


def _kept(key: str, value: Any) -> Any:
    """A value of a sheet as the shop keeps it."""
    return int(value) if key == "pack_measured" else value


def _changed(pack: KnownPack, codes: Sequence[str], values: Mapping[str, Any]) -> Iterator[Change]:
    """What becomes of a known pack. Without a name or a ratio there is no pack: it goes."""
    goes = CLEAR in (values.get("pack_name"), values.get("pack_ratio"))
    for key in PACK_KEYS:
        old, new = pack.value(key), values.get(key)
        if goes or new is CLEAR:
            new = _EMPTY[key]
        elif new is None:
            continue
        elif key == "pack_barcode":
            has = {spelled for code in old for spelled in same_codes(code)}
            new = old + tuple(code for code in codes if code not in has)
        else:
            new = _kept(key, new)
        if new != old:
            yield Change(key, old, new)
