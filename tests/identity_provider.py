"""A real identity provider for tests, as a process of its own: `python -m tests.identity_provider`.

It speaks OpenID Connect with a key of its own, and lies when asked to. Under each path it is
another issuer: `/good` is honest about itself, the others of `PUBLISHED` are not. At its page for
signing in, `login_as` says who does, and `manner` how the token is to be wrong, or which claims it
has, in JSON.
"""

import base64
import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import requests
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from config import ROOT
from tests.servers import free_port

HOST = "127.0.0.1"
CLIENT, SECRET = "sokoguru", "only-for-tests-client-secret"
NAME = "Akun Contoh"
PORTAL = "http://127.0.0.1:8000"
EVIL = "https://evil.example"
ALSO = "another-portal"
HEAD = {"alg": "RS256", "kid": "one"}
TIMES = {"exp", "nbf", "iat"}  # whole numbers are seconds from now
OF_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": EVIL},
    "no issuer": {"iss": None},
    "issuers": {"iss": [EVIL]},
    "another audience": {"aud": ALSO},
    "no audience": {"aud": None},
    "others as audience too": {"aud": [CLIENT, ALSO], "azp": CLIENT},
    "another authorized party": {"azp": ALSO},
    "expired": {"exp": -600},
    "no end": {"exp": None},
    "an end in words": {"exp": "tomorrow"},
    "an end that is no number": {"exp": float("nan")},
    "not yet valid": {"nbf": 600},
    "made in the future": {"iat": 600},
    "no time": {"iat": None},
    "another nonce": {"nonce": "of-somebody-else"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a number as subject": {"sub": 7},
    "an endless subject": {"sub": "x" * 256},
    "an unreadable subject": {"sub": "rina\0"},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}
GROUPS = {"groups": ["admin", "system-admin"], "roles": ["editor"], "email_verified": True}


def _coded(data: bytes | dict[str, Any]) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Keys:
    """The key of the provider, one that is not its own, and what can be forged with them."""

    def __init__(self) -> None:
        self.own = RSAKey.generate_key(2048, {"kid": "one"})
        self.foreign = RSAKey.generate_key(2048, {"kid": "one"})
        self.forgeries: dict[str, Callable[[dict[str, Any]], str]] = {
            "no algorithm": self._unsigned,
            "the public key as a password": lambda claims: self._by_password(
                claims, self.own.as_pem(private=False)
            ),
            "our secret as a password": lambda claims: self._by_password(claims, SECRET.encode()),
            "another key": lambda claims: self.signed(claims, key=self.foreign),
            "an unknown key": lambda claims: self.signed(claims, kid="two"),
            "the key in the head": self._with_key,
            "changed afterwards": self._changed,
            "no signature": lambda claims: self.signed(claims).rpartition(".")[0] + ".",
            "no token": lambda _claims: "halo",
            "a list": lambda _claims: jws.serialize_compact(HEAD, b"[]", self.own),
        }

    def signed(self, claims: dict[str, Any], *, key: RSAKey | None = None, kid: str = "one") -> str:
        """Return an honest token, if nothing else is asked for."""
        return jwt.encode(HEAD | {"kid": kid}, claims, key or self.own)

    def _unsigned(self, claims: dict[str, Any]) -> str:
        return f"{_coded(HEAD | {'alg': 'none'})}.{_coded(claims)}."

    def _by_password(self, claims: dict[str, Any], password: bytes) -> str:
        told = f"{_coded(HEAD | {'alg': 'HS256'})}.{_coded(claims)}"
        return f"{told}.{_coded(hmac.digest(password, told.encode(), 'sha256'))}"

    def _with_key(self, claims: dict[str, Any]) -> str:
        key = ECKey.generate_key("P-256")
        head = {"alg": "ES256", "kid": "one", "jwk": key.as_dict(private=False)}
        return jwt.encode(head, claims, key)

    def _changed(self, claims: dict[str, Any]) -> str:
        head, _claims, signature = self.signed(claims).split(".")
        return f"{head}.{_coded(claims | {'sub': 'somebody-else'})}.{signature}"


@dataclass(frozen=True)
class Code:
    """What a code stands for."""

    asked: dict[str, str]
    subject: str
    manner: str


