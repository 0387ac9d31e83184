"""The catalogues are complete and compiled; and the tool that says so sees each fault."""

from dataclasses import fields
from pathlib import Path

import pytest

from installer import messages
from installer.messages import Findings, Folders
from jxc_desktop import i18n

PART = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture(scope="module")
def findings() -> Findings:
    return messages.check(Folders())


@pytest.mark.parametrize("kind", [field.name for field in fields(Findings)])
def test_nothing_is_wrong_with_the_catalogues(findings, kind):
    assert "\n".join(getattr(findings, kind)) == ""


def test_the_compiled_catalogue_does_not_depend_on_the_clock():
    dates = [line for line in messages.mo_bytes(messages.po_text({("Pay",): "收款"})).splitlines() if b"Date:" in line]
    assert dates == [b"POT-Creation-Date: 2000-01-01 00:00+0000", b"PO-Revision-Date: 2000-01-01 00:00+0000"]


def test_the_program_reads_the_compiled_catalogue():
    i18n.use_language("zh_CN")
    assert i18n._("“{text}” is not a number.") == "“{text}”不是数字。"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(source=tmp_path / "package", i18n=tmp_path / "i18n")
    made.source.mkdir()
    (made.i18n / "zh_CN.d").mkdir(parents=True)
    return made


def source(folders: Folders, text: str) -> None:
    (folders.source / "page.py").write_text(text, encoding="utf-8")


def part(folders: Folders, entries: str, name: str = "sales.po") -> None:
    (folders.i18n / "zh_CN.d" / name).write_text(PART + entries, encoding="utf-8")


def faults(folders: Folders) -> dict[str, list[str]]:
    messages.write(folders)
    return {kind: found for kind, found in vars(messages.check(folders)).items() if found}


def test_a_complete_catalogue_has_no_findings(folders):
    source(folders, "_('Pay')\nN_('Held')\nngettext('{n} line', '{n} lines', 2)")
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n\nmsgid "Held"\nmsgstr "挂单"\n\n')
    part(folders, 'msgid "{n} line"\nmsgid_plural "{n} lines"\nmsgstr[0] "{n} 行"\n', "plural.po")
    assert faults(folders) == {}


def test_a_message_without_a_translation_is_missing(folders):
    source(folders, "_('Pay')")
    assert faults(folders) == {"missing": ["package/page.py: 'Pay'"]}


@pytest.mark.parametrize("entry", ['msgid "Pay"\nmsgstr ""\n', '#, fuzzy\nmsgid "Pay"\nmsgstr "收款"\n'])
def test_an_empty_or_fuzzy_translation_is_missing(folders, entry):
    source(folders, "_('Pay')")
    part(folders, entry)
    assert list(faults(folders)) == ["missing"]


def test_a_translation_that_nothing_uses_is_stale(folders):
    source(folders, "")
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n')
    assert faults(folders) == {"stale": ["sales.po: 'Pay'"]}


def test_two_parts_may_not_differ(folders):
    source(folders, "_('Pay')")
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n')
    part(folders, 'msgid "Pay"\nmsgstr "付款"\n', "till.po")
    assert faults(folders) == {"clashes": ["'Pay': sales.po says '收款', till.po says '付款'"]}


def test_two_parts_may_say_the_same(folders):
    source(folders, "_('Pay')")
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n')
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n', "till.po")
    assert faults(folders) == {}


@pytest.mark.parametrize("translated", ["缺货", "{nome}缺货", "{name}{count}"])
def test_a_translation_keeps_the_placeholders(folders, translated):
    source(folders, "_('No {name}')")
    part(folders, f'msgid "No {{name}}"\nmsgstr "{translated}"\n')
    assert list(faults(folders)) == ["placeholders"]


@pytest.mark.parametrize(
    "call", ["_(f'No {name}')", "_('No ' + name)", "_('No {n}'.format(n=1))", "ngettext('one', f'{n}', n)", "_('It can\u2019t be')"]
)
def test_a_text_may_not_be_put_together_before_it_is_translated(call):
    assert messages.misuses_in(call)


@pytest.mark.parametrize("call", ["_('No {n}').format(n=1)", "_(self.title)", "_('a'\n'b')"])
def test_a_text_may_be_filled_in_after_it_is_translated(call):
    assert messages.misuses_in(call) == []


def test_catalogues_out_of_date_are_named(folders):
    source(folders, "_('Pay')")
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n')
    messages.write(folders)
    part(folders, 'msgid "Pay"\nmsgstr "收钱"\n')
    assert [line.partition(":")[0] for line in messages.check(folders).outdated] == ["jxc_desktop.po", "jxc_desktop.mo"]


def test_the_same_parts_give_the_same_bytes(folders):
    source(folders, "_('Pay')\n_('Quote \"x\"\\n')")
    part(folders, 'msgid "Quote \\"x\\"\\n"\nmsgstr "引号\\n"\n\nmsgid "Pay"\nmsgstr "收款"\n')
    messages.write(folders)
    first = folders.po.read_bytes(), folders.mo.read_bytes()
    messages.write(folders)
    assert (folders.po.read_bytes(), folders.mo.read_bytes()) == first


def test_pruning_drops_the_stale_and_keeps_the_rest(folders):
    source(folders, "_('Pay')\nngettext('{n} line', '{n} lines', 2)")
    part(folders, 'msgid "Pay"\nmsgstr "收款"\n\nmsgid "Gone"\nmsgstr "没了"\n')
    part(folders, 'msgid "{n} line"\nmsgid_plural "{n} lines"\nmsgstr[0] "{n} 行"\n', "plural.po")
    assert [path.name for path in messages.prune(folders)] == ["sales.po"]
    assert faults(folders) == {}


def test_the_command_fails_only_when_checking(folders, capsys):
    source(folders, "_('Pay')")
    assert messages.main([], folders) == 0
    assert messages.main(["--check"], folders) == 1
    assert capsys.readouterr().out == "missing: package/page.py: 'Pay'\n" * 2
