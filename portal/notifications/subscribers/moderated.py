"""What authors and reporters are told of what moderators decide: never who decided, or reported."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, permits
from portal.follows.permissions import FOLLOW
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.notifications.subscribers.talk import gathered_at, path_of, seen
from portal.threads.events import Moderated, ReportSettled
from portal.threads.models import Post, Thread, Visibility
from portal.threads.models.decisions import Act, Decision
from portal.threads.permissions import READ_MEMBER_THREADS, VIEW_POST, VIEW_THREAD, Said
from portal.threads.queries.decisions import GROUNDS

OF_POST: dict[Act, Callable[[str], str]] = {
    Act.HIDE: lambda title: _("Tulisan Anda disembunyikan: %(title)s", title=title),
    Act.SHOW: lambda title: _("Tulisan Anda ditampilkan lagi: %(title)s", title=title),
    Act.RELEASE: lambda title: _("Tulisan Anda ditayangkan: %(title)s", title=title),
    Act.REJECT: lambda title: _("Tulisan Anda ditolak: %(title)s", title=title),
    Act.DISMISS: lambda title: _(
        "Tulisan Anda dilaporkan dan tetap tayang: %(title)s", title=title
    ),
}
OF_THREAD: dict[Act, Callable[[str], str]] = {
    Act.HIDE: lambda title: _("Utas Anda disembunyikan: %(title)s", title=title),
    Act.SHOW: lambda title: _("Utas Anda ditampilkan lagi: %(title)s", title=title),
    Act.LOCK: lambda title: _("Utas Anda dikunci: %(title)s", title=title),
    Act.UNLOCK: lambda title: _("Utas Anda dibuka lagi: %(title)s", title=title),
    Act.MERGE: lambda title: _("Utas Anda digabung: %(title)s", title=title),
    Act.SPLIT: lambda title: _("Utas Anda berdiri sendiri lagi: %(title)s", title=title),
    Act.MOVE: lambda title: _("Utas Anda dipindahkan: %(title)s", title=title),
}


def _author(session: Session, event: Moderated) -> Iterable[int]:
    """Return who wrote the post, or began the thread, of which something was decided."""
    decision = session.get(Decision, event.decision_id)
    if decision is None:
        return ()
    if decision.post_id is not None:
        return (session.get_one(Post, decision.post_id).author_id,)
    return (session.get_one(Thread, decision.thread_id).author_id,)


def _message(actor: Actor, event: Moderated) -> Message | None:
    """Return what is told of an own post, also one that its author may not see any more."""
    decision = db.session.get(Decision, event.decision_id)
    thread = _readable(actor, decision) if decision else None
    if decision is None or thread is None:
        return None
    titles = OF_THREAD if decision.post_id is None else OF_POST
    title, why = titles[decision.act](thread.title), _why(decision)
    original = seen(actor, thread.duplicate_of_id or 0) if decision.act is Act.MERGE else None
    if original is not None:
        return Message(title, f"{gathered_at(original)} {why}", path_of(original))
    return Message(title, why, _path(actor, decision))


def _readable(actor: Actor, decision: Decision) -> Thread | None:
    """Return the thread of a decision, hidden or not, if the actor is among its readers."""
    thread = db.session.get_one(Thread, decision.thread_id)
    members = thread.visibility is Visibility.MEMBERS
    may = permits(actor, READ_MEMBER_THREADS if members else FOLLOW)
    return thread if may else None


def _why(decision: Decision) -> str:
    ground = decision.ground and str(GROUNDS[decision.ground])
    said = ": ".join(part for part in (ground, decision.reason) if part)
    return _("Alasan moderator: %(reason)s", reason=said) if said else _("Moderator memeriksanya.")


def _path(actor: Actor, decision: Decision) -> str:
    """Return where to read what it is about, or else the rules that it is to keep."""
    thread = db.session.get_one(Thread, decision.thread_id)
    post = decision.post_id and db.session.get(Post, decision.post_id)
    if post and permits(actor, VIEW_POST, Said(post, thread)):
        return f"{path_of(thread)}/posts/{post.number}"
    return path_of(thread) if permits(actor, VIEW_THREAD, thread) else "/pages/house-rules"


def _reporter(_session: Session, event: ReportSettled) -> Iterable[int]:
    return (event.reporter_id,)


def _outcome(actor: Actor, event: ReportSettled) -> Message | None:
    """Return what becomes of a post, without a word of it, for whoever has reported it."""
    decision = db.session.get(Decision, event.decision_id)
    thread = _readable(actor, decision) if decision else None
    if decision is None or thread is None:
        return None
    stays = decision.act in {Act.DISMISS, Act.RELEASE, Act.SHOW}
    return Message(
        _("Laporan Anda sudah diperiksa: %(title)s", title=thread.title),
        _("Tulisannya tetap tayang.") if stays else _("Tulisannya ditahan dari pembaca."),
        _path(actor, decision),
    )


KINDS = (
    Kind(
        name="moderated",
        label=_l("Keputusan moderator tentang tulisan Anda"),
        event=Moderated,
        how=How.NOW,
        recipients=_author,
        message=_message,
    ),
    Kind(
        name="report-settled",
        label=_l("Hasil pemeriksaan laporan Anda"),
        event=ReportSettled,
        how=How.DAILY,
        recipients=_reporter,
        message=_outcome,
    ),
)