class Handler(BaseHTTPRequestHandler):
    """Answers as the provider."""

    keys: ClassVar[Keys]
    codes: ClassVar[dict[str, Code]] = {}
    asked, released = threading.Event(), threading.Event()

    def log_message(self, *_parts: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Publish, or let somebody sign in."""
        parts = urlsplit(self.path)
        _, self.name, what = parts.path.split("/", 2)
        if what == ".well-known/openid-configuration":
            PUBLISHED.get(self.name, Handler._publish)(self)
        elif what == "keys":
            self.tell({"keys": [self.keys.own.as_dict(private=False, use="sig", alg="RS256")]})
        elif what == "authorize":
            self._authorize(dict(parse_qsl(parts.query)))
        elif what == "asked":
            self.tell({}, status=200 if self.asked.wait(10) else 404)
        elif what == "release":
            self.released.set()
            self.tell({})
        else:
            self.tell({}, status=404)

    def do_POST(self) -> None:
        """Change a code into tokens, as RFC 6749 and 7636 say."""
        self.name = self.path.split("/")[1]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        code = self.codes.pop(form.get("code", ""), None)
        if code is not None and code.manner == "slow":
            self.asked.set()
            self.released.wait(60)
            self.asked.clear()
            self.released.clear()
        if code is not None and code.manner == "breaks down":
            self.tell({"error": "server_error"}, status=500)
        elif code is None or self.headers["Authorization"] != expected or not _proven(form, code):
            self.tell({"error": "invalid_grant"}, status=400)
        else:
            self.tell(self._tokens(code))

    @property
    def issuer(self) -> str:
        """The issuer that was asked."""
        return f"http://{self.headers['Host']}/{self.name}"

    def published(self) -> dict[str, Any]:
        """Return what an honest issuer publishes."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": self.name == "says-who",
        }

    def _publish(self) -> None:
        self.tell(self.published())

    def _authorize(self, asked: dict[str, str]) -> None:
        if (asked["client_id"], asked["code_challenge_method"]) != (CLIENT, "S256"):
            self.tell({}, status=400)
        elif "login_as" not in asked:
            self._page(asked)
        else:
            number = secrets.token_urlsafe(12)
            self.codes[number] = Code(asked, asked["login_as"], asked.get("manner", ""))
            back = {"code": number, "state": asked["state"]}
            if self.name == "says-who" and asked.get("manner") != "says not who":
                back["iss"] = self.issuer
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
            self.end_headers()

    def _page(self, asked: dict[str, str]) -> None:
        fields = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in asked.items()
        )
        button = '<button name="login_as" value="rina-1">Rina</button>'
        page = (
            f'<!DOCTYPE html><title>{NAME}</title><form action="authorize">{fields}{button}</form>'
        )
        self.answer(page.encode(), "text/html; charset=utf-8")

    def _tokens(self, code: Code) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": code.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": code.asked["nonce"],
            "name": "Rina  Hartati",
            "email": code.subject.partition(":")[2],
            **GROUPS,
        }
        wanted = json.loads(code.manner) if code.manner.startswith("{") else None
        for name, value in (wanted or OF_CLAIMS.get(code.manner, {})).items():
            moved = name in TIMES and isinstance(value, int)
            claims[name] = now + value if moved else value
        said = {name: value for name, value in claims.items() if value is not None}
        sign = self.keys.forgeries.get(code.manner, self.keys.signed)
        tokens = {"access_token": "a" * 20, "token_type": "Bearer", "id_token": sign(said)}
        if code.manner == "nothing":
            del tokens["id_token"]
        return tokens

    def tell(self, said: object, *, status: int = 200) -> None:
        """Answer with JSON."""
        self.answer(json.dumps(said).encode(), "application/json", status=status)

    def answer(self, body: bytes, kind: str, *, status: int = 200) -> None:
        """Answer with a body of a kind."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _proven(form: dict[str, str], code: Code) -> bool:
    challenge = _coded(hashlib.sha256(form["code_verifier"].encode()).digest())
    return (challenge, form["redirect_uri"]) == (
        code.asked["code_challenge"],
        code.asked["redirect_uri"],
    )


def _elsewhere(handler: Handler) -> None:
    handler.send_response(302)
    handler.send_header("Location", handler.path.replace(handler.name, "good"))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _with(**changed: object) -> Callable[[Handler], None]:
    return lambda handler: handler.tell(handler.published() | changed)


PUBLISHED: dict[str, Callable[[Handler], None]] = {
    "another": _with(issuer=EVIL),
    "redirects": _elsewhere,
    "without-https": _with(token_endpoint="http://portal.example/token"),
    "a-file": _with(jwks_uri="file:///etc/passwd"),
    "two-lines": _with(authorization_endpoint="https://portal.example/\r\nX: y"),
    "incomplete": _with(jwks_uri=None),
    "endless": _with(more="x" * 300_000),
    "deep": lambda handler: handler.answer(b"[" * 100_000, "application/json"),
    "list": lambda handler: handler.tell([]),
    "page": lambda handler: handler.answer(b"<p>hello", "text/html"),
    "broken": lambda handler: handler.tell({}, status=500),
}


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    port: int

    def issuer(self, name: str = "good") -> str:
        """Return one of its issuers."""
        return f"http://{HOST}:{self.port}/{name}"

    def environ(self, name: str = "good") -> dict[str, str]:
        """Return the settings of a portal that trusts one of its issuers."""
        return {
            "PORTAL_OIDC_ISSUER": self.issuer(name),
            "PORTAL_OIDC_CLIENT_ID": CLIENT,
            "PORTAL_OIDC_CLIENT_SECRET": SECRET,
            "PORTAL_OIDC_NAME": NAME,
        }

    def login(self, where: str, subject: str, manner: str = "") -> str:
        """Sign somebody in at an address that the portal leads to, and return the path back."""
        more = urlencode({"login_as": subject, "manner": manner})
        answer = requests.get(f"{where}&{more}", allow_redirects=False, timeout=10)
        back = answer.headers["Location"]
        assert back.startswith(PORTAL)
        return back.removeprefix(PORTAL)

    def wait_until_asked(self) -> None:
        """Wait until somebody waits for tokens that come slowly."""
        assert requests.get(f"{self.issuer()}/asked", timeout=20).ok

    def answer(self) -> None:
        """Let these tokens come."""
        assert requests.get(f"{self.issuer()}/release", timeout=20).ok


@contextmanager
def running() -> Iterator[Provider]:
    """Start the provider, and end it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "tests.identity_provider", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "serving\n"
            yield Provider(port)
        finally:
            process.kill()


if __name__ == "__main__":
    Handler.keys = Keys()
    server = ThreadingHTTPServer((HOST, int(sys.argv[1])), Handler)
    print("serving", flush=True)
    server.serve_forever()
