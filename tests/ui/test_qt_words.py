"""What Qt says by itself, in the language of the window: its file dialog to the last word."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from jxc_desktop import i18n
from jxc_desktop.ui.qt_words import LACKING, load_qt_words


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[QApplication]:
    """The application, whose translators go again."""
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


def texts(qtbot) -> set[str]:
    """The words on a file dialog."""
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    parts: list[QLabel | QPushButton] = [*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton)]
    return {part.text() for part in parts if part.text()}


def test_a_chinese_window_has_a_chinese_file_dialog(qtbot, spoken):
    i18n.use_language("zh_CN")
    load_qt_words(spoken)
    assert not [text for text in texts(qtbot) if not any("一" <= letter <= "鿿" for letter in text)]
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
    assert QCoreApplication.translate("QFileDialog", "what nobody has") == "what nobody has"


def test_an_english_window_has_an_english_one(qtbot, spoken):
    load_qt_words(spoken)
    assert "&Look in:" in texts(qtbot)
    assert not spoken.findChildren(QTranslator)


def test_qts_own_catalogue_lacks_them_still(spoken):
    i18n.use_language("zh_CN")
    load_qt_words(spoken)
    qts = next(each for each in spoken.findChildren(QTranslator) if type(each) is QTranslator)
    assert [source for context, source in LACKING if qts.translate(context, source)] == []
