"""The list as a workbook that comes back in."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_list import all_products, product_count, visible_columns
from jxc_desktop.spreadsheets.writing import write_table
from jxc_desktop.ui.jobs import JobControl


def export_products(shop: Shop, path: Path, filters: Mapping[str, str], control: JobControl) -> int:
    """Write the products that the filters leave; how many there are. Raises NotAllowed and what `write_table` raises."""
    if Permission.EXPORT not in shop.actor.permissions:
        raise NotAllowed(TITLES[Permission.EXPORT])
    with shop.read() as view:
        count = max(1, product_count(view, filters))

        def rows() -> Iterator[tuple[Any, ...]]:
            for number, row in enumerate(all_products(view, filters)):
                if number % 200 == 0:
                    control.check()
                    control.progress(number / count)
                yield row

        return write_table(path, visible_columns(view), rows(), title=_("Products"), shop_name=shop.settings.shop_name)
