"""Kinds of values that only settings have."""

import pytest
from lxml import etree

from virtgui.documents.editing.leaves import compact
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.sysinfo import SysinfoEntry, SysinfoRows
from virtgui.documents.settings.values import AttributeSize, Coded, OwnText, StateFlag


def view(text):
    return XmlView(etree.fromstring(text))


def xml(found):
    return compact(found.element).replace("></c>", "/>")


def test_a_state_without_a_state_is_on():
    flag = StateFlag("b/c")
    found = view("<a><b><c/></b></a>")
    assert flag.of(found) is True
    flag.put(found, True)
    assert xml(found) == "<a><b><c/></b></a>"
    flag.put(found, False)
    assert xml(found) == '<a><b><c state="off"/></b></a>'
    flag.put(found, None)
    assert xml(found) == "<a></a>"
    assert flag.of(found) is None


@pytest.mark.parametrize(
    ("text", "size", "written"),
    [
        ("<a/>", 2048, '<a size="2"></a>'),
        ("<a/>", 1000, '<a size="1000" unit="bytes"></a>'),
        ("<a size='1' unit='GiB'/>", 2 * 1024**3, '<a size="2" unit="GiB"></a>'),
        ("<a size='1' unit='GiB'/>", 1024, '<a size="1" unit="KiB"></a>'),
        ("<a size='1' unit='GiB'/>", None, "<a></a>"),
        ("<a size='1' unit='what'/>", 1024, '<a size="1" unit="KiB"></a>'),
    ],
)
def test_sizes_that_are_attributes(text, size, written):
    prop = AttributeSize("@size")
    found = view(text)
    prop.put(found, size)
    assert xml(found) == written
    assert prop.of(found) == size


def test_sizes_that_cannot_be_read_are_none():
    assert AttributeSize("@size").of(view("<a size='1' unit='what'/>")) is None
    assert AttributeSize("@size").of(view("<a size='-1'/>")) is None


def test_the_own_text():
    found = view("<a>x</a>")
    assert OwnText().of(found) == "x"
    OwnText().put(found, "y")
    assert xml(found) == "<a>y</a>"
    with pytest.raises(ValueError, match="XML"):
        OwnText().put(found, "\x00")


def test_words_of_elements():
    prop = Coded("b/c", "@id", "@value")
    found = view("<a><b><c id='0' value='10' other='1'/></b></a>")
    assert prop.of(found) == "0:10"
    prop.put(found, "0:20 1:2:3 4")
    assert xml(found) == (
        '<a><b><c id="0" other="1" value="20"/><c id="1" value="2:3"/><c id="4"/></b></a>'
    )
    assert prop.of(found) == "0:20 1:2:3 4"
    prop.put(found, "7")
    assert prop.of(found) == "7"
    prop.put(found, "")
    assert xml(found) == "<a></a>"


def test_texts_of_several_boards_are_one_list():
    text = (
        "<d><sysinfo type='fwcfg'><entry name='x'>1</entry></sysinfo><sysinfo type='smbios'>"
        "<baseBoard><entry name='a'>1</entry></baseBoard>"
        "<baseBoard><entry name='b'>2</entry></baseBoard></sysinfo></d>"
    )
    rows = SysinfoRows("smbios", "baseBoard", SysinfoEntry)
    found = view(text)
    assert [entry.name for entry in rows.of(found)] == ["a", "b"]
    rows.add(found).name = "c"
    assert [entry.name for entry in rows.of(found)] == ["a", "b", "c"]
    rows.remove(found, 0)
    assert len(found.element.findall("sysinfo/baseBoard")) == 1
    rows.remove(found, 1)
    rows.remove(found, 0)
    assert [info.get("type") for info in found.element] == ["fwcfg"]
