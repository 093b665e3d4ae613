"""Secrets of definitions: masked, filled in again, and nothing else touched."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from virtgui.core.values.definition import KEPT
from virtgui.documents.document import DocumentError
from virtgui.documents.secrets import LostSecret, lost_secrets, mask, strip_secrets, unmask

DISK = """
    <disk type='network' device='cdrom'>
      <source protocol='https' name='x.iso'>
        <host name='h' port='443'/>
        <cookies>
          <cookie name='sid'>S3cret &amp; more</cookie>
          <cookie name="user">v</cookie>
        </cookies>
      </source>
      <target dev='{}' bus='sata'/>
    </disk>"""
RICH = f"""<?xml version='1.0'?>
<!-- <graphics passwd='comment'/> -->
<domain type="kvm">
  <name>a</name>
  <metadata><x:graphics xmlns:x='u:x' passwd='foreign'/></metadata>
  <devices>{DISK.format("sda")}{DISK.format("sdb")}
    <graphics  autoport='yes' type='vnc'
       passwd = "a&lt;'b" note=" passwd='no' ">
      <listen type='none'/>
    </graphics>
    <graphics type='spice' passwd='x&quot;y'/>
    <video passwd='not one'/>
  </devices>
</domain>
"""
SECRETS = ("S3cret", ">v<", "a&lt;'b", "x&quot;y")


def graphics(*displays):
    return f"<domain><devices>{''.join(displays)}</devices></domain>"


def corpus_files():
    corpus = os.environ.get("VIRTGUI_XML_CORPUS")
    own = sorted((Path(__file__).parent / "data").glob("*.xml"))
    return [*own, *sorted(Path(corpus).glob("*/*.xml"))] if corpus else own


def test_every_secret_is_masked_and_nothing_else():
    masked = mask(RICH)
    assert not any(secret in masked for secret in SECRETS)
    assert masked.count(KEPT) == 6
    expected = RICH
    for secret in ("S3cret &amp; more", "a&lt;'b", "x&quot;y"):
        expected = expected.replace(secret, KEPT)
    assert masked == expected.replace(">v<", f">{KEPT}<")


def test_masked_and_filled_in_again_is_the_same_text():
    assert unmask(mask(RICH), RICH) == RICH
    assert lost_secrets(mask(RICH), RICH) == ()
    assert strip_secrets(RICH) == mask(RICH) == mask(mask(RICH))


def test_a_new_or_empty_secret_stays():
    for new in ("new", ""):
        text = graphics(f"<graphics type='vnc' passwd='{new}'/>")
        assert unmask(text, graphics("<graphics type='vnc' passwd='old'/>")) == text


def test_the_quotes_of_the_new_text_may_be_others():
    new = graphics(f'<graphics type="vnc" passwd="{KEPT}" port="-1"/>')
    current = graphics("<graphics passwd='say \"hi\"' type='vnc'/>")
    assert etree.fromstring(unmask(new, current)).xpath("//@passwd") == ['say "hi"']


def test_displays_are_matched_by_type_and_order():
    current = graphics(
        "<graphics type='vnc'/><graphics type='spice' passwd='s'/><graphics type='vnc' passwd='2'/>"
    )
    new = graphics(
        f"<graphics type='spice' passwd='{KEPT}'/><graphics type='vnc' passwd='1'/>"
        f"<graphics type='vnc' passwd='{KEPT}'/>"
    )
    assert etree.fromstring(unmask(new, current)).xpath("//@passwd") == ["s", "1", "2"]


def test_a_kept_password_without_counterpart_is_told_and_removed():
    new = graphics(f"<graphics type='spice' passwd='{KEPT}' port='1'/>")
    current = graphics("<graphics type='vnc' passwd='old'/>")
    assert lost_secrets(new, current) == (LostSecret("graphics", "spice"),)
    assert unmask(new, current) == graphics("<graphics type='spice' port='1'/>")
    assert unmask(new, "") == graphics("<graphics type='spice' port='1'/>")


def test_cookies_are_matched_by_disk_and_name():
    one, other = (f"<domain><devices>{DISK.format(dev)}</devices></domain>" for dev in ("a", "b"))
    assert unmask(mask(one), one) == one
    changed = mask(one).replace("name='sid'", "name='other'")
    assert lost_secrets(changed, one) == (LostSecret("cookie", "a", "other"),)
    left = etree.fromstring(unmask(changed, one))
    assert left.xpath("//cookie/text()") == ["v"]
    assert [item.name for item in lost_secrets(mask(one), other)] == ["sid", "user"]
    assert etree.fromstring(unmask(mask(one), other)).xpath("//cookies | //cookie") == []


def test_cookies_of_an_image_below_and_of_the_firmware():
    source = "<source protocol='http'><cookies><cookie name='c'>{}</cookie></cookies></source>"
    text = (
        f"<domain><os><nvram type='network'>{source.format('n')}</nvram></os><devices><disk>"
        f"{source.format('top')}<backingStore>{source.format('base')}</backingStore>"
        "<target dev='vda'/></disk></devices></domain>"
    )
    assert etree.fromstring(mask(text)).xpath("//cookie/text()") == [KEPT] * 3
    assert unmask(mask(text), text) == text
    swapped = unmask(mask(text), text.replace("top", "xxx").replace("base", "yyy"))
    assert etree.fromstring(swapped).xpath("//cookie/text()") == ["n", "xxx", "yyy"]


def test_the_domains_of_a_snapshot_are_masked():
    inner = "<devices><graphics type='vnc' passwd='{}'/></devices>"
    text = (
        f"<domainsnapshot><domain>{inner.format('a')}</domain>"
        f"<inactiveDomain>{inner.format('b')}</inactiveDomain></domainsnapshot>"
    )
    assert etree.fromstring(mask(text)).xpath("//@passwd") == [KEPT, KEPT]
    assert unmask(mask(text), text) == text


def test_other_documents_have_none():
    text = "<network><devices><graphics type='vnc' passwd='x'/></devices></network>"
    assert mask(text) == text


@pytest.mark.parametrize("text", ["", "<domain>", "<!DOCTYPE a><domain passwd='x'/>"])
def test_a_broken_text_is_refused(text):
    with pytest.raises(DocumentError):
        mask(text)
    with pytest.raises(DocumentError):
        unmask(text, "")


def test_what_stands_for_a_secret_is_not_printed():
    from virtgui.documents.secrets import _places

    assert "S3cret" not in repr(_places(RICH))


PASSWORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)


@given(PASSWORDS, PASSWORDS, st.sampled_from("\n \t"))
def test_any_secret_is_masked_and_comes_back(password, cookie, blank):
    root = etree.fromstring(f"<domain><devices>{DISK.format('a')}</devices></domain>")
    devices = root.find("devices")
    etree.SubElement(devices, "graphics", type="vnc", passwd=password).tail = blank
    root.find(".//cookie").text = cookie
    text = etree.tostring(root, encoding="unicode")
    masked = mask(text)
    found = etree.fromstring(masked)
    assert found.find("devices/graphics").get("passwd") == KEPT
    assert unmask(masked, text) == text


def test_the_corpus_comes_back_byte_for_byte():
    masked_files = 0
    for path in corpus_files():
        text = path.read_text(encoding="utf-8")
        try:
            masked = mask(text)
        except DocumentError:
            continue
        masked_files += masked != text
        assert unmask(masked, text) == text, path
        root = etree.fromstring(masked.encode())
        if root.tag == "domain":
            assert set(root.xpath("devices/graphics/@passwd")) <= {KEPT}, path
            assert set(root.xpath("devices/disk//cookies/cookie/text()")) <= {KEPT}, path
    assert masked_files >= (3 if os.environ.get("VIRTGUI_XML_CORPUS") else 0)


def test_however_it_is_written_kept_is_no_secret():
    text = (
        "<domain><devices><graphics type='vnc' passwd='&#40;kept)'/>"
        "<disk><source><cookies><cookie name='a'><![CDATA[(kept)]]></cookie></cookies></source>"
        "<target dev='vda'/></disk></devices></domain>"
    )
    secure = text.replace("&#40;kept)", "s3cret").replace("<![CDATA[(kept)]]>", "c00kie")
    assert unmask(text, secure) == secure
    assert "kept" not in unmask(text, "<domain/>")
