"""Telling a scanner from a person by the times between keys: pure, no Qt, no clock.

A printable key is held. If the next comes within the gap it is held too, else all go back to be typed. Enter, Tab or
silence ends a code of at least four characters. Times are milliseconds of any one clock.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

LEAST_LENGTH = 4
SILENCE_MS = 80
SWALLOW_MS = 150
PAY_PAUSE_MS = 400


@dataclass(frozen=True)
class Calibration:
    """What is known of this computer's scanner. `suffix` is enter, tab or none; the prefix is taken off the code."""

    gap_ms: int = 35
    suffix: str = "enter"
    prefix: str = ""

    @property
    def silence_ms(self) -> int:
        """The silence that ends a code: 80 ms, more for a slow scanner."""
        return max(SILENCE_MS, self.gap_ms * 8 // 5)


BLUETOOTH = Calibration(gap_ms=50)


class Verdict(Enum):
    """What is to be done with a key."""

    HOLD = auto()
    PASS = auto()
    SWALLOW = auto()


@dataclass(frozen=True)
class Step:
    """What follows from one key or a silence: first `replay` so many held keys, then `code` was read, then the key's verdict."""

    verdict: Verdict = Verdict.PASS
    replay: int = 0
    code: str = ""


@dataclass
class BurstReader:
    """Reads keys one by one. The caller keeps the held keys themselves and replays them when told."""

    calibration: Calibration = field(default_factory=Calibration)
    held: str = ""
    last_ms: int = 0
    _ended_ms: int | None = None
    _is_certain: bool = False
    _is_shouted: bool = False

    @property
    def is_code(self) -> bool:
        """Whether what is held can only be a scan by now."""
        return len(self.held) >= LEAST_LENGTH

    def wait_ms(self) -> int:
        """How long to wait for the next key before `silence`; 0 when nothing is held."""
        if not self.held:
            return 0
        return self.calibration.silence_ms if self.is_code or self._is_certain else self.calibration.gap_ms

    def key(self, text: str, at_ms: int, *, certain: bool = False, shift: bool = False) -> Step:
        """A printable key. `certain`: no person types this way (Alt with the keypad). `shift` with a small letter: Caps Lock is on."""
        before = self.silence() if self.held and abs(at_ms - self.last_ms) > self.wait_ms() else Step()
        self.held += text
        self.last_ms = at_ms
        self._is_certain = self._is_certain or certain
        self._is_shouted = self._is_shouted or (shift and text.islower())
        return Step(Verdict.HOLD, before.replay, before.code)

    def end_key(self, at_ms: int) -> Step:
        """Enter or Tab: ends a code, or is the second end of one, or is a person's."""
        if self.held:
            if self.is_code and at_ms - self.last_ms <= self.calibration.silence_ms:
                return Step(Verdict.SWALLOW, code=self._take(at_ms))
            before = self.silence()
            late = bool(before.code) and at_ms - self.last_ms <= SWALLOW_MS
            return Step(Verdict.SWALLOW if late else Verdict.PASS, before.replay, before.code)
        if self._ended_ms is not None and 0 <= at_ms - self._ended_ms <= SWALLOW_MS:
            return Step(Verdict.SWALLOW)
        return Step()

    def silence(self) -> Step:
        """Nothing came for `wait_ms`, or a key that belongs to no code: a code is complete, or a person typed."""
        if self.is_code:
            return Step(code=self._take(self.last_ms))
        count = len(self.held)
        self._forget()
        if count:
            self._ended_ms = None
        return Step(replay=count)

    def since_code_ms(self, at_ms: int) -> int | None:
        """How long ago the last code ended; None before the first."""
        return None if self._ended_ms is None else at_ms - self._ended_ms

    def _take(self, ended_ms: int) -> str:
        text = self.held.swapcase() if self._is_shouted else self.held
        self._forget()
        self._ended_ms = ended_ms
        return clean(text, self.calibration)

    def _forget(self) -> None:
        self.held = ""
        self._is_certain = self._is_shouted = False


def clean(text: str, calibration: Calibration) -> str:
    """The code without control characters, blanks around it and the scanner's prefix."""
    bare = "".join(char for char in text if char.isprintable()).strip()
    prefix = calibration.prefix
    return bare[len(prefix) :] if prefix and bare.startswith(prefix) and len(bare) > len(prefix) else bare
