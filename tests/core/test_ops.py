"""Operations: each has a handler, a rule, a virsh line, and is a frozen value."""

import dataclasses
import inspect
import shlex

import pytest

from virtgui.core.ops import domain as ops
from virtgui.core.ops import placement, storage
from virtgui.core.ops.base import Operation
from virtgui.core.ops.definition import ApplyDefinition, step_command
from virtgui.core.policy import _RULES
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.live_step import LiveKind, LiveStep

REF = domain_ref(ConnectionId("c"), "u")
FIELDS = {
    "path": "/x y",
    "enabled": True,
    "new_name": "it's",
    "title": "t",
    "description": "d",
    "element": "<machine/>",
    "namespace": "urn:x",
    "prefix": "p",
    "xml": "<domain/>",
    "target": "vda",
    "size_bytes": 1 << 30,
    "pool": "a pool",
    "name": "a name; rm -rf /",
    "capacity": 1 << 30,
    "vcpus": (placement.ThreadPin(0, "0-3"),),
    "vcpu": 0,
    "iothread": 1,
    "cpus": "0-3",
    "cells": "1",
    "cell": 1,
    "size_kib": 2048,
    "count": 4,
}
OF_THE_NODE = (
    ops.RestoreDomainFromFile,
    ops.DefineDomain,
    storage.CreateVolume,
    storage.DeleteVolume,
    placement.AllocatePages,
)
CLASSES = [
    found
    for module in (ops, storage, placement)
    for _, found in inspect.getmembers(module, inspect.isclass)
    if issubclass(found, Operation) and found not in (Operation, placement.Placing)
] + [ApplyDefinition]


def make(kind: type[Operation]) -> Operation:
    names = {field.name for field in dataclasses.fields(kind)}
    if kind is ops.SuspendDomainPm:
        return kind(ref=REF)
    return kind(ref=REF, **{name: value for name, value in FIELDS.items() if name in names})


@pytest.mark.parametrize("kind", CLASSES)
def test_each_is_frozen_hashable_and_has_a_code(kind):
    operation = make(kind)
    assert operation.code
    assert hash(operation) == hash(make(kind))
    with pytest.raises(dataclasses.FrozenInstanceError):
        operation.ref = REF


def test_codes_are_told_apart():
    codes = [kind.code for kind in CLASSES]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", CLASSES)
def test_each_has_a_virsh_line_that_a_shell_reads_back(kind):
    for line in make(kind).virsh("qemu:///system?x=1&y=2", "a name; rm -rf /"):
        words = shlex.split(line)
        assert words[:3] == ["virsh", "-c", "qemu:///system?x=1&y=2"]
        if kind is ops.DefineDomain:
            assert words[3:] == ["define", "--validate", "a name; rm -rf /.xml"]
        elif kind is ApplyDefinition:
            assert words[3:] == ["define", "a name; rm -rf /.xml", "--validate"]
        elif kind not in (
            ops.RestoreDomainFromFile,
            storage.DeleteVolume,
            placement.AllocatePages,
        ):
            assert "a name; rm -rf /" in words


@pytest.mark.parametrize("kind", CLASSES)
def test_each_has_a_rule_unless_it_is_the_nodes(kind):
    assert kind in _RULES or kind in OF_THE_NODE


def test_a_definition_is_never_written_to_a_log():
    step = LiveStep(LiveKind.UPDATE, xml="<graphics passwd='geheim'/>")
    for operation in (
        ops.DefineDomain(ref=REF, xml="<domain>geheim</domain>"),
        ApplyDefinition(ref=REF, xml="<domain>geheim</domain>", steps=(step,)),
    ):
        assert "geheim" not in repr(operation)
        assert "geheim" not in str(operation)
        assert "geheim" not in "".join(operation.virsh("qemu:///system", "n"))


@pytest.mark.parametrize("kind", LiveKind)
def test_each_live_step_has_a_line_that_changes_what_runs(kind):
    step = LiveStep(kind, "vda", (("", 3),), label="vda")
    words = step_command("n", step)
    assert "n" in words
    assert "--live" in words


def test_some_lines_word_by_word():
    assert ops.StartDomain(ref=REF, paused=True, force_boot=True).commands("n") == (
        ("start", "n", "--paused", "--force-boot"),
    )
    assert ops.SetAutostart(ref=REF, enabled=False).commands("n") == (
        ("autostart", "n", "--disable"),
    )
    delete = ops.DeleteDomain(ref=REF, stop_first=True, tpm=False, volumes=("/a b",))
    assert ops.ResizeDisk(ref=REF, target="vda", size_bytes=1024).commands("n") == (
        ("blockresize", "n", "vda", "1024B"),
    )
    assert delete.commands("n")[0] == ("destroy", "n")
    assert "--keep-tpm" in delete.commands("n")[1]
    assert delete.commands("n")[2] == ("vol-delete", "/a b")


def test_volumes_word_by_word():
    values = {"ref": REF, "pool": "images", "name": "a.img", "capacity": 1024}
    make_volume = storage.CreateVolume
    assert make_volume(**values, format="raw", allocate=True).commands("n") == (
        ("vol-create-as", "images", "a.img", "1024B", "--format", "raw", "--allocation", "1024B"),
    )
    assert make_volume(**values, format="qcow2", allocate=True).commands("n")[0][-2:] == (
        "1024B", "--prealloc-metadata")  # fmt: skip
    assert make_volume(**values, format="qcow2").commands("n")[0][-1] == "0B"
    assert make_volume(**values, allocate=True).commands("n") == (
        ("vol-create-as", "images", "a.img", "1024B"),
    )
    assert storage.DeleteVolume(ref=REF, path="/a b").commands("n") == (("vol-delete", "/a b"),)


def test_placement_word_by_word():
    pins = (placement.ThreadPin(0, "0-3"), placement.ThreadPin(1, ""))
    whole = placement.PlaceDomain(
        ref=REF, vcpus=pins, emulator="0", iothreads=(placement.ThreadPin(2, "1"),), cells="1",
        moves_memory=True,
    )  # fmt: skip
    assert whole.count == 5
    assert whole.commands("n")[:5] == (
        ("numatune", "n", "--nodeset", "1", "--live"),
        ("vcpupin", "n", "0", "0-3", "--live"),
        ("vcpupin", "n", "1", "r", "--live"),
        ("emulatorpin", "n", "0", "--live"),
        ("iothreadpin", "n", "2", "1", "--live"),
    )
    # The mode is fixed while it runs.
    assert whole.commands("n")[5] == ("numatune", "n", "--mode", "0", "--nodeset", "1", "--config")
    assert [words[-1] for words in whole.commands("n")[5:]] == ["--config"] * 5
    # What runs keeps its memory where libvirt refuses to move it.
    fixed = placement.SetMemoryCells(ref=REF, cells="1")
    assert [words[-1] for words in fixed.commands("n")] == ["--config"]
    only = placement.PinVcpu(ref=REF, vcpu=1, cpus="7", live=False)
    assert only.commands("n") == (("vcpupin", "n", "1", "7", "--config"),)
    assert placement.PinEmulator(ref=REF, cpus="7", kept=False).commands("n") == (
        ("emulatorpin", "n", "7", "--live"),
    )


def test_pages_word_by_word():
    pages = placement.AllocatePages(ref=REF, cell=1, size_kib=2048, count=4)
    words = ("allocpages", "--pagesize", "2048KiB", "--pagecount", "4", "--cellno", "1")
    assert pages.commands("n") == (words,)
    more = dataclasses.replace(pages, add=True)
    assert more.commands("n") == ((*words, "--add"),)
