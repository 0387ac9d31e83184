"""A cell becomes a value: one parser a kind of field. None is a blank; what can't be taken raises Wrong with its cure.

The paths that nearly every cell takes are short; the general parsers of `domain` follow behind them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from jxc_desktop.domain.barcodes import is_valid_gtin, normalise
from jxc_desktop.domain.errors import NotANumber, TooLarge, TooPrecise
from jxc_desktop.domain.money import MAX_PRICE, UNIT, format_money, parse_money
from jxc_desktop.domain.products import BELOW_ZERO_TITLES, KIND_TITLES, MAX_BARCODE, MAX_LONG_TEXT, MAX_TEXT, BelowZero, Kind
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE, format_quantity, parse_quantity
from jxc_desktop.domain.sheet_rows import CLEAR, FieldValue
from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets.row_errors import Wrong
from jxc_desktop.spreadsheets.workbook import Cell

SHORTEST_GTIN = 8
EXACT_DIGITS = 10**15

CLEAR_WORDS = frozenset({"清空", "(清空)", "（清空）", "(clear)"})
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_NO_BARCODE = frozenset(["无", "暂无", "没有", "无码", "无条码", "-", "--", "—", "/", "na", "n/a", "none", "null", "0"])
_ASKED_AT_THE_TILL = frozenset({"variable", "时价", "面议", "时价商品"})
_FORMULA_STARTS = frozenset("=+-@")
_NO_OPTION = frozenset({"Default Title"})
_YES = frozenset(["是", "有", "y", "yes", "true", "t", "1", "√", "✓", "✔", "对"])
_NO = frozenset(["否", "无", "n", "no", "false", "f", "0", "×", "x", "✗", "✘", "不"])
_KINDS = {
    Kind.GOODS: "goods 普通 普通商品 商品 标准商品 计件 标品",
    Kind.WEIGHED: "weighed weight 称重 称重商品 计重 散称 散装 生鲜",
    Kind.SERVICE: "service 服务 服务项目 服务商品 项目",
    Kind.OPEN_PRICE: "open_price openprice 无码 无码商品 临时商品",
}
_POLICIES = {
    BelowZero.SELL: "sell 允许 照卖 可售 是 y yes 1",
    BelowZero.WARN: "warn 提醒 警告 提示",
    BelowZero.REFUSE: "refuse 禁止 拒绝 不允许 不可售 否 n no 0",
}

_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_EXACT = re.compile(r"[-\d.]", re.ASCII)
_TWO_NUMBERS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[/\\、~～-]\s*\d+(?:\.\d+)?\s*元?", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d{1,3}", re.ASCII | re.IGNORECASE)
_POINT_ZERO = re.compile(r"(\d+)\.0+", re.ASCII)
_SCALE = re.compile("[折%‰角毛分厘万千百亿]")
_MEASURE = re.compile(
    r"[/每]\s*([^\s\d/]+)|(公斤|千克|市斤|斤|两|克|吨|箱|件|提|打|扎|捆|托|筐|盒|包|袋|条|卷|板|桶|瓶|罐|听|个|只|支|枝|本|张|双|套|副|把|根|粒|片|米|升)"
    r"|(?<![a-z])(kg|g|ml|l)(?![a-z])",
    re.IGNORECASE,
)
PIECES = frozenset("瓶罐听个只支枝本张双套副把根粒片")
_BARCODE_ENDS = re.compile(r"[,;，；、|\n]+")
_RATIO = re.compile(r"(?:1\s*\S{0,2}?\s*[*x×:=/]\s*)?(\d{1,6})(?:\.0+)?\s*[^\d\s]{0,3}(?:/\S{1,2})?", re.ASCII | re.IGNORECASE)

Parser = Callable[[Cell], FieldValue | None]


def shown(cell: Cell) -> str:
    """Any cell as the text a person would read in it."""
    if type(cell) is str:
        return cell
    if type(cell) is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT_DIGITS else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def text(cell: Cell) -> FieldValue | None:
    """A text on one line. A date where a text belongs is what Excel makes of 1-2 or 5/10."""
    if isinstance(cell, date):
        raise Wrong("became_a_date", "month_and_day", f"{cell.month}-{cell.day}")
    return _line(cell, MAX_TEXT)


def spec(cell: Cell) -> FieldValue | None:
    """A text that may run on, but is no date."""
    return text(cell) if isinstance(cell, date) else _line(cell, MAX_LONG_TEXT)


def remark(cell: Cell) -> FieldValue | None:
    """A text that may run on; a date is welcome."""
    return _line(cell, MAX_LONG_TEXT)


def _line(cell: Cell, limit: int) -> FieldValue | None:
    words = cell if type(cell) is str else shown(cell)
    if words in CLEAR_WORDS:
        return CLEAR
    line = " ".join(words.split())
    if len(line) > limit:
        raise Wrong("too_long", "leave_out", limit=limit)
    if line in _EXCEL_ERRORS:
        raise Wrong("excel_error", "leave_out")
    if line in _NO_OPTION:
        return None
    if line[:1] == "'" and line[1:2] in _FORMULA_STARTS:
        line = line[1:]  # as our own .csv writes it
    return line or None


def code(cell: Cell) -> FieldValue | None:
    """A code: exact digits of a number, no apostrophe that Excel users put before a leading zero."""
    if type(cell) is float or type(cell) is int:
        return _digits(cell)
    value = text(cell)
    if isinstance(value, str):
        whole = _POINT_ZERO.fullmatch(value)
        return whole.group(1) if whole else value.lstrip("'‘’`") or None
    return value


def _digits(cell: float) -> str:
    """The digits of a number that Excel kept exactly."""
    if not -EXACT_DIGITS < cell < EXACT_DIGITS:
        raise Wrong("lost_digits", "leave_out")
    if cell < 0 or cell != int(cell):
        return shown(cell)
    return str(int(cell))


def barcodes(cell: Cell) -> FieldValue | None:
    """The barcodes of a cell. Numbers of up to 15 digits are exact; longer or shortened ones are lost and refused."""
    if type(cell) is str:
        return (
            (cell,)
            if cell.isascii() and cell.isalnum() and 1 < len(cell) <= MAX_BARCODE and cell.lower() not in _NO_BARCODE
            else _barcodes(cell)
        )
    if type(cell) is float or type(cell) is int:
        digits = _digits(cell)
        if not digits.isdecimal():
            raise Wrong("not_a_barcode", "leave_out")
        return (digits,) if digits != "0" else None
    raise Wrong("not_a_barcode", "leave_out")


def _barcodes(cell: str) -> FieldValue | None:
    if cell.strip() in CLEAR_WORDS:
        return CLEAR
    plain = unicodedata.normalize("NFKC", cell).strip().strip("'‘’`")
    if plain.lower() in _NO_BARCODE:
        return None
    if "://" in plain or plain.lower().startswith("www."):
        raise Wrong("web_address", "leave_out")
    found = [one for part in _BARCODE_ENDS.split(plain) if part.strip() for one in _of_part(part.strip())]
    return tuple(dict.fromkeys(found)) or None


def _of_part(part: str) -> list[str]:
    """One barcode written with blanks, or several with blanks or strokes between."""
    between = part.split("/")
    if len(between) > 1 and all(len(word.strip()) >= SHORTEST_GTIN and word.strip().isdecimal() for word in between):
        return [one for word in between for one in _of_part(word)]
    words = part.split()
    joined = "".join(words)
    if len(words) > 1 and not is_valid_gtin(joined) and all(len(word) >= SHORTEST_GTIN for word in words):
        return [_one_barcode(word) for word in words]
    return [_one_barcode(joined)]


def _one_barcode(word: str) -> str:
    if _SCIENTIFIC.fullmatch(word):
        raise Wrong("scientific", "leave_out")
    whole = _POINT_ZERO.fullmatch(word)
    if whole:
        return whole.group(1)
    if not word.isascii() or word in _EXCEL_ERRORS or not any(map(str.isalnum, word)):
        raise Wrong("not_a_barcode", "leave_out")
    if len(word) > MAX_BARCODE:
        raise Wrong("too_long", "leave_out", limit=MAX_BARCODE)
    return normalise(word)


def money(cell: Cell) -> FieldValue | None:
    """A price: not below zero, at most four decimals."""
    if type(cell) is float or type(cell) is int:
        return _scaled(cell, UNIT, MAX_PRICE, 4)
    return _number(cell, parse_money, 4)


def quantity(cell: Cell) -> FieldValue | None:
    """A quantity: not below zero, at most three decimals."""
    if type(cell) is float or type(cell) is int:
        return _scaled(cell, ONE, MAX_QUANTITY, 3)
    return _number(cell, parse_quantity, 3)


def stock(cell: Cell) -> FieldValue | None:
    """A stock quantity, as `quantity`, but goods that were sold before they were counted are below zero."""
    if type(cell) is float or type(cell) is int:
        return _scaled(cell, ONE, MAX_QUANTITY, 3, is_signed=True)
    return _number(cell, parse_quantity, 3, is_signed=True)


def _scaled(cell: float, scale: int, limit: int, decimals: int, *, is_signed: bool = False) -> int:
    """A number of Excel in our scale; its binary dust beyond fifteen digits is not a decimal."""
    if not -1e15 < cell < 1e15:
        raise Wrong("too_large" if abs(cell) >= 1e15 else "not_a_number", "leave_out", limit=_limit(scale, limit))
    exact = cell * scale
    value = round(exact)
    if value < 0 and not is_signed:
        raise Wrong("negative", "leave_out")
    if abs(value) > limit:
        raise Wrong("too_large", "leave_out", limit=_limit(scale, limit))
    if abs(exact - value) > 1e-9 * max(1.0, abs(exact)):
        raise Wrong("too_precise", "round", value, decimals=decimals)
    return value


def _limit(scale: int, limit: int) -> str:
    return format_money(limit) if scale == UNIT else format_quantity(limit)


def _number(cell: Cell, parse: Callable[[str], int], decimals: int, *, is_signed: bool = False) -> FieldValue | None:
    if not isinstance(cell, str):
        raise Wrong("not_a_number", "leave_out")
    words = cell.strip()
    if words in CLEAR_WORDS:
        return CLEAR
    if not words or words.lower() in _ASKED_AT_THE_TILL:
        return None
    try:
        value, is_exact = _parsed(words, parse, decimals)
    except TooLarge as error:
        raise Wrong("too_large", "leave_out", limit=error.limit) from None
    except NotANumber:
        raise _not_a_number(words, parse) from None
    if value < 0 and not is_signed:
        raise Wrong("negative", "leave_out")
    if not is_exact:
        raise Wrong("too_precise", "round", value, decimals=decimals)
    return value


def _parsed(words: str, parse: Callable[[str], int], decimals: int) -> tuple[int, bool]:
    """The number, and whether nothing was rounded away."""
    try:
        return parse(words), True
    except TooPrecise:
        plain = unicodedata.normalize("NFKC", words).replace(",", "").replace("\N{MINUS SIGN}", "-")
        number = Decimal("".join(_EXACT.findall(plain)))
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=len(plain) + decimals))
        return parse(f"{rounded:f}"), False


def _not_a_number(words: str, parse: Callable[[str], int]) -> Wrong:
    plain = unicodedata.normalize("NFKC", words)
    two = _TWO_NUMBERS.fullmatch(plain)
    if two:
        return Wrong("two_prices", "first_of_two", _tried(two.group(1), parse))
    numbers = _NUMBER.findall(plain)
    if len(numbers) == 1 and "-" not in plain and not plain.startswith("#"):
        return _with_text(numbers[0], plain.replace(numbers[0], "", 1), parse)
    return Wrong("not_a_number", "leave_out")


def _with_text(number: str, rest: str, parse: Callable[[str], int]) -> Wrong:
    """A number beside other text: 约12块 is 12; 8折, 5角 and 1.2万 are other numbers, 5箱 and 12元/斤 only of what is counted so."""
    if _SCALE.search(rest.replace("千克", "公斤")):
        return Wrong("number_with_text", "leave_out")
    measures = [next(filter(None, found.groups())).lower() for found in _MEASURE.finditer(rest)]
    return Wrong("number_with_text", "number_only", _tried(number, parse), measures=measures)


def _tried(number: str, parse: Callable[[str], int]) -> int | None:
    try:
        return parse(number)
    except (TooLarge, TooPrecise):
        return None


def percent(cell: Cell) -> FieldValue | None:
    """A tax rate in 1/100 percent: 13, 13%, 0.13 and 免税 are read."""
    if type(cell) is str:
        words = unicodedata.normalize("NFKC", cell).strip()
        if words in CLEAR_WORDS or not words:
            return CLEAR if words else None
        if words in ("免税", "零税率", "不征税"):
            return 0
        value = _number(words.removesuffix("%"), parse_quantity, 2)
        rate = value / ONE if isinstance(value, int) else 0.0
        return _rate(rate if words.endswith("%") or rate >= 1 else rate * 100)
    if type(cell) is float or type(cell) is int:
        return _rate(cell if cell >= 1 else cell * 100)
    raise Wrong("not_a_number", "leave_out")


def _rate(rate: float) -> int:
    if not 0 <= rate <= 100:
        raise Wrong("negative" if rate < 0 else "too_large", "leave_out", limit="100%")
    return round(rate * 100)


def yes_or_no(cell: Cell) -> FieldValue | None:
    """A truth value, as people and programs write it."""
    if type(cell) is bool:
        return cell
    word = shown(cell).strip().lower()
    if word in CLEAR_WORDS:
        return CLEAR
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not word:
        return None
    raise Wrong("unknown_word", "leave_out", words="是 / 否, yes / no")


def kind(cell: Cell) -> FieldValue | None:
    """A product's kind; a yes in a column that asks for weighed goods means weighed."""
    word = shown(cell).strip().lower()
    if word in _YES or word in _NO:
        return str(Kind.WEIGHED if word in _YES else Kind.GOODS)
    return _choice(word, _KINDS, KIND_TITLES)


