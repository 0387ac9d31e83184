"""The sample shop: the same recipe gives the same books, and they are in order."""

import pytest

from jxc_desktop.domain.barcodes import has_wrong_check_digit
from jxc_desktop.operations import sample
from jxc_desktop.operations.sample import Recipe, make_sample, product_values
from jxc_desktop.queries.check import check
from jxc_desktop.queries.products import is_in_use
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


@pytest.mark.parametrize("products", [1_000, 100_000])
def test_no_two_products_share_a_code_and_weighed_ones_fit_a_scale(products):
    values = list(product_values(Recipe(products=products)))
    codes = [value["code"] for value in values]
    assert len(set(codes)) == len(codes) == products
    assert {len(value["code"]) for value in values if value["kind"] == "weighed"} == {5}


def test_what_was_made_is_counted_not_what_was_asked_for(tmp_path, monkeypatch):
    whole = list(product_values(RECIPE))
    monkeypatch.setattr(sample, "product_values", lambda _recipe: iter(whole[:40]))
    shop = make_shop(tmp_path)
    assert make_sample(shop, RECIPE).products == 40
    shop.close()


def test_a_product_that_would_be_left_out_is_no_sample(tmp_path, monkeypatch):
    whole = list(product_values(RECIPE))
    monkeypatch.setattr(sample, "product_values", lambda _recipe: iter([*whole, whole[0] | {"name": "twice"}]))
    shop = make_shop(tmp_path)
    with pytest.raises(RuntimeError):
        make_sample(shop, RECIPE)
    with shop.read() as view:
        assert not is_in_use(view)
    shop.close()
