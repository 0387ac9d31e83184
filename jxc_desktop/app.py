"""The window program: wires paths, shop file, language, look and main window together, and decides nothing.

A second start on the same file brings the first window to the front (a local socket named after the file) and ends.
"""

import argparse
import gc
import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from jxc_desktop import i18n, paths, screen
from jxc_desktop.db.errors import WINDOW, FileDamaged, NotAShopFile, ShopInUse
from jxc_desktop.db.reserve import keep_reserve
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.shop_file import OpenShop, ShopFileGone, open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.view import View
from jxc_desktop.ui import backup_places, bus, jobs, remembered, theme, trouble
from jxc_desktop.ui.collector import Collector
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.month_keeper import MonthKeeper
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.qt_words import load_qt_words
from jxc_desktop.ui.tab_badge import Badge
from jxc_desktop.ui.widgets.scanner import Scanner
from jxc_desktop.usage import Parser, refused_by_system, say

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

WINDOW_CLASS = "jxc-desktop"
PROGRAM = "JXC Desktop"
AFTER_START_MS = 200
LIGHT_AFTER_MS = 300  # one can scan before


def _home(shop: Shop) -> Page:
    from jxc_desktop.ui.home.page import HomePage

    return HomePage(shop)


def _sales(shop: Shop) -> Page:
    from jxc_desktop.ui.sales.page import SalesPage

    return SalesPage(shop)


def _purchasing(shop: Shop) -> Page:
    from jxc_desktop.ui.purchasing.page import PurchasingPage

    return PurchasingPage(shop)


def _stock(shop: Shop) -> Page:
    from jxc_desktop.ui.stock.page import StockPage

    return StockPage(shop)


def _counts(shop: Shop) -> Page:
    from jxc_desktop.ui.counts.page import CountsPage

    return CountsPage(shop)


def _products(shop: Shop) -> Page:
    from jxc_desktop.ui.products.page import ProductsPage

    return ProductsPage(shop)


def _parties(shop: Shop) -> Page:
    from jxc_desktop.ui.parties.page import PartiesPage

    return PartiesPage(shop)


def _reports(shop: Shop) -> Page:
    from jxc_desktop.ui.reports.page import ReportsPage

    return ReportsPage(shop)


def _settings(shop: Shop) -> Page:
    from jxc_desktop.ui.settings.page import SettingsPage

    return SettingsPage(shop)


def _low_stock(view: View) -> int:
    from jxc_desktop.queries.alerts import alert_count

    return alert_count(view)


def _low_words(count: int) -> str:
    text = ngettext("{count} product at its alert level or below", "{count} products at their alert level or below", count)
    return text.format(count=count)


TABS = (
    Tab(N_("Home"), 1, _home),
    Tab(N_("Sales"), 2, _sales),
    Tab(N_("Purchasing"), 3, _purchasing),
    Tab(N_("Stock"), 4, _stock, Badge(_low_stock, _low_words, frozenset({"stock_value", "product", "import_batch"}))),
    Tab(N_("Counts"), 5, _counts),
    Tab(N_("Products"), 6, _products),
    Tab(N_("Customers & suppliers"), 7, _parties),
    Tab(N_("Reports"), 8, _reports),
    Tab(N_("Settings"), 9, _settings),
)


def main(arguments: Sequence[str]) -> int:
    """Open the window; returns the exit code."""
    i18n.use_language()
    options = _options(arguments)
    i18n.use_language(options.language)
    try:
        return _started(options)
    except ShopError as error:  # of the tour, or before the window is there; what rises in it is shown by `ui.trouble`
        return _refuse(str(error))
    except OSError as error:
        return _refuse(refused_by_system(error))


