"""Qt's own words in the user's language: from Qt's catalogue, and what that lacks from ours."""

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.i18n import N_, _

# Qt 6.11 gave its file dialog texts that its translations don't have yet.
LACKING = {
    ("QFileDialog", "&Look in:"): N_("&Look in:"),
    ("QFileDialog", "&Directory:"): N_("&Directory:"),
    ("QFileDialog", "Files of &type:"): N_("Files of &type:"),
    ("QAbstractFileIconProvider", "Folder"): N_("Folder"),
    ("QAbstractFileIconProvider", "File"): N_("File"),
    ("QAbstractFileIconProvider", "%1 File"): N_("%1 File"),
}


class OurWords(QTranslator):
    """Asked for what no other catalogue has."""

    def isEmpty(self) -> bool:
        """It has words, though no file."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:  # noqa: ARG002
        """The text, or None, which to Qt is none; an empty one would be shown."""
        return _(LACKING[context, source]) if (context, source) in LACKING else None  # type: ignore[return-value]


def load_qt_words(app: QApplication) -> None:
    """Let Qt speak the user's language; English needs nothing. The catalogue installed last is asked first."""
    if i18n.language() != "zh_CN":
        return
    app.installTranslator(OurWords(app))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
