"""Volumes and pools."""

import pytest

from virtgui.documents.document import DocumentError, DocumentProblem
from virtgui.documents.storage import PoolConfig, VolumeConfig, read_pool, read_volume

VOLUME = """<volume type='file'>
  <name>web.qcow2</name><key>/srv/web.qcow2</key>
  <capacity unit='GiB'>20</capacity><allocation>4096</allocation>
  <target><path>/srv/web.qcow2</path><format type='qcow2'/></target>
  <backingStore><path>/srv/base.img</path><format type='raw'/></backingStore>
</volume>"""

POOL = """<pool type='netfs'>
  <name>nfs</name><uuid>11111111-2222-3333-4444-555555555555</uuid>
  <capacity unit='bytes'>1000</capacity><allocation unit='bytes'>400</allocation>
  <available unit='bytes'>600</available>
  <source><host name='filer'/><dir path='/export'/></source>
  <target><path>/mnt/nfs</path></target>
</pool>"""


def test_a_volume_is_read():
    assert read_volume(VOLUME) == VolumeConfig(
        name="web.qcow2",
        key="/srv/web.qcow2",
        kind="file",
        path="/srv/web.qcow2",
        format="qcow2",
        capacity=20 * 1024**3,
        allocation=4096,
        backing_path="/srv/base.img",
        backing_format="raw",
    )


def test_a_pool_is_read():
    assert read_pool(POOL) == PoolConfig(
        name="nfs",
        uuid="11111111-2222-3333-4444-555555555555",
        kind="netfs",
        source="filer:/export",
        target_path="/mnt/nfs",
        capacity=1000,
        allocation=400,
        available=600,
    )


def test_what_is_missing_is_empty():
    assert read_volume("<volume><name>a</name></volume>").capacity is None
    pool = read_pool("<pool type='logical'><source><name>vg</name></source></pool>")
    assert (pool.name, pool.source, pool.target_path, pool.available) == ("vg", "vg", "", None)


@pytest.mark.parametrize("read", [read_volume, read_pool])
def test_other_documents_are_refused(read):
    with pytest.raises(DocumentError) as caught:
        read("<domain/>")
    assert caught.value.code is DocumentProblem.WRONG_ROOT
    assert caught.value.detail == "domain"
