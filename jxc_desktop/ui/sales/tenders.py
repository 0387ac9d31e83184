"""Paying, as far as it has come: the tenders given, what is rounded off by hand, and what is still to be paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jxc_desktop.domain.money import COIN, JIAO, UNIT, down_to
from jxc_desktop.domain.payments import Method, MethodKind, PaidTooMuch, Rounding, Settlement, Tender, settle
from jxc_desktop.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class Paying:
    """What is being paid. `total` is the cart's; `agreed` that change of an e-payment goes back in cash (多付找现)."""

    total: int
    settings: Settings
    methods: tuple[Method, ...]
    tenders: tuple[Tender, ...] = ()
    round_off: int = 0
    agreed: bool = False

    @property
    def cash(self) -> Method | None:
        """The shop's cash."""
        return next((method for method in self.methods if method.kind is MethodKind.CASH), None)

    @property
    def usual(self) -> Method | None:
        """The way that a bare Enter takes."""
        wanted = self.settings.bare_enter_method
        return next((method for method in self.methods if method.code == wanted), self.cash)

    def method(self, method_id: int) -> Method | None:
        """A way of paying by its id."""
        return next((method for method in self.methods if method.id == method_id), None)

    def by_digit(self, digit: int) -> Method | None:
        """The way with this digit."""
        return next((method for method in self.methods if method.digit == digit), None)

    def settled(self, more: Sequence[Tender] = (), *, partial: bool = True) -> Settlement:
        """How it stands with these tenders too. Raises what `payments.settle` refuses."""
        cash = self.cash
        return settle(
            self.total,
            (*self.tenders, *more),
            rounding=Rounding(self.settings.cash_rounding),
            manual_round_off=self.round_off,
            round_off_limit=self.settings.round_off_limit,
            allow_change_from_epayment=self.agreed,
            cash_method_id=None if cash is None else cash.id,
            partial=partial,
        )

    def remaining(self) -> int:
        """What is still to be paid."""
        try:
            return self.settled().remaining
        except PaidTooMuch:
            return 0

    def due_by(self, method: Method | None) -> int:
        """What the rest comes to by this way: cash is rounded off by itself."""
        rest = self.remaining()
        if method is None or rest <= 0:
            return rest
        settlement = self.settled([Tender(method.id, method.kind)])
        return rest - settlement.automatic_round_off

    @property
    def cash_due(self) -> int:
        """What the rest comes to in cash."""
        return self.due_by(self.cash)

    def with_tender(self, method: Method, amount: int | None = None) -> "Paying":
        """One more tender; no amount is the rest, exactly."""
        return replace(self, tenders=(*self.tenders, Tender(method.id, method.kind, amount)))

    def without_last(self) -> "Paying":
        """The last tender taken back."""
        return replace(self, tenders=self.tenders[:-1], agreed=False)

    def next_round_off(self) -> "Paying":
        """The next of: to the jiao, to the yuan, nothing; only what the limit allows and what differs."""
        steps = sorted({self.total - down_to(self.total, step) for step in (JIAO, UNIT)} | {0})
        allowed = [off for off in steps if off <= min(self.settings.round_off_limit, self.total) and off % COIN == 0]
        later = [off for off in allowed if off > self.round_off]
        return replace(self, round_off=later[0] if later else 0)


def ways_text(paying: Paying) -> str:
    """“WeChat”, “Cash + WeChat”: the ways by which it was paid."""
    methods = [paying.method(tender.method_id) for tender in paying.tenders]
    return " + ".join(dict.fromkeys(method.name for method in methods if method is not None))
