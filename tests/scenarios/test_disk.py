"""F05 and F06: the disk fails or is full in the middle of a sale. It is not confirmed, the cart is kept, and its key decides."""

import pytest

from tests.scenarios.stage import ON_LINUX, copies, findings, players, reopened, small_shop, sold_keys, strace

pytestmark = ON_LINUX

FAILS_AT = 1500  # more calls than a new shop and its first sale take


def failing(call: str, error: str, calls: int = 1) -> list[str]:
    """strace, so that from a fixed call on so many fail; what is wasted before decides which these are."""
    when = f"{FAILS_AT}..{FAILS_AT + calls - 1}"
    names = "fsync,fdatasync" if call == "fsync" else call
    return strace("-o", "/dev/null", "-e", f"trace={names}", "-e", f"inject={names}:error={error}:when={when}")


def paid_on(stage, path, tmp_path, call, number):
    """A sale whose disk fails at its call of that number."""
    return stage.play("sell_on_a_bad_disk", shop=str(path), key="k", wasted=FAILS_AT - number, target=str(tmp_path / "waste"), call=call)


def first(said, word):
    return next((words for words in said if words[0] == word), None)


def sold_once(path, said):
    """Whatever was refused on the way: in the end there is one sale, of the first key, and it is confirmed once as new."""
    assert said[-2:] == [["closed"], ["end", "0"]], said
    _word, left, posted = first(said, "left")
    was_drafted = ["drafted"] in said
    # Not there: the cart is. There: the first receipt comes back.
    assert (left == "k") == (posted == "-" and was_drafted) or not was_drafted
    last = [words for words in said if words[0] == "sold"][-1]
    assert last[1:] == ["k", "XS20261122-0001", "160000", str(int(posted == "-"))]
    with reopened(path) as shop:
        assert (sold_keys(shop), findings(shop)) == (["k"], [])


@pytest.mark.parametrize(("call", "numbers"), [("fsync", range(1, 8)), ("pwrite64", range(3, 150, 6))])
def test_a_sale_whose_disk_fails_is_not_confirmed_and_its_key_decides(tmp_path, call, numbers):
    original, path = small_shop(tmp_path), tmp_path / "copy.jxc"
    while_paying = 0
    with players(failing(call, "EIO")) as stage:
        for number in numbers:
            said = paid_on(stage, copies(original, path), tmp_path, call, number)
            sold_once(path, said)
            refused = first(said, "refused")
            if refused is None:
                # After the sale was paid; or the early sync of the folder, which SQLite takes lightly.
                assert ["paid"] in said
                if call == "pwrite64":
                    break
                continue
            assert refused[1] == "DiskFailed"
            if ["drafted"] in said:
                while_paying += 1
                assert ["paid"] not in said
                assert first(said, "connections") == ["connections", "0"]
    assert while_paying >= 1


def test_a_full_disk_is_named_with_its_room_and_selling_goes_on_when_there_is_some(tmp_path):
    original, path = small_shop(tmp_path), tmp_path / "copy.jxc"
    while_paying = 0
    with players(failing("pwrite64", "ENOSPC")) as stage:
        for number in range(1, 400, 9):
            said = paid_on(stage, copies(original, path), tmp_path, "pwrite64", number)
            sold_once(path, said)
            refused = first(said, "refused")
            if refused is None:
                break
            if ["drafted"] in said:
                while_paying += 1
                assert refused[1] == "DiskFull"
                assert " MB free). Nothing was written and nothing is lost." in " ".join(refused)
                assert first(said, "left")[1:] == ["k", "-"]
    assert while_paying > 3


def test_a_file_that_may_not_grow_stops_the_sale_and_nothing_else(tmp_path):
    path = small_shop(tmp_path)
    with players() as stage:
        said = stage.play("sell_with_little_room", shop=str(path), room=path.stat().st_size + 200_000)
    assert said[-2:] == [["closed"], ["end", "0"]]
    refused = said.index(first(said, "refused"))
    assert said[refused - 1][0] == "paying"
    assert said[refused + 2][:2] == ["sold", said[refused - 1][1]]
    with reopened(path) as shop:
        assert len(sold_keys(shop)) == len([words for words in said if words[0] == "sold"]) > 1
        assert findings(shop) == []
