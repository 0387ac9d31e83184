"""盘点结果 as a paper: seen as it will come out, printed or saved. It is read where it is laid out, on another thread."""

from typing import IO

from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.count_results import count_result_pdf
from jxc_desktop.printing.vouchers import Form
from jxc_desktop.queries.count_results import count_result
from jxc_desktop.queries.party_papers import shop_head
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog


def open_result_paper(shop: Shop, count_id: int, number: str, parent: QWidget) -> PaperDialog:
    """Show the paper of a posted count; `number` is its document's."""
    title = f"{_('Count result')} {number}"
    paper = PaperDialog(shop, "count-result", title, lambda stream, form, _check: _write(shop, count_id, stream, form), parent=parent)
    paper.open()
    return paper


def _write(shop: Shop, count_id: int, stream: IO[bytes], form: Form) -> None:
    with shop.read() as view:
        result, head = count_result(view, count_id), shop_head(view)
    count_result_pdf(result, head, stream, form=form)
