"""The page of the audit chain: what happened, as far as the reader may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Blueprint, render_template, request

from portal.accounts.models import Person
from portal.admin.permissions import READ_AUDIT, readable_by
from portal.core.access import current_actor, requires
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.forms import whole
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.regions.queries import directory

PER_PAGE = 50
blueprint = Blueprint("audit", __name__)
ACTIONS = {
    "account:accept": _l("menerima undangan"),
    "account:claim": _l("memberi peran menurut penyedia masuk"),
    "account:grant": _l("memberi peran"),
    "account:invite": _l("mengundang"),
    "account:mail": _l("mengganti alamat surel"),
    "account:password": _l("mengganti kata sandi"),
    "account:reset": _l("menyetel ulang kata sandi"),
    "account:revoke": _l("mengakhiri peran"),
    "account:ask-erasure": _l("meminta penghapusan data"),
    "account:cancel-erasure": _l("membatalkan penghapusan data"),
    "account:end-sign-ins": _l("mengakhiri semua sesi masuk"),
    "account:erase": _l("menghapus data pribadi"),
    "account:withdraw-consent": _l("menarik persetujuan"),
    "account:second-factor-off": _l("mematikan faktor kedua"),
    "account:second-factor-on": _l("memasang faktor kedua"),
    "account:sign-in": _l("masuk"),
    "account:sign-on": _l("masuk lewat penyedia"),
    "account:sign-on-link": _l("menghubungkan akun dengan penyedia"),
    "account:sign-on-unlink": _l("melepas akun dari penyedia"),
    "account:token": _l("membuat token"),
    "account:unclaim": _l("mengakhiri peran menurut penyedia masuk"),
    "account:token-revoke": _l("mencabut token"),
    "assessment:enter": _l("mengisi nilai daerah"),
    "assessment:refuse": _l("menolak memverifikasi nilai daerah"),
    "assessment:revoke": _l("mencabut verifikasi nilai daerah"),
    "assessment:verify": _l("memverifikasi nilai daerah"),
    "assessment:withdraw": _l("menarik nilai daerah"),
    "champion:expired": _l("mengakhiri status champion pada waktunya"),
    "champion:granted": _l("memberi status champion"),
    "champion:reinstated": _l("memulihkan status champion"),
    "champion:renewed": _l("memperpanjang status champion"),
    "champion:revoked": _l("mencabut status champion"),
    "champion:suspended": _l("menangguhkan status champion"),
    "content:load": _l("memuat isi pustaka"),
    "graduation:declined": _l("menolak usulan champion"),
    "graduation:granted": _l("menyetujui usulan champion"),
    "graduation:propose": _l("mengusulkan champion"),
    "graduation:withdrawn": _l("menggugurkan usulan champion"),
    "mentor:confirm": _l("mengesahkan mentor"),
    "mentor:designate": _l("mengusulkan mentor"),
    "mentor:end": _l("mengakhiri penetapan mentor"),
    "mentor:limit": _l("mengatur tempat mentor"),
    "mentor:profile": _l("mengubah profil mentor"),
    "mentorship:accepted": _l("menerima permintaan pendampingan"),
    "mentorship:active": _l("memulai atau melanjutkan pendampingan"),
    "mentorship:agreed": _l("menyepakati pendampingan"),
    "mentorship:agreement": _l("menulis versi kesepakatan pendampingan"),
    "mentorship:closing": _l("mengirim formulir penutupan pendampingan"),
    "mentorship:completed": _l("menyelesaikan pendampingan"),
    "mentorship:declined": _l("menolak permintaan pendampingan"),
    "mentorship:ended_early": _l("menghentikan pendampingan"),
    "mentorship:expired": _l("permintaan pendampingan lewat waktu"),
    "mentorship:follow-up": _l("menjawab apakah hasil pendampingan bertahan"),
    "mentorship:item": _l("mencatat tugas pendampingan"),
    "mentorship:no_outcome": _l("menilai pendampingan tanpa hasil"),
    "mentorship:offered": _l("tempat pendampingan ditawarkan"),
    "mentorship:outcome_verified": _l("memverifikasi hasil pendampingan"),
    "mentorship:paused": _l("menjeda pendampingan"),
    "mentorship:requested": _l("meminta pendampingan"),
    "mentorship:session": _l("mencatat sesi pendampingan"),
    "mentorship:sign": _l("menandatangani kesepakatan pendampingan"),
    "mentorship:waiting": _l("antre menunggu tempat pendampingan"),
    "mentorship:withdrawn": _l("menarik permintaan pendampingan"),
    "practice:approve": _l("menyetujui dan menerbitkan"),
    "practice:attach": _l("mengunggah berkas"),
    "practice:claim": _l("mengambil alih"),
    "practice:comment": _l("berkomentar"),
    "practice:confirm": _l("menyatakan masih berjalan"),
    "practice:detach": _l("menghapus berkas"),
    "practice:discard": _l("membuang draf"),
    "practice:invite": _l("mengundang penanggap"),
    "practice:release": _l("mencabut penangguhan"),
    "practice:rename": _l("mengganti alamat halaman"),
    "practice:request_changes": _l("meminta perubahan"),
    "practice:resume": _l("menyatakan berjalan lagi"),
    "practice:start": _l("memulai draf"),
    "practice:stop": _l("menyatakan berhenti"),
    "practice:submit": _l("mengirim untuk diperiksa"),
    "practice:suspend": _l("menangguhkan"),
    "practice:withdraw": _l("menarik"),
    "region:mailbox": _l("mengatur surel daerah"),
    "region:open": _l("membuka atau menutup nilai mandiri daerah"),
    "region:targets": _l("mengatur target daerah"),
    "region:traits": _l("mengatur sifat daerah"),
    "system:backup": _l("membuat cadangan"),
    "system:move": _l("memindahkan data ke PostgreSQL"),
    "system:restore": _l("memulihkan cadangan"),
    "thread:answer": _l("menjawab"),
    "thread:applied": _l("menyatakan jawaban berhasil diterapkan"),
    "thread:ask": _l("memulai utas"),
    "thread:choose": _l("memilih penjawab"),
    "thread:comment": _l("menanggapi"),
    "thread:confirmed": _l("menerima jawaban"),
    "thread:delete": _l("menghapus tulisan"),
    "thread:edit": _l("mengubah tulisan"),
    "thread:give": _l("memberikan pertanyaan"),
    "thread:hand-over": _l("menyerahkan pertanyaan"),
    "thread:invite": _l("mengundang menjawab"),
    "thread:lock": _l("mengunci utas"),
    "thread:merge": _l("menggabungkan utas"),
    "thread:move": _l("memindahkan utas"),
    "thread:split": _l("memisahkan utas"),
    "thread:take": _l("mengambil pertanyaan"),
    "thread:unlock": _l("membuka kunci utas"),
    "thread:unsettle": _l("membatalkan penerimaan jawaban"),
}


@dataclass(frozen=True)
class Row:
    """An event as somebody reads it; `who` is "" where a command did it."""

    seq: int
    when: datetime
    who: str
    action: str
    region: str
    kind: str
    key: str
    details: str


@dataclass(frozen=True)
class AuditPage:
    """Events, newest first; `older` is the number below which the next page begins."""

    rows: list[Row]
    older: int | None


@blueprint.get("/admin/audit")
@requires(READ_AUDIT)
def index() -> str:
    """Show what happened, newest first."""
    before = whole(request.args.get("before", ""))
    return render_template("admin/audit.html", audit=_page(current_actor(), before))


def _page(actor: Actor, before: int | None) -> AuditPage:
    query = sa.select(AuditEvent).where(readable_by(actor)).order_by(AuditEvent.seq.desc())
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    found = db.session.scalars(query.limit(PER_PAGE + 1)).all()
    shown = found[:PER_PAGE]
    names = _names({event.actor_id for event in shown if event.actor_id is not None})
    rows = [_row(event, names) for event in shown]
    return AuditPage(rows, rows[-1].seq if len(found) > PER_PAGE else None)


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _row(event: AuditEvent, names: Mapping[int, str]) -> Row:
    region = directory().by_id.get(event.region_id or 0)
    return Row(
        seq=event.seq,
        when=datetime.fromisoformat(event.moment),
        who=names.get(event.actor_id or 0, ""),
        action=str(ACTIONS.get(event.action, event.action)),
        region=region.name if region else "",
        kind=event.kind,
        key=event.key,
        details="" if event.details == "{}" else event.details,
    )
