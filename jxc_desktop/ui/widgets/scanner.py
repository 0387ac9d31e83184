"""The scanner's filter: keeps the keys of a scan away from every field, and brings the code to who takes it.

It sits on each window of the program and holds printable keys until `bursts.BurstReader` knows whether a person or a
scanner sent them. Who takes scans has a method `take_scan(code) -> bool`; the nearest one above the focus is asked first, up
to its window. What nobody there takes comes as the signal `scanned`: the main window gives it to the page that is shown. In
a dialog that takes no scans it is refused with two beeps and a sentence.

A key that prints something must be handled in `keyPressEvent`: a shortcut on it would fire in the middle of a scan, so the
filter keeps such keys from the shortcuts.
"""

import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from jxc_desktop.i18n import _
from jxc_desktop.ui import remembered, sounds, trouble
from jxc_desktop.ui.widgets.bursts import SWALLOW_MS, BurstReader, Calibration, Step, Verdict

Recorder = Callable[[str, int], None]

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDS = (*_ENTERS, Qt.Key.Key_Tab)
_SILENT = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Control,
    Qt.Key.Key_Meta,
)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ALT_KEYPAD = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True)
class _Held:
    """A key, or a piece an input method committed, waiting for the verdict; and where it goes if a person typed it."""

    target: QObject
    event: QEvent

    def replay(self) -> None:
        """Send it to where it was going."""
        if shiboken6.isValid(self.target):
            QCoreApplication.sendEvent(self.target, self.event)


