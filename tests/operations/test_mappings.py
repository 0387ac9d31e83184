"""A mapping is remembered for the heads it was made for; the latest one counts."""

from jxc_desktop.operations.mappings import remember
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.mappings import remembered


def test_the_latest_mapping_counts(shop: Shop):
    with shop.work() as work:
        remember(work, "products", "abc", "first")
        remember(work, "products", "abc", "second")
        remember(work, "products", "other", "third")
    with shop.read() as view:
        assert [remembered(view, "products", heads) for heads in ("abc", "other", "unknown")] == ["second", "third", None]
        assert remembered(view, "prices", "abc") is None
