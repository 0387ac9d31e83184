"""The keys of the counter, each said once: bound by the page, shown as chips, listed on the key card."""

from dataclasses import dataclass

from jxc_desktop.i18n import N_


@dataclass(frozen=True, slots=True)
class Key:
    """A key, what it does (a msgid), the page's slot (dotted), and the short word on its chip (none: not shown below)."""

    keys: str
    title: str
    slot: str
    chip: str = ""
    is_bound: bool = True


KEYS = (
    Key("F1", N_("Help: all keys"), "show_keys", N_("Keys")),
    Key("F2", N_("Quantity of the line"), "edits.quantity", N_("Quantity")),
    Key("Shift+F2", N_("Next pack of the line (case, box, piece)"), "edits.pack"),
    Key("F3", N_("Find a product"), "find_product", N_("Find")),
    Key("F4", N_("Price of the line"), "edits.price", N_("New price")),
    Key("F5", N_("Discount on the line"), "edits.discount", N_("Give discount")),
    Key("Shift+F5", N_("Discount on the whole cart, or the agreed total"), "edits.cart_discount"),
    Key("F6", N_("Hold the sale"), "holding.hold", N_("Hold")),
    Key("Shift+F6", N_("Hold the sale under a name"), "holding.hold_named"),
    Key("F7", N_("Resume a held sale"), "holding.resume", N_("Resume")),
    Key("F8", N_("Customer: name and telephone"), "customers.ask"),
    Key("F9", N_("Remark, salesperson"), "remark.ask", N_("Remark")),
    Key("F11", N_("Look up price and stock, the cart is not touched"), "show_look_up"),
    Key("F12", N_("Pay; Enter on an empty line does the same"), "pay"),
    Key("Ctrl+1 … 9", N_("Pay the exact sum by this way, at once"), "", is_bound=False),
    Key("Ctrl+N", N_("Make the product of an unknown code"), "quick.ask_current"),
    Key("Del", N_("Remove the line"), "edits.remove", N_("Remove"), is_bound=False),
    Key("Ctrl+Del", N_("Cancel the whole sale"), "edits.cancel", is_bound=False),
    Key("Ctrl+Z", N_("Undo the last change"), "undo", is_bound=False),
    Key("Ctrl+G", N_("Give the line free, or sell it again"), "edits.free"),
    Key("Ctrl+D", N_("Reverse the last sale"), "money_keys.reverse_last"),
    Key("Ctrl+K", N_("Cash for an e-payment"), "money_keys.swap"),
    Key("Ctrl+B", N_("Change the quick keys"), "quick_keys.edit"),
    Key("Ctrl+R", N_("Reprint the last receipt"), "reprint_last"),
    Key("Ctrl+F", N_("Past sales: find, reprint, reverse"), "show_old_sales"),
    Key("Ctrl+T", N_("Take goods back; with goods in the cart: exchange"), "show_returns"),
    Key(N_("Up, Down"), N_("Choose a line"), "", is_bound=False),
    Key("Esc", N_("One step back"), "", is_bound=False),
)

TYPED = (
    ("5*", N_("before a scan: five of it")),
    ("=10", N_("weighed goods for this sum (also where the weight is asked)")),
    ("3.5+", N_("goods without a code at this price")),
    ("2jin, 300g", N_("the weight of the line")),
    (N_("keypad *"), N_("on an empty line: the quantity of the line")),
    ("0", N_("while paying: round off to 0.1, to 1, not at all")),
    ("Tab", N_("while paying: the sum that is handed over")),
    ("1 … 9", N_("while paying: this way pays the exact sum")),
)