def below_zero(cell: Cell) -> FieldValue | None:
    """What happens when stock falls below zero."""
    return _choice(shown(cell).strip().lower(), _POLICIES, BELOW_ZERO_TITLES)


def _choice(word: str, words: Mapping[Any, str], titles: Mapping[Any, str]) -> FieldValue | None:
    if not word or word in CLEAR_WORDS:
        return CLEAR if word else None
    for choice, known in words.items():
        if word in known.split() or word in (titles[choice].lower(), _(titles[choice]).lower()):
            return str(choice)
    raise Wrong("unknown_word", "leave_out", words=", ".join(_(title) for title in titles.values()))


def ratio(cell: Cell) -> FieldValue | None:
    """Units in a pack: 24, 1*24, 24瓶/箱, 1箱=24瓶. None and one are no pack."""
    word = unicodedata.normalize("NFKC", shown(cell)).strip()
    if word in CLEAR_WORDS:
        return CLEAR
    found = _RATIO.fullmatch(word) if word else None
    if word and found is None:
        raise Wrong("not_whole", "leave_out")
    value = int(found.group(1)) if found else 0
    return value if value > 1 else None


PARSERS: dict[str, Parser] = {
    "text": text,
    "code": code,
    "barcodes": barcodes,
    "money": money,
    "quantity": quantity,
    "percent": percent,
    "bool": yes_or_no,
    "kind": kind,
    "below_zero": below_zero,
    "ratio": ratio,
}


_BY_KEY: dict[str, Parser] = {"spec": spec, "remark": remark, "selling_points": remark, "stock": stock}


def parser_of(key: str, kind_of_field: str) -> Parser:
    """The parser of a field of the product sheet."""
    return _BY_KEY.get(key) or PARSERS[kind_of_field]
