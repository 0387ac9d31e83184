"""A product sheet read as a reference list: only what a code is looked up for. What can't be read beside code and name is left blank."""

from jxc_desktop.spreadsheets.mapping import Mapping, remap
from jxc_desktop.spreadsheets.product_sheet import ParsedSheet, parse_rows
from jxc_desktop.spreadsheets.row_errors import CURES
from jxc_desktop.spreadsheets.workbook import Workbook

FOUND_BY = ("code", "barcodes", "name")
BESIDE = ("spec", "unit", "category", "retail_price")


def parse_reference(workbook: Workbook, mapping: Mapping) -> ParsedSheet:
    """The rows of a reference list under the mapping of a product sheet; wrong are those without a code or name to read."""
    kept = {key: column for key, column in mapping.columns.items() if key in FOUND_BY + BESIDE}
    cures = {(key, cure) for key in BESIDE for cure in CURES}
    return parse_rows(workbook, remap(mapping, kept, mapping.more), cures=cures)
