"""Who a delivery note is made out to: kept with the sale, so that the next note of it, or of its customer, is filled in."""

from jxc_desktop.db.tables import sales
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.work import Work


def keep_buyer(work: Work, document_id: int, buyer: Buyer) -> None:
    """Keep name, telephone and address as they were typed; the sale itself stays as it was posted. Raises NotAllowed."""
    work.require(Permission.SELL)
    tidy = buyer.tidy()
    row = {"id": document_id, "name": tidy.name, "phone": tidy.telephone, "address": tidy.address}
    work.connection.execute(upsert(work.connection, sales.delivery_note, ["id"], ["name", "phone", "address"]), row)
    work.record("keep_buyer", tidy.name, sale=document_id)
