"""The language of everything a user reads: gettext with English msgids and a complete zh_CN catalogue.

`JXC_LANG` decides, else the system's language; the window takes the one chosen in it when `JXC_LANG` says nothing.
`use_language` may be called again while the program runs: `_` looks the catalogue up at each call.
"""

import errno
import gettext
import locale
import os

from jxc_desktop import paths

DOMAIN = "jxc_desktop"
LANGUAGES = {"zh_CN": "简体中文", "en": "English"}

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def _(text: str) -> str:
    """The text in the user's language."""
    return _catalogue.gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The singular or plural text for a number."""
    return _catalogue.ngettext(one, many, number)


def N_(text: str) -> str:
    """Marks a text for the catalogue; it is translated where it is shown."""
    return text


_SYSTEM_WORDS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("a file stands where a folder is named"),
    errno.EEXIST: N_("a file of that name is in the way"),
    errno.EISDIR: N_("it is a folder"),
    errno.EACCES: N_("no permission, or another program holds it"),
    errno.EPERM: N_("no permission, or another program holds it"),
    errno.EBUSY: N_("another program holds it"),
    errno.ENOSPC: N_("the disk is full"),
    getattr(errno, "EDQUOT", errno.ENOSPC): N_("the disk is full"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EIO: N_("the disk reports an error"),
    errno.ENAMETOOLONG: N_("the name is too long"),
}


def why_not(error: OSError) -> str:
    """What the system says, in the user's words where it is a usual thing."""
    if isinstance(error, paths.HeldOpen):
        return _("it is the shop file itself, which is open")
    usual = _SYSTEM_WORDS.get(error.errno or 0)
    return _(usual) if usual else error.strerror or str(error)


def language() -> str:
    """The language in use: a key of `LANGUAGES`."""
    return _language


def system_language() -> str:
    """The language that the environment asks for."""
    wanted = os.environ.get("JXC_LANG") or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not wanted:
        wanted = locale.getlocale()[0] or ""
    return "zh_CN" if wanted.lower().startswith(("zh", "chinese")) else "en"


def use_language(name: str | None = None) -> str:
    """Load the catalogue of a language (the system's when None). English needs none."""
    global _catalogue, _language
    _language = name if name in LANGUAGES else system_language()
    if _language == "en":
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation(DOMAIN, str(paths.resource("i18n")), [_language], fallback=True)
    return _language
