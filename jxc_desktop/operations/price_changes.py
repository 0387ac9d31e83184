"""Mass changes: what was proposed is staged and applied as an import is, slice by slice, and taken back as a batch."""

import hashlib

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_states import Cancelled, Progress, never, nothing
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.imports import MASS_CHANGE
from jxc_desktop.queries.price_changes import Proposal


class NothingToChange(ShopError):
    """A mass change that changes nothing."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nothing would change.")


def change_products(shop: Shop, proposal: Proposal, what: str, *, progress: Progress = nothing, cancelled: Cancelled = never) -> int:
    """Do what was proposed, with price history, and plan what waits for its tag; returns the id that `import_undo.undo_import` takes back as a batch.

    `what` names the change in the list of batches, as it was typed. Raises NotAllowed, NothingToChange, Outdated, ImportRunning,
    ImportCancelled.
    """
    if not proposal.differences.changed:
        raise NothingToChange
    named = hashlib.sha256(f"{MASS_CHANGE}:{what}:{shop.clock().isoformat()}".encode()).hexdigest()
    import_id = stage_import(shop, proposal.differences, what, named, kind=MASS_CHANGE, cancelled=cancelled)
    apply_import(shop, import_id, progress=progress, cancelled=cancelled)
    return import_id
