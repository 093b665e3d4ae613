"""Which of the configured algorithms the library has, in the configured order."""

from collections.abc import Iterable, Sequence
from typing import Final

from asyncssh.encryption import get_encryption_algs
from asyncssh.kex import get_kex_algs
from asyncssh.mac import get_mac_algs
from asyncssh.public_key import (
    get_certificate_algs,
    get_default_certificate_algs,
    get_default_public_key_algs,
    get_public_key_algs,
)

from virtgui.backend.ssh.config import HostConfig
from virtgui.core.errors import Remedy, UnsupportedError

_CERTIFICATE: Final = "-cert-v0"


def algorithm_options(
    config: HostConfig, preferred: Sequence[str], *, certificates: bool
) -> dict[str, list[str]]:
    """The keyword arguments for asyncssh.

    Args:
        config: what the SSH configuration wants.
        preferred: algorithms of the keys that the host is known by, to be asked for first.
        certificates: whether an authority is known that may vouch for the host; without one its
            certificate would hide the plain key, which the user can be asked about.

    Raises:
        UnsupportedError: nothing of what the configuration wants is there.
    """
    keys = _host_keys(config)
    if not certificates:
        keys = [name for name in keys if _CERTIFICATE not in name]
    first = [name for name in preferred if name in keys]
    options = {
        "kex_algs": _common("KexAlgorithms", config.kex_algorithms, get_kex_algs()),
        "encryption_algs": _common("Ciphers", config.ciphers, get_encryption_algs()),
        "mac_algs": _common("MACs", config.macs, get_mac_algs()),
        "server_host_key_algs": [*first, *(name for name in keys if name not in first)],
        "compression_algs": [
            *(["zlib@openssh.com", "zlib"] if config.compression else []), "none",
        ],
    }  # fmt: skip
    return {name: values for name, values in options.items() if values}


def _host_keys(config: HostConfig) -> list[str]:
    there = (*get_certificate_algs(), *get_public_key_algs())
    usual = (*get_default_certificate_algs(), *get_default_public_key_algs())
    return _known(config.host_key_algorithms, there) or [name.decode() for name in usual]


def _known(wanted: Iterable[str], there: Iterable[bytes]) -> list[str]:
    names = {name.decode() for name in there}
    return [name for name in wanted if name in names]


def _common(option: str, wanted: Sequence[str], there: Iterable[bytes]) -> list[str]:
    found = _known(wanted, there)
    if wanted and not found:
        raise UnsupportedError(
            f"{option}: none of {','.join(wanted)} is supported", remedy=Remedy.CHECK_SSH_CONFIG
        )
    return found
