"""The size in which a paper was printed last on this computer, by the paper's name."""

from jxc_desktop.printing.vouchers import FORMS, Form
from jxc_desktop.ui import remembered


def form_of(name: str, otherwise: str = "A4") -> Form:
    """The size of this paper."""
    return FORMS.get(remembered.text(f"paper/{name}", otherwise), FORMS[otherwise])


def keep_form(name: str, form: Form) -> None:
    """Remember it for the next one."""
    remembered.remember(f"paper/{name}", form.key)
