"""What is said to the identity provider, and whether its answer proves who somebody is.

It is asked at the addresses that it publishes, by https, straight, and for a few seconds; nothing
that leads elsewhere is followed. The packages for it are an extra, so this is loaded when needed.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.requests_client.oauth2_session import OAuth2ClientAuth
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from urllib3.exceptions import HTTPError

from portal.accounts.services.attempts import (
    Aim,
    Attempt,
    Distrusted,
    Known,
    ProviderAway,
)
from portal.accounts.services.claims import posts_in
from portal.core.addresses import absolute, is_web_address
from portal.core.clock import utcnow
from portal.core.security import is_broken
from portal.core.settings import Settings

RETURN = "/sign-on/return"
ALGORITHMS = ("RS256", "PS256", "ES256")  # by the provider's own key, never by one that we share
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
BASIC, IN_BODY = "client_secret_basic", "client_secret_post"
SECONDS = 5.0
MAX_ANSWER = 200_000
MAX_SUBJECT = 255
MAX_NAME = 100
LEEWAY = 60  # seconds by which its clock may differ from ours
REMEMBERED = 600  # seconds for which its addresses are remembered; its keys are not
AT_ONCE = BoundedSemaphore(2)  # so that a slow provider leaves threads to all other readers


def address_for(attempt: Attempt, settings: Settings) -> str:
    """Return where at the provider an attempt begins.

    Raises:
        ProviderAway: if it does not say.
    """
    wanted = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": absolute(RETURN),
        # A name is asked for where one is needed, and nothing else ever.
        "scope": "openid profile" if attempt.aim is Aim.ACCEPT else "openid",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": create_s256_code_challenge(attempt.verifier),
        "code_challenge_method": "S256",
        "ui_locales": attempt.locale,
    }
    address = str(_published(settings)["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(wanted)}"


def whom(attempt: Attempt, given: Mapping[str, str], settings: Settings) -> Known:
    """Return whom the provider means by the code that an attempt has brought back.

    Raises:
        ProviderAway: if it does not answer.
        Distrusted: if it does not take the code, or what it says proves nothing.
    """
    published = _published(settings)
    says_who = published.get("authorization_response_iss_parameter_supported") is True
    if says_who and given.get("iss") != settings.oidc_issuer:
        raise Distrusted("issuer of the answer")
    with _conversation() as session:
        tokens = _tokens(session, published, attempt, given["code"], settings)
        keys = _document(session, str(published["jwks_uri"]))
    try:
        claims = _proven(tokens, keys, attempt, settings)
        posts = posts_in(claims, settings.oidc_roles)
        return Known(settings.oidc_issuer, _subject(claims), _name(claims), posts)
    except Exception as error:  # whatever a hostile answer provokes
        raise Distrusted(repr(error)[:200]) from error


def _published(settings: Settings) -> dict[str, Any]:
    return _discovered(settings.oidc_issuer, int(time.monotonic() // REMEMBERED))


@lru_cache(maxsize=8)
def _discovered(issuer: str, _period: int) -> dict[str, Any]:
    """Return what the provider publishes about itself, once in a while."""
    with _conversation() as session:
        said = _document(session, get_well_known_url(issuer, external=True))
    if said.get("issuer") != issuer:
        raise ProviderAway("it says that it is another")
    if not all(_is_safe(said.get(name), issuer) for name in ENDPOINTS):
        raise ProviderAway("an address of it is not safe")
    return said


def _is_safe(address: object, issuer: str) -> bool:
    """Tell whether an address is one of https, or of the very host of an issuer without it."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable():
        return False
    if not is_web_address(address):
        return False
    parts, own = urlsplit(address), urlsplit(issuer)
    return parts.scheme == "https" or (parts.scheme, parts.hostname) == (own.scheme, own.hostname)


@contextmanager
def _conversation() -> Iterator[requests.Session]:
    if not AT_ONCE.acquire(blocking=False):
        raise ProviderAway("too many wait for it")
    try:
        with requests.Session() as session:
            session.trust_env = False  # neither proxies nor passwords that lie on this machine
            yield session
    finally:
        AT_ONCE.release()


def _document(session: requests.Session, address: str) -> dict[str, Any]:
    status, said = _said(session, "GET", address)
    if status != HTTPStatus.OK:
        raise ProviderAway(f"status {status}")
    return said


def _tokens(
    session: requests.Session,
    published: Mapping[str, Any],
    attempt: Attempt,
    code: str,
    settings: Settings,
) -> dict[str, Any]:
    known = published.get("token_endpoint_auth_methods_supported") or [BASIC]
    how = IN_BODY if IN_BODY in known and BASIC not in known else BASIC
    status, said = _said(
        session,
        "POST",
        str(published["token_endpoint"]),
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": absolute(RETURN),
            "code_verifier": attempt.verifier,
        },
        auth=OAuth2ClientAuth(settings.oidc_client_id, settings.oidc_client_secret, how),
    )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ProviderAway(f"status {status}")
    if status != HTTPStatus.OK:
        raise Distrusted(f"code: status {status}")
    return said


def _said(
    session: requests.Session, method: str, address: str, **more: Any
) -> tuple[int, dict[str, Any]]:
    """Return status and JSON of an answer that is short and comes soon."""
    end = time.monotonic() + SECONDS
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    more |= {"headers": headers, "timeout": SECONDS, "allow_redirects": False, "stream": True}
    body = b""
    try:
        with session.request(method, address, **more) as answer:
            while piece := answer.raw.read1(MAX_ANSWER, decode_content=False):
                body += piece
                if len(body) > MAX_ANSWER or time.monotonic() > end:
                    raise ProviderAway("its answer is too long")
            said = json.loads(body)
    except (requests.RequestException, HTTPError, OSError, ValueError, RecursionError) as error:
        raise ProviderAway(repr(error)[:200]) from error
    if not isinstance(said, dict):
        raise ProviderAway("its answer is no object")
    return answer.status_code, said


def _proven(
    tokens: Mapping[str, Any], keys: Mapping[str, Any], attempt: Attempt, settings: Settings
) -> Mapping[str, Any]:
    """Return the claims of an ID token that the provider made for us and for this attempt."""
    own = settings.oidc_client_id
    token = jwt.decode(
        str(tokens["id_token"]),
        KeySet.import_key_set(keys),  # type: ignore[arg-type]  # it is checked there
        registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False),
    )
    claims = CodeIDToken(
        token.claims,
        token.header,
        {"iss": {"essential": True, "value": settings.oidc_issuer}, "aud": {"value": own}},
        {"nonce": attempt.nonce, "client_id": own, "access_token": tokens.get("access_token")},
    )
    claims.validate(now=int(utcnow().timestamp()), leeway=LEEWAY)
    if claims["aud"] not in (own, [own]):
        raise ValueError("made for others too")
    proven: Mapping[str, Any] = claims
    return proven


def _subject(claims: Mapping[str, Any]) -> str:
    subject = str(claims["sub"])
    if not 0 < len(subject) <= MAX_SUBJECT or not subject.isascii() or not subject.isprintable():
        raise ValueError("sub")
    return subject


def _name(claims: Mapping[str, Any]) -> str:
    name = claims.get("name")
    if not isinstance(name, str) or is_broken(name):
        return ""
    return " ".join(name.split())[:MAX_NAME]