def _started(options: argparse.Namespace) -> int:
    if not screen.answers():
        if not options.tour:
            return _refuse(
                _("No screen was found, so no window can open. Start it on the desktop; terminal commands and --tour need no screen.")
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = make_application(options.language)
    if options.tour:
        from jxc_desktop.ui import tour

        say(sys.stdout, tour.play(lambda shop: make_window(app, shop), Path(options.out) if options.out else None))
        return 0
    path = Path(options.shop) if options.shop else paths.default_shop_file()
    opened, said = _open(path), ""
    while isinstance(opened, OpenShop):
        code, asked = run(app, opened, said)
        if asked is None:
            return code
        said = _restored(opened.path, *asked)
        opened = _open(opened.path)
    return opened


def _open(path: Path) -> OpenShop | int:
    """The shop, perhaps another one after the recovery screen; else the exit code: 0 when a first window came to the front."""
    anew = False
    while True:
        try:
            return open_shop(path, program=WINDOW, anew=anew, folders=backup_places.folders_for(path))
        except ShopInUse as error:
            return 0 if _raise_other(path) else _refuse(str(error))
        except (FileDamaged, NotAShopFile, ShopFileGone) as error:
            if not _has_screen():
                return _refuse(str(error))
            from jxc_desktop.ui.recovery import Recovery

            recovery = Recovery(path, error, WINDOW)
            if not recovery.exec():
                return 1
            path, anew = recovery.path, recovery.is_new
        except ShopError as error:
            return _refuse(str(error))


def _restored(path: Path, file: Path, may_be_other: bool) -> str:
    """Put a backup in the place of the closed shop file. What the next window says; empty when all is as before."""
    from jxc_desktop.operations.backups import Restored
    from jxc_desktop.ui.backup_wait import Restoring

    wait = Restoring(file, path, WINDOW, may_be_other=may_be_other)
    wait.exec()
    if not isinstance(wait.outcome, Restored):
        return ""
    kept = wait.outcome.kept
    return _("Restored: {path}.").format(path=file.name) + (
        "" if kept is None else " " + _("The file before is kept as {path}.").format(path=kept)
    )


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog=paths.command(), description=_("The shop's window. Terminal commands: import, export, check, backup, restore, sample.")
    )
    parser.add_argument("--shop", metavar="FILE", help=_("the shop file; the one in your data folder when not given"))
    parser.add_argument("--tour", action="store_true", help=_("play the tour: a shop, three scans, cash, receipt, export"))
    parser.add_argument("--out", metavar="FOLDER", help=_("where the tour leaves what it made"))
    parser.add_argument("--language", choices=sorted(i18n.LANGUAGES), help=_("the language of the window"))
    return parser.parse_args(list(arguments))


