"""Starts the program as the user does and says when one can scan: the window painted, its scan line with the focus."""

import sys

from PySide6.QtCore import QEvent, QObject, QTimer


class Ready(QObject):
    """Waits for the first paint of the window, then for the event loop to come round."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        from PySide6.QtWidgets import QApplication

        focused = QApplication.focusWidget()
        sys.stdout.write(f"ready {type(focused).__name__}\n")
        sys.stdout.flush()


def start_program() -> int:
    """`python -m jxc_desktop --shop FILE`, its window watched."""
    from jxc_desktop import app
    from jxc_desktop.__main__ import main

    make_window = app.make_window

    def watched(*parts: object) -> object:
        window = make_window(*parts)  # type: ignore[arg-type]
        Ready(window)
        return window

    app.make_window = watched  # type: ignore[assignment]
    return main()


def start_bare() -> int:
    """A bare window that also imports the database layer and the driver."""
    import sqlalchemy.orm  # noqa: F401
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
    from sqlcipher3 import dbapi2  # noqa: F401

    application = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLineEdit())
    Ready(window)
    window.show()
    return application.exec()


if __name__ == "__main__":
    is_bare = sys.argv[1:] == ["bare"]
    sys.exit(start_bare() if is_bare else start_program())
