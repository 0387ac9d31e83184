"""Scanner or person: replayed timings of keys."""

import pytest

from jxc_desktop.ui.widgets.bursts import BLUETOOTH, BurstReader, Calibration, Step, Verdict, clean

COLA = "6901234567892"


def scan(reader, code, at, every, ends=1, end_every=None):
    """Send a code key by key; the codes read, and the time of the last key."""
    read = []
    for char in code:
        read.append(reader.key(char, at).code)
        at += every
    for _ in range(ends):
        read.append(reader.end_key(at).code)
        at += end_every or every
    return [text for text in read if text], at


@pytest.mark.parametrize("every", [1, 7, 16, 30])
def test_a_scan_is_read(every):
    assert scan(BurstReader(), COLA, 1000, every)[0] == [COLA]


def test_slow_bluetooth_is_read_after_calibration():
    jitter = [30, 45, 30, 38, 30, 49, 30, 30, 30, 41, 30, 30, 30]
    reader, at, replayed = BurstReader(BLUETOOTH), 0, 0
    for char, pause in zip(COLA, jitter, strict=True):
        replayed += reader.key(char, at).replay
        at += pause
    assert (reader.end_key(at).code, replayed) == (COLA, 0)


def test_fifty_scans_a_second_for_a_minute_are_each_counted_once():
    reader, at, read = BurstReader(), 0, []
    for number in range(3_000):
        code = f"69{number:011d}"
        codes, at = scan(reader, code, at, 1, end_every=6)
        read += codes
    assert read == [f"69{number:011d}" for number in range(3_000)]


def test_two_equal_codes_are_two_bottles():
    reader = BurstReader()
    first, at = scan(reader, COLA, 0, 1)
    second, _ = scan(reader, COLA, at, 1)
    assert first + second == [COLA, COLA]


@pytest.mark.parametrize("every", [100, 140, 400])
def test_a_person_types(every):
    reader, at, replayed = BurstReader(), 0, 0
    for char in "1234567890":
        step = reader.key(char, at)
        assert not step.code
        replayed += step.replay + reader.silence().replay
        at += every
    assert replayed == 10
    assert reader.end_key(at) == Step(Verdict.PASS)


def test_two_keys_pressed_at_once_are_typed():
    reader = BurstReader()
    reader.key("t", 0)
    reader.key("h", 12)
    assert reader.key("e", 160) == Step(Verdict.HOLD, replay=2)


@pytest.mark.parametrize("code", ["12", "123"])
def test_short_codes_are_typed(code):
    reader = BurstReader()
    for place, char in enumerate(code):
        reader.key(char, place * 8)
    assert reader.end_key(len(code) * 8) == Step(Verdict.PASS, replay=len(code))


def test_a_scanner_without_suffix_ends_by_silence():
    reader = BurstReader()
    for place, char in enumerate(COLA):
        reader.key(char, place * 8)
    assert reader.wait_ms() == 80
    assert reader.silence() == Step(code=COLA)


def test_a_single_held_key_waits_only_the_gap():
    reader = BurstReader()
    assert reader.wait_ms() == 0
    reader.key("1", 0)
    assert reader.wait_ms() == 35


def test_the_next_code_ends_the_one_before_when_silence_was_missed():
    reader = BurstReader()
    for place, char in enumerate("1234567"):
        reader.key(char, place * 8)
    assert reader.key("9", 500) == Step(Verdict.HOLD, code="1234567")


def test_a_hiccup_within_a_long_code_does_not_cut_it():
    reader = BurstReader()
    for place, char in enumerate("690123"):
        reader.key(char, place * 8)
    assert reader.key("4", 40 + 60) == Step(Verdict.HOLD)


def test_cr_and_lf_are_one_end():
    reader = BurstReader()
    codes, at = scan(reader, COLA, 0, 8)
    assert codes == [COLA]
    assert reader.end_key(at + 5) == Step(Verdict.SWALLOW)
    assert reader.end_key(at + 145) == Step(Verdict.PASS)


def test_a_late_suffix_after_silence_is_swallowed():
    reader = BurstReader()
    for place, char in enumerate(COLA):
        reader.key(char, place * 8)
    reader.silence()
    assert reader.end_key(12 * 8 + 120) == Step(Verdict.SWALLOW)


def test_an_enter_by_hand_after_a_scan_passes():
    reader = BurstReader()
    scan(reader, COLA, 0, 8)
    assert reader.end_key(13 * 8 + 151) == Step(Verdict.PASS)


def test_what_is_typed_after_a_scan_keeps_its_enter():
    reader = BurstReader()
    _, at = scan(reader, COLA, 0, 8)
    reader.key("5", at)
    assert reader.silence() == Step(replay=1)
    assert reader.end_key(at + 60) == Step(Verdict.PASS)


def test_alt_and_keypad_is_no_person_however_slow():
    reader, at = BurstReader(), 0
    for char in COLA:
        assert reader.key(char, at, certain=True).replay == 0
        at += 70
    assert reader.end_key(at).code == COLA


def test_caps_lock_is_undone():
    reader = BurstReader()
    for place, char in enumerate("abc123"):
        reader.key(char, place * 8, shift=char.isalpha())
    assert reader.end_key(50).code == "ABC123"


@pytest.mark.parametrize(
    ("prefix", "sent", "code"),
    [("", "\x02690123\x03", "690123"), ("]E0", "]E0690123", "690123"), ("]E0", "690123", "690123"), ("6901", "6901", "6901")],
)
def test_prefixes_are_taken_off(prefix, sent, code):
    assert clean(sent, Calibration(prefix=prefix)) == code


def test_times_since_the_last_code_are_told():
    reader = BurstReader()
    assert reader.since_code_ms(5) is None
    _, _at = scan(reader, COLA, 0, 8)
    assert reader.since_code_ms(13 * 8 + 400) == 400
