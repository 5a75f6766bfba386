"""Posts that wait for moderators and decisions of theirs, as their pages show them."""

from flask import url_for
from markupsafe import Markup

from portal.core.i18n import _, _l
from portal.moderation.forms import ACTS
from portal.moderation.models import Cause, Hold
from portal.moderation.queries.waiting import Decided, Flagged, Waiting
from portal.moderation.services.deciding import acts_on, mark_of
from portal.moderation.views.shapes import Against, Case, Past
from portal.practices.views.media import Download, file_url, type_of
from portal.threads.models import PostKind, Visibility
from portal.threads.models.decisions import Act
from portal.threads.queries.decisions import GROUNDS
from portal.threads.queries.files import files_of
from portal.threads.views.labels import foreign
from portal.threads.views.names import Names

QUICK = (Act.RELEASE, Act.DISMISS)  # what needs no reason
DECIDED = {
    Act.HIDE: _l("Disembunyikan"),
    Act.SHOW: _l("Ditampilkan lagi"),
    Act.LOCK: _l("Dikunci"),
    Act.UNLOCK: _l("Dibuka lagi"),
    Act.MERGE: _l("Digabung"),
    Act.SPLIT: _l("Dipisahkan"),
    Act.MOVE: _l("Dipindahkan"),
    Act.RELEASE: _l("Ditayangkan"),
    Act.REJECT: _l("Ditolak"),
    Act.DISMISS: _l("Dibiarkan tayang"),
}


def case_of(one: Waiting) -> Case:
    """Return a post as moderators see it; who wrote for a region not even they learn here."""
    post, thread = one.post, one.thread
    quick = next((act for act in acts_on(thread, post) if act in QUICK), None)
    return Case(
        id=f"{thread.public_id}-{post.number}",
        title=thread.title,
        lang=foreign(thread.language),
        url=url_for("threads.post", thread=thread.public_id, number=post.number),
        is_opening=post.kind is PostKind.OPENING,
        number=post.number,
        members_only=thread.visibility is Visibility.MEMBERS,
        by=Names().of(post, one.author, member=True),
        written_at=post.edited_at or post.created_at,
        post_lang=foreign(post.language),
        html=Markup(post.html),  # noqa: S704  # it came from the sanitiser
        files=[
            Download(
                title=file.name,
                url=file_url(file.public_id),
                type=type_of(file),
                bytes=file.bytes,
                member_only=False,
            )
            for file in files_of([post.id]).get(post.id, ())
        ],
        held_for=_held_for(one.hold) if one.hold else "",
        flags=[_against(flag) for flag in one.flags],
        since=one.since,
        seen=mark_of(post),
        quick=(quick.value, str(ACTS[quick])) if quick else None,
        decide_url=url_for("moderation.case", thread=thread.public_id, number=post.number),
    )


def _held_for(hold: Hold) -> str:
    if hold.cause is Cause.WORD:
        return _("Memuat kata dari daftar judi: “%(word)s”", word=hold.found)
    return _("Tautan keluar pertama dari akun baru, ke %(domain)s", domain=hold.found)


def _against(flag: Flagged) -> Against:
    original = flag.original and url_for("threads.thread", thread=flag.original)
    return Against(
        ground=str(GROUNDS[flag.ground]),
        text=flag.text,
        by=flag.by,
        original_url=original,
        at=flag.at,
    )


def past_of(one: Decided) -> Past:
    """Return a decision as the list of them shows it."""
    decision, key = one.decision, one.thread.public_id
    url = (
        url_for("threads.thread", thread=key)
        if one.number is None
        else url_for("threads.post", thread=key, number=one.number)
    )
    ground = decision.ground and str(GROUNDS[decision.ground])
    return Past(
        label=str(DECIDED[decision.act]),
        what=_("Utas") if one.number is None else _("Tulisan %(number)s", number=one.number),
        title=one.thread.title,
        lang=foreign(one.thread.language),
        url=url,
        why=": ".join(part for part in (ground, decision.reason) if part),
        by=one.by,
        at=decision.created_at,
    )
