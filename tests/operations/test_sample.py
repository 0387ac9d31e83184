"""The sample shop: the same recipe gives the same books, and they are in order."""

import pytest

from jxc_desktop.domain.barcodes import has_wrong_check_digit
from jxc_desktop.operations.sample import Recipe, make_sample, product_values
from jxc_desktop.queries.check import check
from tests.builders import make_shop

RECIPE = Recipe(products=60, sales=25, days=3, seed=7)


def chain_head(shop):
    with shop.read() as view:
        return view.connection.exec_driver_sql("SELECT hash FROM head WHERE name = 'chain:'").scalar_one()


def made(folder):
    folder.mkdir()
    shop = make_shop(folder)
    counts = make_sample(shop, RECIPE)
    return shop, counts


def test_the_same_recipe_gives_the_same_books(tmp_path):
    one, other = made(tmp_path / "one")[0], made(tmp_path / "other")[0]
    assert chain_head(one) == chain_head(other)
    one.close()
    other.close()


def test_the_books_are_in_order(tmp_path):
    shop, counts = made(tmp_path / "one")
    assert (counts.products, counts.sales) == (60, 25)
    assert 25 <= counts.lines <= 25 * 9
    with shop.read() as view:
        report = check(view)
    assert report.findings == ()
    shop.close()


@pytest.mark.parametrize("seed", [999, 123_456_789_012])
def test_the_barcodes_of_any_seed_are_ean_13(seed):
    codes = [code for values in product_values(Recipe(products=20, seed=seed)) for code in values["barcodes"]]
    assert {len(code) for code in codes} == {13}
    assert not any(map(has_wrong_check_digit, codes))
    assert len(set(codes)) == len(codes)
