"""Paying: tenders become payments, rounding off and change. What is paid equals what is due, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, JIAO, MAX_DOCUMENT, UNIT, down_to, format_money
from jxc_desktop.i18n import N_, _

CASHIER_LIMIT = 9_900


class MethodKind(StrEnum):
    """How money arrives: cash; at once (WeChat, Alipay, card); later by a third party; stored value; on account."""

    CASH = "cash"
    AT_ONCE = "at_once"
    LATER = "later"
    STORED_VALUE = "stored_value"
    ON_ACCOUNT = "on_account"


class Rounding(StrEnum):
    """How the part paid in cash is cut down by itself."""

    OFF = "off"
    JIAO = "jiao"
    YUAN = "yuan"


ROUNDING_TITLES = {Rounding.OFF: N_("No rounding off"), Rounding.JIAO: N_("Round off to 0.1"), Rounding.YUAN: N_("Round off to 1")}
_STEPS = {Rounding.OFF: COIN, Rounding.JIAO: JIAO, Rounding.YUAN: UNIT}


ELSEWHERE = 1_000  # from this position on a way of paying is not at the counter


@dataclass(frozen=True, slots=True)
class Method:
    """A way of paying; `digit` is its key in the payment panel (0: none). `name` is shown as it is stored.

    One that is not `at_counter` is a delivery platform's: the cashier is not asked about it.
    """

    id: int
    code: str
    name: str
    kind: MethodKind
    digit: int = 0
    is_active: bool = True
    at_counter: bool = True


@dataclass(frozen=True, slots=True)
class Tender:
    """What a customer offers by one way of paying; None is "the rest, exactly"."""

    method_id: int
    kind: MethodKind
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of what was paid: amount = tendered - change. In 多付找现 a cash row has a negative amount."""

    method_id: int
    kind: MethodKind
    amount: int
    tendered: int
    change: int = 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a total was settled; when nothing remains, the amounts paid add up to `total_due` = total - `round_off`."""

    payments: tuple[Payment, ...]
    round_off: int
    automatic_round_off: int
    total_due: int
    paid: int
    change: int
    remaining: int

    @property
    def has_cash(self) -> bool:
        """Whether the drawer opens."""
        return any(payment.kind is MethodKind.CASH for payment in self.payments)


class NotEnoughPaid(ShopError):
    """The tenders do not cover the sum."""

    def __init__(self, remaining: int) -> None:
        super().__init__(remaining)
        self.remaining = remaining

    def sentence(self) -> str:
        """Name what is missing."""
        return _("{sum} is still to be paid.").format(sum=format_money(self.remaining))


class PaidTooMuch(ShopError):
    """More than the rest by a way of paying that gives no change."""

    def __init__(self, change: int) -> None:
        super().__init__(change)
        self.change = change

    def sentence(self) -> str:
        """Name the surplus."""
        return _("This is {sum} more than is due, and this way of paying gives no change.").format(sum=format_money(self.change))


class ChangeNotAgreed(PaidTooMuch):
    """An e-payment above the sum: one more Enter on the shown change agrees to it (多付找现)."""

    def sentence(self) -> str:
        """Name the change that would be given."""
        return _("{sum} too much was paid. Press Enter once more to give it back in cash.").format(sum=format_money(self.change))


class RoundOffAboveLimit(ShopError):
    """Rounding off by hand beyond what the role may."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def sentence(self) -> str:
        """Name the limit and the other way."""
        return _("At most {sum} may be rounded off by hand. For more, agree on a total.").format(sum=format_money(self.limit))


class RoundingUp(ShopError):
    """Rounding in the shop's favour; forbidden by law, refused here."""

    def sentence(self) -> str:
        """Say that only downwards is possible."""
        return _("A sum is only ever rounded down.")


class NotWholeCoins(ShopError):
    """A sum that can't be paid in coins, or is no sum to pay."""

    def __init__(self, amount: int) -> None:
        super().__init__(amount)
        self.amount = amount

    def sentence(self) -> str:
        """Quote the sum."""
        return _("{sum} can't be paid: a sum has two decimals and is above zero.").format(sum=format_money(self.amount))


