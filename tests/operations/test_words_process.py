"""The child that finds search words: the same words as here, and an import that goes on without it."""

import subprocess
import sys

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables.products import product
from jxc_desktop.operations import import_ahead, imports, words_process
from jxc_desktop.operations.product_words import FLAG, receive, send, words_of
from jxc_desktop.operations.words_process import WordsProcess, command
from tests.operations.test_imports import do_import, many

COLA = ("可口可乐厦门", "330ml", "A-1", "kl")


def test_the_child_finds_what_is_found_here():
    with subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert receive(child.stdout) is True
        send(child.stdin, [COLA, ("糖", "", "", "")])
        assert receive(child.stdout) == [words_of(*COLA), words_of("糖", "", "", "")]
        child.stdin.close()
        assert child.wait(10) == 0


def test_a_frozen_program_is_its_own_child(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command() == [sys.executable, FLAG]


class Scripted(WordsProcess):
    """A child that is there at once and does as told."""

    def __init__(self) -> None:
        super().__init__()
        while not self.is_there and self._thread.is_alive():
            self._thread.join(0.01)


@pytest.mark.parametrize(
    "script",
    [
        "from jxc_desktop.operations.product_words import main; main()",
        "",
        "import sys; from jxc_desktop.operations.product_words import *; send(sys.stdout.buffer, True); receive(sys.stdin.buffer)",
        "import sys; from jxc_desktop.operations.product_words import *; send(sys.stdout.buffer, True); sys.stdout.buffer.write(b'x' * 9)",
    ],
    ids=["works", "dies at once", "dies when asked", "says nonsense"],
)
def test_an_import_comes_to_its_end_whatever_the_child_does(shop, monkeypatch, script):
    monkeypatch.setattr(imports, "SLICE", 5)
    monkeypatch.setattr(words_process, "_START", script)
    monkeypatch.setattr(import_ahead, "WordsProcess", Scripted)
    do_import(shop, many(40))
    with shop.read() as view:
        found = view.connection.execute(select(product.c.name, product.c.initials).where(product.c.import_id > 0)).all()
    assert len(found) == 40
    assert dict(map(tuple, found)) == {f"商品{n}": words_of(f"商品{n}", "", "", "")[0] for n in range(40)}
