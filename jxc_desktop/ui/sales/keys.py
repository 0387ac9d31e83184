"""The keys of the counter, each said once: what it does, its key at first, the word on its chip; and whole sets of keys.

Which keys this computer has is told by `key_choices`: bound by the page, shown on buttons and chips, listed on the key card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jxc_desktop.i18n import N_


@dataclass(frozen=True, slots=True)
class Key:
    """A key at first, what it does (a msgid), the page's slot (dotted), and the short word on its chip (none: not shown below).

    After a key that `asks` something is typed: while paying it leads back to the cart first, for there a digit ends the sale.
    """

    keys: str
    title: str
    slot: str
    chip: str = ""
    asks: bool = False


KEYS = (
    Key("F1", N_("Help: all keys"), "show_keys", N_("Keys")),
    Key("F2", N_("Quantity of the line"), "edits.quantity", N_("Quantity"), asks=True),
    Key("Shift+F2", N_("Next pack of the line (case, box, piece)"), "edits.pack"),
    Key("Ctrl+W", N_("Read the scale for the line"), "weighing.read"),
    Key("F3", N_("Find a product"), "find_product", N_("Find"), asks=True),
    Key("F4", N_("Price of the line"), "edits.price", N_("Reprice"), asks=True),
    Key("F5", N_("Discount on the line"), "edits.discount", N_("Mark down"), asks=True),
    Key("Shift+F5", N_("Discount on the whole cart, or the agreed total"), "edits.cart_discount", asks=True),
    Key("F6", N_("Hold the sale"), "holding.hold", N_("Hold")),
    Key("Shift+F6", N_("Hold the sale under a name"), "holding.hold_named", asks=True),
    Key("F7", N_("Resume a held sale"), "holding.resume", N_("Resume"), asks=True),
    Key("F8", N_("Customer: name and telephone"), "customers.ask", asks=True),
    Key("F9", N_("Remark, salesperson"), "remark.ask", N_("Remark"), asks=True),
    Key("F11", N_("Look up price and stock, the cart is not touched"), "show_look_up", N_("Look up"), asks=True),
    Key("F12", N_("Pay; Enter on an empty line does the same"), "pay"),
    Key("Del", N_("Remove the line"), "edits.remove", N_("Remove")),
    Key("Ctrl+Del", N_("Cancel the whole sale"), "edits.cancel"),
    Key("Ctrl+Z", N_("Undo the last change"), "undo"),
    Key("Ctrl+N", N_("Make the product of an unknown code"), "quick.ask_current"),
    Key("Ctrl+G", N_("Give the line free, or sell it again"), "edits.free"),
    Key("Ctrl+D", N_("Reverse the last sale"), "money_keys.reverse_last"),
    Key("Ctrl+K", N_("Cash for an e-payment"), "money_keys.swap"),
    Key("Ctrl+T", N_("Take goods back; with goods in the cart: exchange"), "show_returns", asks=True),
    Key("Ctrl+R", N_("Reprint the last receipt"), "reprint_last"),
    Key("Ctrl+P", N_("Print what did not print"), "print_pending"),
    Key("Ctrl+Shift+P", N_("Forget what did not print"), "forget_prints"),
    Key("Ctrl+F", N_("Past sales: find, reprint, reverse"), "show_old_sales"),
    Key("Ctrl+B", N_("Change the quick keys"), "quick_keys.edit"),
)

ASKING = frozenset(key.slot for key in KEYS if key.asks)

# What no other key can do.
FIXED = (
    ("Ctrl+1 … 9", N_("Pay the exact sum by this way, at once")),
    (N_("Up, Down"), N_("Choose a line")),
    ("Esc", N_("One step back")),
)

TYPED = (
    ("5*", N_("before a scan: five of it")),
    ("=10", N_("weighed goods for this sum (also where the weight is asked)")),
    ("3.5+", N_("goods without a code at this price")),
    ("2j, 3l, 300g, 1.2k", N_("the weight of the line in jin, liang, grams, kg")),
    (N_("20%, -5, =10"), N_("as a discount: a part, a sum off, the new sum")),
    (N_("keypad *"), N_("on an empty line: the quantity of the line")),
    ("0", N_("while paying: round off to 0.1, to 1, not at all")),
    ("Tab", N_("while paying: the sum that is handed over")),
    ("1 … 9", N_("while paying: this way pays the exact sum")),
)


@dataclass(frozen=True, slots=True)
class KeySet:
    """A whole set of keys; `differing` are those by slot that are not as at first."""

    title: str
    differing: Mapping[str, str] = field(default_factory=dict)

    def keys(self) -> dict[str, str]:
        """The key of each slot."""
        return {key.slot: self.differing.get(key.slot, key.keys) for key in KEYS}


KEY_SETS: dict[str, KeySet] = {
    "own": KeySet(N_("As this program has them")),
    "tills": KeySet(
        N_("As on many tills: F9 pays, Shift+F6 resumes"),
        {
            "edits.price": "F3",
            "edits.discount": "F4",
            "edits.cart_discount": "Shift+F4",
            "customers.ask": "F5",
            "holding.resume": "Shift+F6",
            "holding.hold_named": "Ctrl+F6",
            "show_look_up": "F7",
            "find_product": "F8",
            "pay": "F9",
            "show_old_sales": "F11",
            "remark.ask": "F12",
        },
    ),
    "small": KeySet(
        N_("For a small keyboard: no F keys, no keypad"),
        {
            "show_keys": "Ctrl+H",
            "edits.quantity": "Ctrl+Q",
            "edits.pack": "Ctrl+Shift+Q",
            "find_product": "Ctrl+L",
            "edits.price": "Ctrl+J",
            "edits.discount": "Ctrl+O",
            "edits.cart_discount": "Ctrl+Shift+O",
            "holding.hold": "Ctrl+S",
            "holding.hold_named": "Ctrl+Shift+S",
            "holding.resume": "Ctrl+Shift+R",
            "customers.ask": "Ctrl+I",
            "remark.ask": "Ctrl+M",
            "show_look_up": "Ctrl+Shift+L",
            "pay": "Ctrl+E",
            "edits.remove": "Ctrl+Backspace",
            "edits.cancel": "Ctrl+Shift+Backspace",
        },
    ),
}
