"""A finished PDF as it will come out of a printer: one page at a time, fitted to the width."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.printing import paper
from jxc_desktop.ui import jobs, theme

SCREEN_DPI = 144


def page_image(document: bytes, page: int, dpi: int) -> QImage:
    """A page of a PDF as a picture; for a job's thread."""
    width, height, pixels = paper.page_rgba(document, page, dpi=dpi)
    return QImage(pixels, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


class _Paper(QWidget):
    """The picture, as wide as the place it has or as the paper itself, whichever is less."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def fit(self, room: int) -> None:
        if self.image.isNull():
            return
        width = min(room, theme.px(self.image.width() * 96 / SCREEN_DPI))
        self.setFixedSize(QSize(width, round(self.image.height() * width / self.image.width())))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page on white."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self.image)
        painter.setPen(theme.colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PagePreview(QWidget):
    """`show_document` paints a page on another thread; `painted` comes when it is in sight."""

    painted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.page, self.pages = b"", 0, 0
        self._asked = 0
        self.paper = _Paper()
        self.area = QScrollArea()
        self.area.setAccessibleName(name)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(self.paper)
        self.before, self.after = QPushButton(_("Page before")), QPushButton(_("Page after"))
        self.where = QLabel()
        row = QHBoxLayout()
        row.addWidget(self.before)
        row.addStretch(1)
        row.addWidget(self.where)
        row.addStretch(1)
        row.addWidget(self.after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP))
        column.addWidget(self.area, 1)
        column.addLayout(row)
        for button, step in ((self.before, -1), (self.after, 1)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, step=step: self.turn(step))
        self._tell()

    def show_document(self, document: bytes) -> None:
        """Show a document, on the page that was in sight if it has that."""
        self.document, self.pages = document, paper.page_count(document)
        self.page = min(self.page, self.pages - 1)
        self._paint()

    def turn(self, step: int) -> None:
        """Show another page."""
        page = min(max(0, self.page + step), self.pages - 1)
        if page != self.page:
            self.page = page
            self._paint()

    def _paint(self) -> None:
        self._asked += 1
        number, document, page = self._asked, self.document, self.page
        self._tell()
        jobs.run(
            lambda _control: page_image(document, page, SCREEN_DPI),
            title=_("Preview"),
            owner=self,
            done=lambda image: self._on_painted(number, image),
        )

    def _on_painted(self, number: int, image: QImage) -> None:
        if number != self._asked:
            return
        self.paper.image = image
        self._fit()
        self.painted.emit()

    def _tell(self) -> None:
        self.where.setText(_("Page {page} of {pages}").format(page=self.page + 1, pages=self.pages) if self.pages else "")
        has_more = self.pages > 1
        for part in (self.before, self.where, self.after):
            part.setVisible(has_more)
        self.before.setEnabled(self.page > 0)
        self.after.setEnabled(self.page < self.pages - 1)

    def _fit(self) -> None:
        scroll = self.area.verticalScrollBar().sizeHint().width() + 4
        self.paper.fit(self.area.width() - scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page follows the width."""
        super().resizeEvent(event)
        self._fit()
