"""A certificate authority of a test's own, and the folders that libvirt reads certificates from."""

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY: Final = dt.timedelta(days=1)


class Authority:
    """Signs certificates; each call makes new ones."""

    def __init__(self, name: str = "the lab") -> None:
        self._name = _name(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        key_id = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        self._certificate = (
            _begin(self._name, self._name, self._key, days=10)
            .add_extension(constraints, critical=True)
            .add_extension(_use(signs=True), critical=True)
            .add_extension(key_id, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def write(self, folder: Path, kind: str, *addresses: str, days: int = 10) -> Path:
        """Write this authority's certificate, and a certificate with its key.

        Args:
            folder: where, under the names that libvirt uses.
            kind: "server" or "client".
            addresses: those that a server's certificate is good for.
            days: how long it is good from yesterday on; 0 for one that has expired.
        """
        folder.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        begun = _begin(_name(f"{kind} of the lab"), self._name, key, days)
        purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        purpose = x509.ExtendedKeyUsage([purposes[kind == "client"]])
        begun = begun.add_extension(purpose, critical=False).add_extension(
            _use(signs=False), critical=True
        )
        if addresses:
            names = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
            begun = begun.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made = begun.sign(self._key, hashes.SHA256())
        (folder / "cacert.pem").write_bytes(_pem(self._certificate))
        (folder / f"{kind}cert.pem").write_bytes(_pem(made))
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / f"{kind}key.pem").write_bytes(secret)
        return folder


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 2 * _DAY)
        .not_valid_after(now + (days - 1) * _DAY)
    )


def _use(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_encipherment=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