def make_application(language: str | None = None) -> QApplication:
    """The Qt application with its name, its look and a language: the one asked for, else this computer's, else the system's."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    os.environ.setdefault("RESOURCE_NAME", WINDOW_CLASS)
    QApplication.setApplicationName(WINDOW_CLASS)
    QApplication.setOrganizationName(WINDOW_CLASS)
    QGuiApplication.setDesktopFileName(WINDOW_CLASS)
    app = QApplication([WINDOW_CLASS])
    Collector(app)
    trouble.install()
    if language is None and "JXC_LANG" not in os.environ:
        language = remembered.text("window/language") or None
    i18n.use_language(language)
    load_qt_words(app)
    zoom = theme.fitting(remembered.number("window/zoom", 100), app.primaryScreen().availableSize())
    theme.apply_theme(app, remembered.text("window/theme", "system"), zoom)
    theme.follow_system(app)
    return app


def make_window(app: QApplication, shop: Shop) -> MainWindow:
    """The window on a shop, wired to its notices and to the scanner."""
    bus.attach(shop)
    window = MainWindow(shop, TABS, Scanner(app))
    QTimer.singleShot(LIGHT_AFTER_MS, window, lambda: _light(window))
    return window


def _light(window: MainWindow) -> None:
    """The backup light: looked for once the window is there, so that nobody waits for a stick."""
    from jxc_desktop.ui.backup_keeper import keeper_for
    from jxc_desktop.ui.widgets.backup_light import BackupLight

    keeper, light = keeper_for(window.shop), BackupLight()
    light.follow(keeper.light)
    keeper.changed.connect(light.on_news)
    keeper.restore_asked.connect(lambda: None if window.close() else keeper.forget_restore())
    light.asked.connect(lambda: _show_backups(window))
    window.add_light(light)


def _show_backups(window: MainWindow) -> None:
    from jxc_desktop.ui.settings.page import BACKUP, SettingsPage

    page = window.show_digit(9)
    if isinstance(page, SettingsPage):
        page.section(BACKUP)


def run(app: QApplication, shop: OpenShop, said: str = "") -> tuple[int, tuple[Path, bool] | None]:
    """Show the window until it is closed, then back up. The exit code, and what is to be restored now that the file is closed."""
    window = make_window(app, shop)
    window.show()
    if said:
        QTimer.singleShot(0, window, lambda: trouble.tell(window, said))
    QTimer.singleShot(0, lambda: _listen(window, shop.path))
    QTimer.singleShot(AFTER_START_MS, window, lambda: _after_start(window, shop))
    code = app.exec()
    jobs.stop_all()
    restored = _back_up_at_the_end(shop)
    trouble.offer_reserve(None)
    _put_away(window)
    shop.close()
    return code, restored


def _after_start(window: MainWindow, shop: OpenShop) -> None:
    """What nobody waits for when the window opens."""
    gc.freeze()  # the window's parts stay: the collector need not look at them between two scans
    jobs.run(lambda _control: _finish_imports(shop), title=_("Finishing an import"), owner=window)
    trouble.offer_reserve(shop.path)
    jobs.run(lambda _control: keep_reserve(shop.path), title=_("Keeping a reserve"), owner=window)
    MonthKeeper(shop, window)


def _finish_imports(shop: OpenShop) -> None:
    from jxc_desktop.operations.imports import finish_imports

    finish_imports(shop)


def _back_up_at_the_end(shop: OpenShop) -> tuple[Path, bool] | None:
    from jxc_desktop.ui.backup_keeper import keeper_for
    from jxc_desktop.ui.backup_wait import ClosingBackup

    keeper = keeper_for(shop)
    asked = keeper.to_restore
    if asked is None and keeper.is_needed():
        ClosingBackup(keeper).exec()
        jobs.stop_all()
    keeper.end()
    return asked


def _put_away(window: MainWindow) -> None:
    """A window that may be followed by another one."""
    if window.scanner is not None:
        for shown in QGuiApplication.topLevelWindows():
            shown.removeEventFilter(window.scanner)
        window.scanner.setParent(None)
        window.scanner.deleteLater()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _socket_name(path: Path) -> str:
    return f"{WINDOW_CLASS}-{hashlib.sha256(str(paths.real_path(path)).encode()).hexdigest()[:16]}"


def _raise_other(path: Path) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(_socket_name(path))
    if not socket.waitForConnected(500):
        return False
    socket.write(b"raise\n")
    socket.waitForBytesWritten(500)
    socket.disconnectFromServer()
    return True


def _listen(window: MainWindow, path: Path) -> "QLocalServer":
    from PySide6.QtNetwork import QLocalServer

    server = QLocalServer(window)
    QLocalServer.removeServer(_socket_name(path))
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    server.newConnection.connect(window.bring_to_front)
    server.listen(_socket_name(path))
    return server


def _refuse(sentence: str) -> int:
    """Say why no window opens; the exit code."""
    with suppress(OSError):
        say(sys.stderr, sentence)
    if _has_screen():
        QMessageBox.warning(None, PROGRAM, sentence)
    return 1


def _has_screen() -> bool:
    """Whether anybody could see and answer a dialog."""
    return QApplication.instance() is not None and QGuiApplication.platformName() != "offscreen"
