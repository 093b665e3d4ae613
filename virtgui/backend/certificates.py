"""The certificates of TLS connections: where libvirt looks for them, and why they do not do.

libvirt tells that a certificate was not accepted, and tells why only in its log; so a handshake of
our own asks again for the reason.
"""

import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import translate
from virtgui.core.errors import AuthenticationError, Remedy, VirtguiError
from virtgui.core.redact import redact
from virtgui.core.uri import ConnectionUri, Security

TLS_PORT: Final = 16514

_SYSTEM: Final = Path("/etc/pki")
_PATIENCE: Final = 5.0
"""Seconds for the handshake that asks for the reason."""
_SIGNS: Final = ("certificate", "TLS", "x509")
_UNVERIFIED: Final = "Failed to verify peer"


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """The files of one connection."""

    authority: Path
    certificate: Path
    key: Path
    looked_at: tuple[Path, ...]
    """Every place that libvirt looks at, in its order."""

    @property
    def missing(self) -> tuple[Path, ...]:
        """Those of the three that are not there, or are not ours to read."""
        files = (self.authority, self.certificate, self.key)
        return tuple(file for file in files if not os.access(file, os.R_OK))


def goes_over_tls(uri: ConnectionUri) -> bool:
    """Whether libvirt speaks TLS of its own to the node, rather than HTTPS to a web driver."""
    is_web = uri.driver in ("esx", "gsx", "hyperv", "phyp", "vpx")
    is_tls = uri.transport in ("tls", "") and uri.security is Security.ENCRYPTED
    return is_tls and not is_web


def certificate_files(
    uri: ConnectionUri, *, is_root: bool | None = None, home: Path | None = None
) -> CertificateFiles:
    """The files that libvirt uses for an address, found in the way that libvirt finds them.

    Args:
        uri: the address.
        is_root: whether the user is root, whose own folder libvirt leaves out; None to find out.
        home: the user's folder; None to find out.
    """
    given = uri.parameter("pkipath")
    if given:
        return _in_one(Path(given))
    system = CertificateFiles(
        _SYSTEM / "CA" / "cacert.pem",
        _SYSTEM / "libvirt" / "clientcert.pem",
        _SYSTEM / "libvirt" / "private" / "clientkey.pem",
        (),
    )
    places = (system.authority, system.certificate, system.key)
    if os.geteuid() == 0 if is_root is None else is_root:
        return CertificateFiles(*places, looked_at=places)
    own = _in_one((home or Path.home()) / ".pki" / "libvirt")
    # The certificate and its key belong together; one alone is passed over.
    pair = own if own.certificate.exists() and own.key.exists() else system
    authority = own.authority if own.authority.exists() else system.authority
    return CertificateFiles(authority, pair.certificate, pair.key, (*own.looked_at, *places))


def _in_one(folder: Path) -> CertificateFiles:
    files = tuple(folder / f"{name}.pem" for name in ("cacert", "clientcert", "clientkey"))
    return CertificateFiles(files[0], files[1], files[2], files)


def explain(error: libvirt.libvirtError, uri: ConnectionUri) -> VirtguiError:
    """The error of an opening over TLS, with what is known of the certificates. Blocks.

    Errors that have nothing to do with certificates are translated as usual.
    """
    known = translate(error, opening=True, subject=uri.without_secret().build())
    files = certificate_files(uri)
    detail = known.info.detail
    if not _is_about_certificates(error, detail):
        return known
    facts = [("looked_at", str(path)) for path in files.looked_at]
    facts += [("missing", str(path)) for path in files.missing]
    if _UNVERIFIED in detail and (reason := _why_unverified(uri, files.authority)):
        facts.append(("reason", reason))
    return AuthenticationError(
        detail,
        remedy=Remedy.CHECK_CERTIFICATES,
        libvirt_code=known.info.libvirt_code,
        libvirt_domain=known.info.libvirt_domain,
        subject=uri.host,
        facts=tuple(facts),
    )


def _is_about_certificates(error: libvirt.libvirtError, detail: str) -> bool:
    if error.get_error_code() == libvirt.VIR_ERR_GNUTLS_ERROR:
        return True
    return any(sign in detail for sign in _SIGNS)


def _why_unverified(uri: ConnectionUri, authority: Path) -> str:
    """What is wrong with the node's certificate, in OpenSSL's words; empty when nothing is."""
    try:
        context = ssl.create_default_context(cafile=str(authority))
        with (
            socket.create_connection((uri.host, uri.port or TLS_PORT), timeout=_PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=uri.host),
        ):
            return ""
    except ssl.SSLCertVerificationError as error:
        return redact(error.verify_message)
    except OSError:
        return ""  # libvirt's own sentence has to do
