"""Tests a connection step by step, on the same way that a connection takes.

So what it finds is what will happen. Over SSH it looks around on the far side between the login
and libvirt's first call, to say which of helper, socket and permission is missing.
"""

import os
import socket
import time
from pathlib import Path
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.backend.examination import Examination
from virtgui.backend.lanes import Lane, Outcome
from virtgui.backend.libvirt.errors import translate
from virtgui.backend.progress import Progress
from virtgui.backend.reactor import Reactor
from virtgui.backend.sockets import local_sockets
from virtgui.backend.way import Way
from virtgui.backend.ways import LateSshWay, Ways
from virtgui.core.errors import (
    CancelledError,
    InvalidError,
    PermissionDeniedError,
    Remedy,
    UnreachableError,
)
from virtgui.core.ports import Sink
from virtgui.core.uri import ConnectionUri, UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec, ConnectStep
from virtgui.core.values.diagnosis import (
    LOCAL_STEPS,
    NET_STEPS,
    OTHER_STEPS,
    SSH_STEPS,
    DoctorStep,
)

_STEPS: Final = MappingProxyType(
    {
        ConnectStep.RESOLVING: DoctorStep.RESOLVE,
        ConnectStep.REACHING: DoctorStep.PORT,
        ConnectStep.CHECKING_KEY: DoctorStep.HOST_KEY,
        ConnectStep.LOGGING_IN: DoctorStep.LOGIN,
        ConnectStep.STARTING_HELPER: DoctorStep.RPC,
        ConnectStep.OPENING: DoctorStep.RPC,
    }
)
_PORTS: Final = MappingProxyType({"tls": 16514, "tcp": 16509, "": 16514})
_REACH: Final = 10.0
"""Seconds to wait for a port."""


class Doctor:
    """The tests that are on their way. Reactor thread."""

    def __init__(self, ways: Ways, sink: Sink, reactor: Reactor) -> None:
        self._ways = ways
        self._sink = sink
        self._reactor = reactor
        self._running: dict[int, tuple[Way, Examination]] = {}

    def start(self, diagnosis_id: int, spec: ConnectionSpec) -> None:
        """Begin a test."""
        try:
            uri: ConnectionUri | None = parse_uri(spec.uri)
        except UriError:
            uri = None
        examination = Examination(diagnosis_id, spec, steps_for(uri), self._sink.post)
        progress = Progress(
            step=lambda step, host: examination.begin(_STEPS[step]),
            found=lambda step, fact: examination.found(_STEPS[step], fact),
            asking=examination.asking,
            note=lambda _, error: examination.note(error.detail),
        )
        way = self._ways.make(spec, progress, diagnosis_id)
        self._running[diagnosis_id] = (way, examination)
        lane = Lane("doctor", 1, self._reactor)

        def over(outcome: Outcome[None]) -> None:
            lane.close()
            self._running.pop(diagnosis_id, None)
            way.close()
            error = outcome.error
            info = translate(error, opening=True, subject=spec.uri).info if error else None
            examination.finish(info)

        lane.submit(lambda: examine(way, spec.uri, examination), over)

    def stop(self, diagnosis_id: int) -> None:
        """End a test; it is over at once, though libvirt may go on waiting for a silent node."""
        running = self._running.pop(diagnosis_id, None)
        if running is not None:
            way, examination = running
            examination.finish(CancelledError("stopped by the user").info)
            way.close()

    def close(self) -> None:
        """End all tests."""
        for diagnosis_id in tuple(self._running):
            self.stop(diagnosis_id)


def steps_for(uri: ConnectionUri | None) -> tuple[DoctorStep, ...]:
    """The steps that make sense for an address."""
    if uri is None:
        return OTHER_STEPS
    if uri.transport in ("ssh", "libssh", "libssh2"):
        return SSH_STEPS
    if uri.driver in ("test", "esx", "vpx", "gsx", "hyperv", "phyp") or uri.transport == "ext":
        return OTHER_STEPS
    return LOCAL_STEPS if uri.is_local else NET_STEPS


def examine(way: Way, address: str, examination: Examination) -> None:
    """Go through the steps. Blocks; worker threads only.

    Raises:
        VirtguiError: why the step that ran has failed.
        libvirt.libvirtError: the same, in libvirt's words.
    """
    try:
        uri = parse_uri(address)
    except UriError as error:
        raise InvalidError(error.code.value, remedy=Remedy.CORRECT_ADDRESS) from None
    steps = steps_for(uri)
    if isinstance(way, LateSshWay):
        _look_around(way, examination)
    elif DoctorStep.SOCKET in steps:
        _find_socket(uri, examination)
    elif DoctorStep.PORT in steps:
        _reach_port(uri, examination)
    _call(way, examination)


