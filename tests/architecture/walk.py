"""How each action of the table of rights is tried over the web, by pages and by the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

OWN, OTHER = 1, 2
CODES = {OWN: "35.10", OTHER: "35.78"}


@dataclass(frozen=True)
class Page:
    """How an action is tried over the web: the address for a region, and what is sent to it.

    Addresses below /api are tried with a token; `body` is what is sent there: something that
    whoever may is told to mend, so that nothing changes for those who try next.
    """

    method: str
    address: Callable[[str], str]
    body: Any = None


def _at(address: str) -> Callable[[str], str]:
    return lambda _code: address


def _get(address: str) -> Page:
    return Page("GET", _at(address))


def _post(address: str, body: Any = None) -> Page:
    return Page("POST", _at(address), body)


API = "/api/v1"
WITH_TOKEN, WITH_FILE = object(), object()
LIVE_API, DRAFT_API = f"{API}/practices/{{live}}", f"{API}/practices/{{draft}}"
STALE = {"round": 99, "text": ""}
ENDING = {"password": "bukan kata sandinya", "successor": ""}
PAGES: dict[str, tuple[Page, ...]] = {
    "practice:view": (
        _get("/practices/banyuwangi-smart-kampung"),
        _get(f"{API}/practices/banyuwangi-smart-kampung"),
    ),
    "practice:start": (
        _get("/practices/new"),
        _get("/practices/import"),
        _post("/practices/new"),
        _post(f"{API}/practices", {"region": CODES[OWN], "title": " "}),
    ),
    "practice:draft": (
        _post("/practices/{live}/v1/restore"),
        _get("/practices/{draft}/edit"),
        _get(f"{DRAFT_API}/draft"),
        _post(f"{DRAFT_API}/draft"),
        Page("PUT", _at(f"{DRAFT_API}/draft"), {"token": 99, "record": {}}),
        _post(f"{DRAFT_API}/files", WITH_FILE),
    ),
    "practice:submit": (
        _post("/practices/{draft}/submit"),
        _post(f"{DRAFT_API}/submit", {"token": 99}),
    ),
    "practice:comment": (
        _get("/practices/{draft}/review"),
        _post("/practices/{draft}/review/comment"),
        _get(f"{DRAFT_API}/review"),
        _post(f"{DRAFT_API}/review/comments", {"text": " "}),
        _post(f"{DRAFT_API}/review/comments/{{comment}}/settle"),
    ),
    "practice:rounds": (
        _get("/practices/{draft}/review/1"),
        _get(f"{DRAFT_API}/review/1"),
    ),
    "practice:decide": (
        _get("/practices/{draft}/review/approve"),
        _post("/practices/{draft}/review/changes"),
        _post("/practices/{draft}/review/invite"),
        _post(f"{DRAFT_API}/review/take"),
        _post(f"{DRAFT_API}/review/changes", STALE),
        _post(f"{DRAFT_API}/review/approve", STALE),
    ),
    "practice:confirm": (
        _get("/practices/{live}/confirm"),
        _post("/practices/{live}/stop"),
        _post(f"{LIVE_API}/confirm", {}),
        _post(f"{LIVE_API}/stop", {"reason": "tidak-ada", "lesson": "x"}),
        _post(f"{LIVE_API}/resume"),
    ),
    "practice:retire": (
        _get("/practices/{live}/retire"),
        _post("/practices/{live}/suspend"),
        _post("/practices/{live}/withdraw"),
        _post(f"{LIVE_API}/suspend", {"reason": " "}),
        _post(f"{LIVE_API}/withdraw", {"reason": " ", "sure": True}),
    ),
    "practice:release": (
        _post("/practices/{live}/release"),
        _post(f"{LIVE_API}/release"),
    ),
    "file:read-member-only": (
        _get("/files/{secret}"),
        Page("GET", _at("/files/{secret}"), WITH_TOKEN),
    ),
    "region:mailbox": (
        Page("GET", lambda code: f"/regions/{code}/mailbox"),
        Page("POST", lambda code: f"/regions/{code}/mailbox"),
    ),
    "region:open": (Page("POST", lambda code: f"/regions/{code}/profile/open"),),
    "region:champion": (
        _get("/champions/proposals/{proposal}"),
        _post("/champions/proposals/{proposal}/decline"),
        _get("/champions/statuses/{champion}"),
        _post("/champions/statuses/{champion}/revoke"),
    ),
    "assessment:enter": (
        Page("GET", lambda code: f"/regions/{code}/profile/traits"),
        Page("POST", lambda code: f"/regions/{code}/profile/traits"),
    ),
    "assessment:verify": (
        Page("GET", lambda code: f"/regions/{code}/profile/check"),
        Page("POST", lambda code: f"/regions/{code}/profile/check"),
    ),
    "assessment:view": (
        Page("GET", lambda code: f"/regions/{code}/profile"),
        Page("GET", lambda code: f"{API}/regions/{code}/recommendations"),
    ),
    "thread:view": (
        _get("/threads"),
        _get("/threads/{thread}"),
        _get("/threads/{thread}/posts/1/history"),
        _get(f"{API}/threads"),
        _get(f"{API}/threads/{{thread}}"),
    ),
    "thread:read-member-only": (
        _get("/threads/{closed}"),
        _get(f"{API}/threads/{{closed}}"),
    ),
    "thread:ask": (
        _get("/threads/new"),
        _get("/threads/similar?q=server"),
        _post("/threads/new"),
        _post(f"{API}/threads", {"kind": "question", "title": "?", "text": "?"}),
    ),
    "thread:answer": (
        _post("/threads/{thread}/posts"),
        _post(f"{API}/threads/{{thread}}/posts", {"kind": "answer", "text": " "}),
    ),
    "post:vote": (_post("/threads/{thread}/posts/1/vote"),),
    "post:flag": (_get("/threads/{thread}/posts/1/flag"), _post("/threads/{thread}/posts/1/flag")),
    "thread:moderate-any": (_get("/moderation"),),
    "thread:moderate": (
        _get("/threads/{reported}/posts/1/moderate"),
        _post("/threads/{reported}/posts/1/moderate"),
        _get("/threads/{reported}/moderate"),
        _post("/threads/{reported}/moderate"),
    ),
    "mentor:designate": (Page("POST", lambda code: f"/regions/{code}/mentors"),),
    "mentor:confirm": (_post("/mentors/{mentor}/confirm"),),
    "mentor:edit": (_get("/mentors/{mentor}/edit"), _post("/mentors/{mentor}/edit")),
    "thread:hold": (
        _get("/threads/{question}/holding"),
        _post("/threads/{question}/give"),
        _post("/threads/{question}/invite"),
    ),
    "thread:take": (_post("/threads/{question}/take"),),
    "adoption:view": (
        _get("/adoptions"),
        _get("/adoptions/{adoption}"),
        _get(f"{API}/adoptions"),
        _get(f"{API}/adoptions/{{adoption}}"),
    ),
    "adoption:record": (
        _get("/adoptions/{adoption}/step"),
        _get("/adoptions/{adoption}/blocks"),
        _get("/adoptions/{adoption}/indicators"),
        _get("/adoptions/{adoption}/papers"),
        _get("/adoptions/{adoption}/letter"),
        _post("/adoptions/{adoption}/move"),
        _post("/adoptions/{adoption}/report"),
        _post("/adoptions/{adoption}/drop"),
        _post("/adoptions/{adoption}/resume"),
        _post("/adoptions/{adoption}/blocks"),
        _post("/adoptions/{adoption}/tasks"),
        _post("/adoptions/{adoption}/documents"),
    ),
    "adoption:confirm": (_post("/adoptions/{taken}/confirm"),),
    "adoption:verify": (_post("/adoptions/{taken}/return"),),
    "mentorship:request": (_post("/mentoring/{learning}/withdraw"),),
    "mentorship:sign": (_post("/mentoring/{learning}/agreement/sign"),),
    "mentorship:verify": (_post("/mentoring/{learning}/verify"),),
    "mentorship:view": (
        _get("/mentoring/{learning}"),
        _get("/mentoring/{learning}/agreement"),
        _get("/mentoring/{learning}/outcome"),
        _get(f"{API}/mentorships/{{learning}}"),
    ),
    "desk:open": (_get("/desk"), _get("/mentoring"), _get(f"{API}/mentorships")),
    "account:manage": (
        _get("/account"),
        _get("/account/tokens"),
        _post("/account"),
        _post("/account/password"),
        _post("/account/mail"),
        _post("/account/tokens"),
        _post("/account/sign-on"),
        _post("/account/sign-on/unlink"),
        _post("/account/second-factor/codes"),
        _post("/account/data/consents/notification-mails/withdraw"),
        _post("/account/notice"),
    ),
    "account:second-factor": (
        _get("/account/second-factor"),
        _post("/account/second-factor/confirm"),
    ),
    "account:export": (_get("/account/data"), _post("/account/data/copy")),
    "account:erase": (_post("/account/data/erasure"), _post("/account/data/erasure/cancel")),
    "membership:view": (
        Page("GET", lambda code: f"/regions/{code}/members"),
        Page("GET", lambda code: f"/regions/{code}/mentors"),
        _get("/handovers/{handover}"),
        Page("GET", lambda code: f"{API}/regions/{code}/members"),
        _get(f"{API}/handovers/{{handover}}"),
    ),
    "membership:grant": (Page("POST", lambda code: f"/regions/{code}/members"),),
    "membership:end": (
        Page("GET", lambda code: f"/regions/{code}/members/{{sari}}/publisher/end"),
        Page("POST", lambda code: f"/regions/{code}/members/{{sari}}/publisher/end"),
        Page("POST", lambda code: f"{API}/regions/{code}/members/{{sari}}/publisher/end", ENDING),
    ),
    "membership:approve": (_post("/members/{tono}/editor/approve"),),
    "inbox:read": (_get("/inbox"), _post("/inbox/read")),
    "follow:choose": (
        _get("/account/follows"),
        _post("/account/follows"),
        _post("/threads/{thread}/follow"),
    ),
    "audit:read": (_get("/admin/audit"),),
    "system:run": (_get("/admin/mail"), _get("/admin/jobs")),
}
# Of the nation and of editors alone, who are in no region of their own.
NATIONAL_PAGES = (
    _get(f"{API}/members"),
    _post(f"{API}/members/{{tono}}/editor/end", ENDING),
)