def cash_due(rest: int, rounding: Rounding) -> int:
    """What is asked in cash for a rest: cut down to the jiao or the yuan."""
    return down_to(rest, _STEPS[rounding])


def quick_cash(total: int) -> tuple[int, ...]:
    """Sums a customer is likely to hand over: the total in whole tens, twenties, fifties, hundreds; at most four."""
    notes = (10 * UNIT, 20 * UNIT, 50 * UNIT, 100 * UNIT)
    return tuple(sorted({-(-total // note) * note for note in notes})) if total > 0 else ()


def settle(
    total: int,
    tenders: Sequence[Tender],
    *,
    rounding: Rounding = Rounding.JIAO,
    manual_round_off: int = 0,
    round_off_limit: int = CASHIER_LIMIT,
    allow_change_from_epayment: bool = False,
    cash_method_id: int | None = None,
    partial: bool = False,
) -> Settlement:
    """Turn tenders, in their order, into payments that add up to the total less rounding off, or raise what stands against it.

    Automatic rounding cuts only the part paid in cash, when cash is last and covers the rest. `partial` gives the state so
    far (`remaining`) instead of NotEnoughPaid. `cash_method_id` gets the change of an e-payment that was agreed to.
    """
    _check(total, tenders, manual_round_off, round_off_limit)
    due = total - manual_round_off
    automatic = _automatic_round_off(due, tenders, rounding)
    due -= automatic
    payments: list[Payment] = []
    rest = due
    for tender in tenders:
        taken = _take(tender, rest, allow_change_from_epayment, cash_method_id)
        payments += taken
        rest -= sum(payment.amount for payment in taken)
    if rest > 0 and not partial:
        raise NotEnoughPaid(rest)
    if due == 0:
        # Nothing is owed: no money moves and no drawer opens.
        payments = [payment for payment in payments if payment.amount]
    change = sum(payment.change for payment in payments)
    return Settlement(tuple(payments), total - due, automatic, due, due - rest, change, rest)


def _check(total: int, tenders: Sequence[Tender], manual: int, limit: int) -> None:
    if not 0 <= total <= MAX_DOCUMENT or total % COIN:
        raise NotWholeCoins(total)
    for tender in tenders:
        if tender.amount is not None and (not 0 < tender.amount <= MAX_DOCUMENT or tender.amount % COIN):
            raise NotWholeCoins(tender.amount)
    if manual < 0:
        raise RoundingUp
    if manual % COIN:
        raise NotWholeCoins(manual)
    if manual > min(limit, total):
        raise RoundOffAboveLimit(min(limit, total))


def _automatic_round_off(due: int, tenders: Sequence[Tender], rounding: Rounding) -> int:
    if not tenders or tenders[-1].kind is not MethodKind.CASH or any(tender.amount is None for tender in tenders[:-1]):
        return 0
    rest = due - sum(tender.amount or 0 for tender in tenders[:-1])
    wanted = cash_due(rest, rounding)
    given = tenders[-1].amount
    return rest - wanted if rest > 0 and (given is None or given >= wanted) else 0


def _take(tender: Tender, rest: int, change_agreed: bool, cash_method_id: int | None) -> tuple[Payment, ...]:
    given = rest if tender.amount is None else tender.amount
    over = given - rest
    if tender.kind is MethodKind.CASH:
        return (Payment(tender.method_id, tender.kind, min(given, rest), given, max(0, over)),)
    if over <= 0:
        return (Payment(tender.method_id, tender.kind, given, given),) if given else ()
    if tender.kind is not MethodKind.AT_ONCE:
        raise PaidTooMuch(over)
    if not change_agreed or cash_method_id is None:
        raise ChangeNotAgreed(over)
    return (Payment(tender.method_id, tender.kind, given, given), Payment(cash_method_id, MethodKind.CASH, -over, 0, over))