def _look_around(way: LateSshWay, examination: Examination) -> None:
    """What is there on the far side, once the login has succeeded."""
    from virtgui.backend.ssh.survey import survey

    ssh_way = way.ready()
    ssh_way.prepare()
    examination.begin(DoctorStep.HELPER)
    seen = survey(ssh_way)
    if seen is None:
        examination.warn(DoctorStep.HELPER, "direct-streamlocal")
        return
    for path in seen.helpers:
        examination.found(DoctorStep.HELPER, path)
    if not seen.helpers:
        examination.warn(DoctorStep.HELPER, "direct-streamlocal")
    examination.begin(DoctorStep.SOCKET)
    for path in seen.sockets:
        examination.found(DoctorStep.SOCKET, path)
    if not seen.sockets and not ssh_way.far.is_session:
        looked = ", ".join(ssh_way.far.sockets)
        raise UnreachableError(f"no socket at {looked}", remedy=Remedy.START_DAEMON)
    examination.begin(DoctorStep.PERMISSION)
    examination.found(DoctorStep.PERMISSION, seen.user)
    if seen.sockets and not seen.usable:
        raise PermissionDeniedError(
            f"{seen.sockets[0]}: Permission denied", remedy=Remedy.JOIN_GROUP, subject=seen.user
        )


def _find_socket(uri: ConnectionUri, examination: Examination) -> None:
    """Is the local daemon's socket there, and may we use it?"""
    examination.begin(DoctorStep.SOCKET)
    paths = [Path(path) for path in local_sockets(uri)]
    there = [path for path in paths if _is_there(path)]
    for path in there:
        examination.found(DoctorStep.SOCKET, str(path))
    is_session = uri.path == "/session"
    if not there and not is_session:
        looked = ", ".join(map(str, paths))
        raise UnreachableError(f"no socket at {looked}", remedy=Remedy.START_DAEMON)
    examination.begin(DoctorStep.PERMISSION)
    if there and not any(os.access(path, os.R_OK | os.W_OK) for path in there):
        raise PermissionDeniedError(
            f"{there[0]}: Permission denied", remedy=Remedy.JOIN_GROUP, subject=str(there[0])
        )


def _is_there(path: Path) -> bool:
    try:
        return path.is_socket()
    except PermissionError:
        return True  # in a folder that is closed to us, which the next step tells


def _reach_port(uri: ConnectionUri, examination: Examination) -> None:
    port = uri.port or _PORTS.get(uri.transport, 16514)
    examination.begin(DoctorStep.RESOLVE)
    try:
        found = socket.getaddrinfo(uri.host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:  # the second: no name at all, "a..b"
        raise UnreachableError(str(error), remedy=Remedy.CORRECT_ADDRESS) from None
    for entry in found:
        examination.found(DoctorStep.RESOLVE, str(entry[4][0]))
    examination.begin(DoctorStep.PORT)
    try:
        with socket.create_connection((uri.host, port), timeout=_REACH):
            examination.found(DoctorStep.PORT, str(port))
    except OSError as error:
        raise UnreachableError(
            f"{uri.host} port {port}: {error}", remedy=Remedy.CHECK_NETWORK
        ) from None


def _call(way: Way, examination: Examination) -> None:
    """Libvirt's first calls."""
    examination.begin(DoctorStep.RPC)
    connection = way.open()
    try:
        begun = time.monotonic()
        version = connection.getLibVersion()
        examination.found(DoctorStep.RPC, f"{(time.monotonic() - begun) * 1000:.1f} ms")
        examination.begin(DoctorStep.VERSIONS)
        examination.found(DoctorStep.VERSIONS, f"libvirt {_version(version)}")
        _hypervisor(connection, examination)
    finally:
        connection.close()


def _hypervisor(connection: libvirt.virConnect, examination: Examination) -> None:
    try:
        found = f"{connection.getType()} {_version(connection.getVersion())}"
    except libvirt.libvirtError as error:
        examination.warn(DoctorStep.VERSIONS, str(translate(error).info.detail))
    else:
        examination.found(DoctorStep.VERSIONS, found)


def _version(number: int) -> str:
    """Libvirt's number for a version: 1,000,000 x major + 1,000 x minor + release."""
    return f"{number // 1_000_000}.{number // 1_000 % 1_000}.{number % 1_000}"
