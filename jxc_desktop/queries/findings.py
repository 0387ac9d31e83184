"""What a check of the books found: facts, worded when shown, naming the document."""

from dataclasses import dataclass, field
from typing import Any

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _

_SENTENCES = {
    # the file
    "not_ours": N_("The file does not say that this program made it."),
    "pages": N_("The file is damaged: {detail}. Keep it as it is and restore the last good backup."),
    "rule": N_("Rows break a rule of their own table: {detail}."),
    "unreadable": N_("One part could not be checked: {detail}"),
    "reference": N_("Row {row} of {table} refers to a row of {parent} that is not there."),
    "trigger_missing": N_("The guard {name} is missing: what is posted could have been changed."),
    "schema_missing": N_("{name} is missing from the file ({kind})."),
    "schema_changed": N_("{name} is not as this program made it ({kind})."),
    "schema_unexpected": N_("{name} does not belong in the file ({kind})."),
    "not_indexed": N_("Product {name} can't be found by search."),
    "indexed_without_product": N_("The search index knows a product that is not there ({row})."),
    "draft": N_("A cart that is put aside can't be read ({key})."),
    "receipt_draft": N_("A half-typed goods receipt can't be read ({key})."),
    "receipt_draft_lines": N_("A half-typed goods receipt does not agree with its list of goods ({key})."),
    "draft_lines": N_("A cart that is put aside does not agree with its list of goods ({key})."),
    "setting": N_("Setting “{name}” can't be read; its usual value holds."),
    # stock
    "level": N_("{name}: the moves sum to {ledger_quantity}, the stock says {kept_quantity}."),
    "value_quantity": N_("{name}: the stock of all places is {ledger_quantity}, its value is kept for {kept_quantity}."),
    "value": N_("{name}: the moves are worth {ledger_money}, the stock value says {kept_money}."),
    "value_sign": N_("{name}: a stock of {kept_quantity} can't be worth {kept_money}."),
    "shortage": N_("{name}: {kept_quantity} are short, but the open shortages hold {ledger_quantity}."),
    "shortage_value": N_("{name}: what is short is worth {kept_money}, but the open shortages hold {ledger_money}."),
    "shortage_move": N_("{number}: an open shortage of {name} does not fit its move."),
    "move": N_("{number}: a stock move of {name} does not fit its document."),
    "true_up": N_("{number}: a true-up of {name} does not fit the move it settles."),
    "opened": N_("{name}: its opening stock is in no document."),
    "month": N_("{name}, end of {month}: the moves sum to {ledger_quantity}, written is a change of {kept_quantity}."),
    "month_value": N_(
        "{name}, end of {month}: {ledger_quantity} worth {ledger_money} moved, written is a change of {kept_quantity} worth {kept_money}."
    ),
    "not_opened": N_("{name}: it has an opening stock, yet stands as never set up."),
    # buying
    "order_draft": N_("An order that is not sent yet can't be read ({key})."),
    "order_draft_lines": N_("An order that is not sent yet does not agree with its list of goods ({key})."),
    "order_sums": N_("{number}: the lines do not add up to what the order says."),
    "order_back": N_("{number}, line {line}: it does not fit an order."),
    "receipt_order": N_("{number}, line {line}: it was not ordered by the order it names."),
    "receipt_sums": N_("{number}: lines, freight, total and what is owed do not add up."),
    "receipt_moves": N_("{number}, line {line}: the stock did not get what the line says."),
    "receipt_back": N_("{number}, line {line}: more went back than came, or of another receipt."),
    "party_balance": N_("{name}: the moves sum to {ledger_money}, the balance says {kept_money}."),
    "party_move": N_("{number}: what it moved of a supplier's account does not fit the document."),
    "allocation": N_("{number}: it pays more than there is, or something of another supplier."),
    "supplier_payment": N_("{number}: what was paid, the accounts and what is owed do not add up."),
    "receipt_amended": N_("{number}: of {name} the stock did not get what the new version of the receipt changes."),
    "later_cost": N_("{number}: its lines, what is owed and what the goods got of it do not add up."),
    # documents that move stock only
    "adjustment_moves": N_("{number}, line {line}: the stock did not move as the document says."),
    "transfer_moves": N_("{number}, line {line}: what left one place did not come to the other."),
    "assembly_moves": N_("{number}, line {line}: the stock did not move as the assembly says."),
    "assembly_value": N_("{number}: what was made is not worth what was used."),
    "taken_back": N_("{number} does not mirror {reverses}, which it takes back."),
    # counts
    "count_moves": N_("{number}, line {line}: what was booked is not what the count says."),
    "count_stands": N_("{number}, line {line}: {name} was counted at {kept_quantity}, the ledger says {ledger_quantity} for that moment."),
    "last_count": N_("{name}: when it was counted last is not what the counts say."),
    "late_goods": N_("{number}, line {line}: what it says of goods that moved before a count is not what was booked."),
    "count_tally": N_("Count {count}: the entries of a line do not add up to what its list says."),
    # documents
    "no_body": N_("{number} has no contents in its table."),
    "no_document": N_("{number}: rows of {table} belong to no document of their kind."),
    "sums": N_("{number}: lines, rounding off, total and payments do not add up."),
    "line_amount": N_("{number}, line {line}: the amount is not quantity times price less discounts."),
    "line_quantity": N_("{number}, line {line}: the base quantity is not quantity times ratio."),
    "line_net": N_("{number}, line {line}: net is not what the tax rate leaves."),
    "line_moves": N_("{number}, line {line}: quantity or cost differ from what left the stock."),
    "opening_moves": N_("{number}, line {line}: quantity or value differ from what moved."),
    "payment_shift": N_("{number}: a payment stands in the shift of another till or day."),
    "line_pack": N_("{number}, line {line}: its pack is not there."),
    "reversal": N_("{number} does not mirror {reverses}, which it reverses."),
    "moved_money": N_("{number}: what one way of paying lost is not what another gained."),
    "amendment": N_("{number} does not take the place of {amends}, which it was to put right."),
    "return_line": N_("{number}: a line does not fit the sale {returns} that it came back from."),
    "returned_too_much": N_("{number}, line {line}: more came back than was sold."),
    "paid_back_too_much": N_("{number}: more was paid back than was paid."),
    "scrap": N_("{number}, line {line}: what was scrapped is not what came back."),
    "number": N_("{number} stands where {expected} is expected: a number is missing or out of order."),
    "series_head": N_("The next number of {series} does not follow the last document."),
    "seq": N_("{number} has place {seq} in the order of documents, {expected} is expected."),
    "seq_head": N_("The order of documents ends at {seq}, the head says {head}."),
    # the chain
    "recipe": N_("{number} was sealed by recipe {recipe}, which this program does not know."),
    "hash": N_("{number} was changed after it was posted: its contents do not match its seal."),
    "link": N_("{number} is not linked to the document before it, {before}."),
    "chain_head": N_("The chain of till “{till}” ends at {number}, its head says otherwise."),
}