class Scanner(QObject):
    """The filter; one for the application. `scanned` is for codes that nobody near the focus took, `taken` for the others."""

    scanned = Signal(str)
    taken = Signal(str)
    refused = Signal(str)

    def __init__(self, app: QApplication, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(app)
        self.reader = BurstReader(load_calibration())
        self.recorder: Recorder | None = None
        self._clock = clock
        self._skew = 0
        self._delivered_at: float | None = None
        self._held: list[_Held] = []
        self._is_replaying = False
        self._alt_digits = ""
        self._composing = _Composing()
        self._focus_object: QObject | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_silence)
        app.focusWindowChanged.connect(self.watch_window)
        app.focusObjectChanged.connect(self._watch_object)
        for window in QGuiApplication.topLevelWindows():
            self.watch_window(window)

    # what the program calls

    def calibrate(self, calibration: Calibration) -> None:
        """Use this calibration from now on, and remember it on this computer."""
        save_calibration(calibration)
        self.reader.calibration = calibration

    def watch_window(self, window: QWindow | None) -> None:
        """Filter the keys of a window; windows that get the focus are watched by themselves."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _watch_object(self, focused: QObject | None) -> None:
        old = self._focus_object
        if old is not None and shiboken6.isValid(old):
            old.removeEventFilter(self)
        self._focus_object = focused
        if focused is not None and not isinstance(focused, QWindow):
            focused.installEventFilter(self)

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on their way to a window; shortcuts and an input method's texts on their way to the focus."""
        if self._is_replaying:
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        if kind == QEvent.Type.KeyRelease and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            return self._on_key_released(watched, event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._on_shortcut(event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent) and not isinstance(watched, QWindow):
            return self._on_composed(watched, event)
        if kind == QEvent.Type.MouseButtonPress and self._held:
            self._settle()
        return False

    def _on_key(self, window: QWindow, event: QKeyEvent) -> bool:
        at_ms = self._time_of(event)
        key, text = event.key(), event.text()
        if self.recorder is not None and (text or key in _ENDS):
            self.recorder("\t" if key == Qt.Key.Key_Tab else text or "\r", at_ms)
            return True
        if key in _SILENT:
            return False
        if event.isAutoRepeat() and not self._is_within_burst(at_ms):
            self._settle()
            return key in _ENTERS and self._is_just_scanned(at_ms)
        if _is_alt_keypad(event):
            self._alt_digits += text or chr(key)
            return True
        if key in _ENDS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return self._follow(self.reader.end_key(at_ms))
        if len(text) == 1 and text.isprintable() and not event.modifiers() & _COMMANDS:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self._hold(_Held(window, QKeyEvent(event)), self.reader.key(text, at_ms, shift=shift))
        self._settle()
        return False

    def _on_key_released(self, window: QWindow, event: QKeyEvent) -> bool:
        """Alt is let go: the digits of the keypad were one character."""
        if event.key() != Qt.Key.Key_Alt or not self._alt_digits:
            return False
        number, self._alt_digits = int(self._alt_digits), ""
        if sys.platform == "win32":  # Windows sends the character itself
            return False
        at_ms = self._time_of(event)
        if number in (10, 13, 9):
            if self.recorder is not None:
                self.recorder(chr(number), at_ms)
            else:
                self._follow(self.reader.end_key(at_ms))
        elif 32 <= number < 256:
            text = chr(number)
            if self.recorder is not None:
                self.recorder(text, at_ms)
            else:
                typed = QKeyEvent(QEvent.Type.KeyPress, ord(text.upper()), Qt.KeyboardModifier.NoModifier, text)
                self._hold(_Held(window, typed), self.reader.key(text, at_ms, certain=True))
        return True

    def _on_shortcut(self, event: QKeyEvent) -> bool:
        """Keep keys that may belong to a scan from the shortcuts; they come as key presses then."""
        at_ms = self._time_of(event)
        is_end = event.key() in _ENDS and (self.reader.is_code or self._is_just_scanned(at_ms))
        is_text = len(event.text()) == 1 and event.text().isprintable() and not event.modifiers() & _COMMANDS
        if is_end or is_text or _is_alt_keypad(event) or self.recorder is not None:
            event.accept()
            return True
        return False

    def _on_composed(self, target: QObject, event: QInputMethodEvent) -> bool:
        """What an input method sends: single characters are keys; a word composed faster than anyone types is a scan."""
        at_ms = int(self._clock() * 1000) + self._skew
        text = unicodedata.normalize("NFKC", event.commitString())
        if not text:
            self._composing.grow(event.preeditString(), at_ms, self.reader.calibration.silence_ms)
            return False
        is_scan = self._composing.ends_as_scan(at_ms, self.reader.calibration.silence_ms)
        if len(text) == 1 and text.isprintable() and not is_scan:
            return self._hold(_Held(target, _same_commit(event)), self.reader.key(text, at_ms))
        if not is_scan:
            self._settle()
            return False
        self._take_back(target)
        if text.isascii():
            for char in text:
                self._arm(self.reader.key(char, at_ms, certain=True))
        else:
            self._tell(_("The input method spoilt this scan. Switch it to English (Shift) and scan again."))
        return True

    def _take_back(self, target: QObject) -> None:
        """Empty what the input method is composing in a field; the text itself never got there."""
        self._is_replaying = True
        try:
            QCoreApplication.sendEvent(target, QInputMethodEvent())
        finally:
            self._is_replaying = False

    # from keys to codes

    def _hold(self, held: _Held, step: Step) -> bool:
        is_held = self._follow(step)
        self._held.append(held)
        return is_held

    def _follow(self, step: Step) -> bool:
        """Do what a step asks; True when the key goes no further."""
        if step.code:
            self._held.clear()
        for held in self._take_held(step.replay):
            self._replay(held)
        self._arm(step)
        if step.code:
            self.deliver(step.code)
        return step.verdict is not Verdict.PASS

    def _arm(self, step: Step) -> None:
        if step.verdict is Verdict.HOLD:
            self._timer.start(self.reader.wait_ms() + 1)
        else:
            self._timer.stop()

    def _take_held(self, count: int) -> list[_Held]:
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def _replay(self, held: _Held) -> None:
        self._is_replaying = True
        try:
            held.replay()
        finally:
            self._is_replaying = False

    def _on_silence(self) -> None:
        """The time is over. Keys that wait in the queue behind a busy moment come first: they carry earlier times."""
        held, last = self.reader.held, self.reader.last_ms
        QTimer.singleShot(0, self, lambda: self._settle() if (self.reader.held, self.reader.last_ms) == (held, last) else None)

    def _settle(self) -> None:
        """No more keys of this burst will come."""
        if self.reader.held:
            self._follow(self.reader.silence())

    def _time_of(self, event: QKeyEvent) -> int:
        now = int(self._clock() * 1000)
        if not event.timestamp():
            return now + self._skew
        self._skew = event.timestamp() - now
        return event.timestamp()

    def _is_within_burst(self, at_ms: int) -> bool:
        """X calls the second of two equal digits a repeat when they come within a millisecond; a key held down starts later."""
        return bool(self.reader.held) and abs(at_ms - self.reader.last_ms) <= self.reader.wait_ms()

    def _is_just_scanned(self, at_ms: int) -> bool:
        since = self.reader.since_code_ms(at_ms)
        return since is not None and 0 <= since <= SWALLOW_MS

    def deliver(self, code: str) -> None:
        """Bring a code to the nearest taker above the focus; else to the window, unless a dialog is in front."""
        self._delivered_at = self._clock()
        widget = QApplication.focusWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        while widget is not None:
            take = getattr(widget, "take_scan", None)
            if take is not None and take(code):
                self.taken.emit(code)
                return
            widget = None if widget.isWindow() else widget.parentWidget()
        if QApplication.activeModalWidget() is None:
            self.scanned.emit(code)
            return
        self.refused.emit(code)
        self._tell(_("No scan is taken here. Close this window and scan on the sales page."))

    def since_scan_ms(self) -> float:
        """How long ago the last code was brought; endless before the first."""
        return float("inf") if self._delivered_at is None else (self._clock() - self._delivered_at) * 1000

    def _tell(self, text: str) -> None:
        sounds.refused()
        trouble.tell(None, text, kind="amber")


@dataclass
class _Composing:
    """How fast an input method's text grew: four steps each within a scanner's pause are no person's."""

    steps: int = 0
    last_ms: int = 0

    def grow(self, preedit: str, at_ms: int, pause_ms: int) -> None:
        """The text being composed changed."""
        is_quick = preedit and at_ms - self.last_ms <= pause_ms
        self.steps = self.steps + 1 if is_quick else int(bool(preedit))
        self.last_ms = at_ms

    def ends_as_scan(self, at_ms: int, pause_ms: int) -> bool:
        """The text is committed: whether all of it came as fast as a scan."""
        steps, self.steps = self.steps, 0
        return steps >= 4 and at_ms - self.last_ms <= pause_ms


def _is_alt_keypad(event: QKeyEvent) -> bool:
    return event.modifiers() & _ALT_KEYPAD == _ALT_KEYPAD and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9


def _same_commit(event: QInputMethodEvent) -> QInputMethodEvent:
    copy = QInputMethodEvent()
    copy.setCommitString(event.commitString(), event.replacementStart(), event.replacementLength())
    return copy


def load_calibration() -> Calibration:
    """What this computer remembers of its scanner."""
    usual = Calibration()
    gap = remembered.number("scanner/gap_ms", usual.gap_ms)
    return Calibration(min(max(gap, 20), 90), remembered.text("scanner/suffix", usual.suffix), remembered.text("scanner/prefix"))


def save_calibration(calibration: Calibration) -> None:
    """Remember a calibration on this computer."""
    remembered.remember("scanner/gap_ms", calibration.gap_ms)
    remembered.remember("scanner/suffix", calibration.suffix)
    remembered.remember("scanner/prefix", calibration.prefix)


def current() -> Scanner | None:
    """The application's scanner, where there is one."""
    app = QCoreApplication.instance()
    return app.findChild(Scanner) if app is not None else None
