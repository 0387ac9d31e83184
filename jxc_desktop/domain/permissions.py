"""The rights. One name a right; a role holds a set of them; the first role, the owner, holds them all."""

from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.i18n import N_


class Permission(StrEnum):
    """What a person may do. The value is stored; the title is shown."""

    SELL = "sell"
    OVERRIDE_PRICE = "override_price"
    DISCOUNT = "discount"
    ROUND_OFF = "round_off"
    CANCEL_CART = "cancel_cart"
    REPRINT = "reprint"
    REVERSE_SALE = "reverse_sale"
    RETURN_GOODS = "return_goods"
    RETURN_ABOVE_LIMIT = "return_above_limit"
    CORRECT_TENDER = "correct_tender"
    SWAP_CASH = "swap_cash"
    GIVE_FREE = "give_free"
    SEE_SALES = "see_sales"
    SEE_REPORTS = "see_reports"
    SEE_COST = "see_cost"
    SEE_STOCK = "see_stock"
    EDIT_PRODUCTS = "edit_products"
    IMPORT_PRODUCTS = "import_products"
    SET_OPENING_STOCK = "set_opening_stock"
    SEE_PURCHASES = "see_purchases"
    EDIT_SUPPLIERS = "edit_suppliers"
    ORDER_GOODS = "order_goods"
    APPROVE_ORDERS = "approve_orders"
    RECEIVE_GOODS = "receive_goods"
    RETURN_TO_SUPPLIER = "return_to_supplier"
    PAY_SUPPLIER = "pay_supplier"
    ADJUST_STOCK = "adjust_stock"
    TRANSFER_STOCK = "transfer_stock"
    ASSEMBLE_GOODS = "assemble_goods"
    COUNT_STOCK = "count_stock"
    SEE_DIFFERENCES = "see_differences"
    POST_COUNTS = "post_counts"
    APPROVE_COUNTS = "approve_counts"
    EXPORT = "export"
    CHANGE_SETTINGS = "change_settings"
    MANAGE_USERS = "manage_users"
    BACK_UP = "back_up"
    RESTORE = "restore"


TITLES: dict[Permission, str] = {
    Permission.SELL: N_("Ring up sales"),
    Permission.OVERRIDE_PRICE: N_("Change a price on the line"),
    Permission.DISCOUNT: N_("Give discounts"),
    Permission.ROUND_OFF: N_("Round off by hand"),
    Permission.CANCEL_CART: N_("Cancel a whole sale before payment"),
    Permission.REPRINT: N_("Reprint receipts"),
    Permission.REVERSE_SALE: N_("Reverse a sale"),
    Permission.RETURN_GOODS: N_("Take goods back"),
    Permission.RETURN_ABOVE_LIMIT: N_("Take goods back without a receipt, above the day's limit"),
    Permission.CORRECT_TENDER: N_("Correct the way a sale was paid"),
    Permission.SWAP_CASH: N_("Give cash for an e-payment"),
    Permission.GIVE_FREE: N_("Give goods free"),
    Permission.SEE_SALES: N_("See past sales"),
    Permission.SEE_REPORTS: N_("See reports"),
    Permission.SEE_COST: N_("See costs and profit"),
    Permission.SEE_STOCK: N_("See stock"),
    Permission.EDIT_PRODUCTS: N_("Make and change products"),
    Permission.IMPORT_PRODUCTS: N_("Import products"),
    Permission.SET_OPENING_STOCK: N_("Set opening stock"),
    Permission.SEE_PURCHASES: N_("See purchases and what is owed"),
    Permission.EDIT_SUPPLIERS: N_("Make and change suppliers"),
    Permission.ORDER_GOODS: N_("Order goods"),
    Permission.APPROVE_ORDERS: N_("Approve orders"),
    Permission.RECEIVE_GOODS: N_("Receive goods"),
    Permission.RETURN_TO_SUPPLIER: N_("Send goods back to the supplier"),
    Permission.PAY_SUPPLIER: N_("Pay suppliers"),
    Permission.ADJUST_STOCK: N_("Write goods off and up"),
    Permission.TRANSFER_STOCK: N_("Move goods between places"),
    Permission.ASSEMBLE_GOODS: N_("Assemble and break goods"),
    Permission.COUNT_STOCK: N_("Count stock"),
    Permission.SEE_DIFFERENCES: N_("See what a count finds missing or over"),
    Permission.POST_COUNTS: N_("Post counts"),
    Permission.APPROVE_COUNTS: N_("Approve counts above the limit"),
    Permission.EXPORT: N_("Export to files"),
    Permission.CHANGE_SETTINGS: N_("Change settings"),
    Permission.MANAGE_USERS: N_("Manage staff"),
    Permission.BACK_UP: N_("Make backups"),
    Permission.RESTORE: N_("Restore a backup"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the person signed in, with the rights of the moment."""

    user_id: int
    name: str
    permissions: frozenset[Permission]

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless this person holds the right."""
        if permission not in self.permissions:
            raise NotAllowed(TITLES[permission])
