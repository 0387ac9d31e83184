"""A transfer, a write-off, an assembly as a paper: what moved, why, from where to where; values only for who may see them."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2 as pdfium
import pytest

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import StockLine
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.printing.paper import TOFU, page_count
from jxc_desktop.printing.stock_papers import stock_paper, stock_paper_pdf
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.queries.documents import document_detail
from jxc_desktop.queries.party_papers import shop_head
from tests.builders import stocked

BROKEN = 2


@pytest.fixture
def tea(shop):
    return stocked(shop, "茶", quantity=100, cost=3333, code="C1", unit="盒")


def read(shop, document_id):
    with shop.read() as view:
        return document_detail(view, document_id), shop_head(view)


def test_a_write_off_says_why_and_what_it_was_worth(shop, tea):
    with shop.work() as work:
        made = write_off(work, [StockLine(tea.id, ONE, BROKEN)], key="k", day=date(2026, 11, 20), remark="摔碎")
        back = take_back_adjustment(work, made.document_id, "还在")
    paper = stock_paper(*read(shop, made.document_id))
    assert paper.facts[0] == ("Day: 2026-11-20", f"No.: {made.number}")
    assert [column.title for column in paper.columns] == ["Line no.", "Product code", "Item", "Reason and place", "Quantity", "Amount"]
    assert paper.rows == (("1", "C1", "茶", "Broken", "−1 盒", "−0.33"),)
    assert paper.below == (("Total: −0.33", True), (f"reversed by {back.number}", False), ("Remark: 摔碎", False))
    assert "Reversal" in stock_paper(*read(shop, back.document_id)).title


def test_who_may_not_see_costs_prints_none(shop, tea):
    with shop.work() as work:
        made = write_off(work, [StockLine(tea.id, ONE, BROKEN)], key="k")
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    paper = stock_paper(*read(shop, made.document_id))
    assert paper.rows == (("1", "C1", "茶", "Broken", "−1 盒"),)
    assert paper.below == ()


@pytest.mark.parametrize("key", ["A4", "A5"])
def test_a_long_transfer_takes_the_pages_it_needs(shop, key):
    goods = [stocked(shop, f"货{number}", quantity=5) for number in range(60)]
    with shop.work() as work:
        made = transfer_goods(work, 1, add_place(work, "仓库"), [StockLine(each.id, ONE) for each in goods], key="k")
    detail, head = read(shop, made.document_id)
    paper = stock_paper(detail, head)
    assert paper.facts[1][0] == "From Shop floor to 仓库"
    assert (len(paper.columns), len(paper.rows)) == (4, 60)
    stream = BytesIO()
    stock_paper_pdf(detail, head, stream, form=FORMS[key])
    assert page_count(stream.getvalue()) > 1


def test_what_left_has_a_minus_on_the_paper_and_no_box(shop, tea):
    """The shipped font has no minus sign: it is drawn as a hyphen."""
    with shop.work() as work:
        made = write_off(work, [StockLine(tea.id, ONE, BROKEN)], key="k")
    stream = BytesIO()
    detail, head = read(shop, made.document_id)
    stock_paper_pdf(detail, head, stream, form=FORMS["A5"])
    with pdfium.PdfDocument(stream.getvalue()) as opened:
        drawn = opened[0].get_textpage().get_text_range()
    assert "-1 盒" in drawn
    assert "-0.33" in drawn
    assert TOFU not in drawn