# Names as the file has them, which a translation may word.
_NAMES = (
    *(N_("table"), N_("index"), N_("trigger"), N_("view")),
    *(N_("audit_entry"), N_("barcode"), N_("brand"), N_("cancelled_cart"), N_("category"), N_("channel"), N_("channel_order")),
    *(
        N_("customer"),
        N_("delivery_note"),
        N_("document"),
        N_("draft"),
        N_("draft_line"),
        N_("head"),
        N_("import_batch"),
        N_("import_slice"),
        N_("mapping"),
    ),
    *(N_("opening_line"), N_("pack"), N_("past_sale_line"), N_("payment"), N_("payment_method"), N_("picture"), N_("place")),
    *(N_("planned_price"), N_("price_change"), N_("print_job"), N_("product"), N_("quick_key"), N_("quick_page"), N_("reference_list")),
    *(N_("reference_product"), N_("role"), N_("role_permission"), N_("sale"), N_("sale_customer"), N_("sale_line"), N_("sale_return")),
    *(N_("setting"), N_("shelf_position"), N_("shelf_tag"), N_("shift"), N_("shortage"), N_("stock_level"), N_("stock_move")),
    *(N_("stock_month"), N_("stock_month_value"), N_("stock_month_kept")),
    *(N_("stock_count"), N_("count_item"), N_("count_entry"), N_("count_sheet"), N_("count_sheet_line"), N_("posted_count")),
    *(N_("count_line"), N_("count_difference"), N_("last_count"), N_("late_goods")),
    *(N_("stock_value"), N_("tender_correction"), N_("till"), N_("user")),
)
_NAMED = {"kind", "table", "parent", "detail"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: a code and its facts. Keys that end in `_money` and `_quantity` are formatted when shown."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """The finding in words."""
        return _(_SENTENCES[self.code]).format(**{name: _shown(name, value) for name, value in self.facts.items()})


def _shown(name: str, value: Any) -> Any:
    if name.endswith("_money") and value is not None:
        return format_money(value)
    if name.endswith("_quantity") and value is not None:
        return format_quantity(value)
    if name in _NAMED:
        return _(str(value))
    if name == "number" and not value:
        return _("A document that is not there")
    return value
