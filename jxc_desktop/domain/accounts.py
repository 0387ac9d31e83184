"""The accounts in which the shop's money lies."""

from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.i18n import N_


class AccountKind(StrEnum):
    """What an account is."""

    DRAWER = "drawer"
    WALLET = "wallet"
    BANK = "bank"
    OWNER = "owner"


KIND_TITLES = {
    AccountKind.DRAWER: N_("Cash drawer"),
    AccountKind.WALLET: N_("Wallet"),
    AccountKind.BANK: N_("Bank account"),
    AccountKind.OWNER: N_("Money of the owner"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """An account."""

    id: int
    code: str
    name: str
    kind: AccountKind
    is_active: bool = True
