"""Where this computer keeps the backups of its shops, and which shop it last opened at a place."""

import hashlib
from pathlib import Path

from jxc_desktop.paths import backup_folder
from jxc_desktop.ui import remembered

FOLDER, SECOND, SHOP = "backup/folder", "backup/second", "backup/shop"


def folder_for(shop_file: Path) -> Path:
    """Where the backups of a shop file are kept: the chosen folder, else the one beside it."""
    return _chosen(FOLDER) or backup_folder(shop_file)


def second_folder() -> Path | None:
    """Where a second copy goes, or None."""
    return _chosen(SECOND)


def folders_for(shop_file: Path) -> list[Path]:
    """Everywhere that backups of a shop file may lie, the one where they are made first; terminal commands keep theirs beside the file."""
    return list(dict.fromkeys(filter(None, (folder_for(shop_file), backup_folder(shop_file), second_folder()))))


def _chosen(key: str) -> Path | None:
    text = remembered.text(key)
    return Path(text) if text else None


def remember_shop(shop_file: Path, shop_id: str) -> None:
    """Keep which shop was opened at a place, for when its file can't say so any more."""
    remembered.remember(_key(shop_file), shop_id)


def shop_opened_at(shop_file: Path) -> str:
    """The id of the shop that was last opened at a place; empty when none was."""
    return remembered.text(_key(shop_file))


def _key(shop_file: Path) -> str:
    return f"{SHOP}/{hashlib.sha256(str(shop_file.absolute()).encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
