"""What Azure gives a process beside storage: an address that issues tokens of its identity, and certificates.

The issuer speaks the protocol of App Service and Container Apps (GET IDENTITY_ENDPOINT?resource=..., with the secret of
IDENTITY_HEADER): https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference.
Its tokens are signed by nobody: Azurite checks who issued them, for whom and until when, and no signature.
"""

import base64
import json
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

STORAGE = "https://storage.azure.com"
_ISSUER = "https://sts.windows-ppe.net/"
_HOUR = 3600


class TokenIssuer(ThreadingHTTPServer):
    """Issues tokens to those who know the secret; `asked` holds (resource, client id, user agent) of each that did."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secret = secrets.token_hex(16)
        self.asked: list[tuple[str, str, str]] = []
        self.audience = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """What the platform sets for a process that has this identity."""
        return {
            "IDENTITY_ENDPOINT": f"http://127.0.0.1:{self.server_port}/msi/token",
            "IDENTITY_HEADER": self.secret,
            "AZURE_CLIENT_ID": "00000000-0000-4000-8000-000000000001",
        }

    def token(self, resource: str) -> str:
        """A token for a resource, or for `audience` where that is set."""
        now = int(time.time())
        claims = {"aud": self.audience or resource, "iss": _ISSUER, "iat": now, "nbf": now - 60, "exp": now + _HOUR}
        return ".".join((_part({"alg": "none", "typ": "JWT"}), _part(claims), _part({})))


class _Handler(BaseHTTPRequestHandler):
    server: TokenIssuer

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if self.headers.get("X-IDENTITY-HEADER") != self.server.secret:
            self._send(HTTPStatus.UNAUTHORIZED, {"message": "not the secret"})
            return
        resource = asked["resource"].rstrip("/")
        self.server.asked.append((resource, asked.get("client_id", ""), self.headers.get("User-Agent", "")))
        expires_on = str(int(time.time()) + _HOUR)
        token = {"access_token": self.server.token(resource), "expires_on": expires_on, "token_type": "Bearer"}
        self._send(HTTPStatus.OK, {**token, "resource": resource})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `asked` says it."""

    def _send(self, status: HTTPStatus, body: dict[str, str]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and localhost that has signed itself, and its key, as PEM files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(pem))
    key_file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return certificate_file, key_file


def _part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
