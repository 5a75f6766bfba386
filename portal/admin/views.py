"""Pages for whoever looks after the machine: mail that does not leave, jobs that fail."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.admin import audit
from portal.admin.backup import last
from portal.admin.permissions import READ_AUDIT, RUN_SYSTEM
from portal.core import beats, disk, mail, schedule, standing
from portal.core.access import current_actor, requires
from portal.core.beats import Worker
from portal.core.clock import utcnow
from portal.core.errors import BadInput
from portal.core.forms import readable, whole
from portal.core.i18n import _, _l
from portal.core.mail import Refusal
from portal.core.mail_models import MailState
from portal.core.permissions import permits
from portal.core.settings import current_settings
from portal.core.standing import Failing, Queue
from portal.search.engine import Status
from portal.search.finder import engine

MOST = 200  # rows that a page shows
blueprint = Blueprint("admin", __name__, template_folder="templates")
DONE = {
    "mail": _l("Surel itu dicoba lagi sekarang. Muat ulang halaman ini untuk melihat hasilnya."),
    "jobs": _l(
        "Semua yang gagal dijalankan lagi sekarang. Muat ulang halaman ini untuk melihat hasilnya."
    ),
    "job": _l("Tugas itu dijalankan lagi sekarang. Muat ulang halaman ini untuk melihat hasilnya."),
}

TASKS = {  # what is done at its time, by the name that it has in logs
    "accounts: erase": _l("Hapus data orang yang memintanya, setelah masa tunggu"),
    "accounts: hand over": _l("Serahkan pekerjaan peran yang masanya habis"),
    "accounts: remind of ends": _l("Ingatkan peran yang masanya hampir habis"),
    "digests": _l("Kirim rangkuman kabar"),
    "graduation": _l("Usulkan dan periksa daerah champion"),
    "mentorships": _l("Urus permintaan pendampingan yang belum dijawab"),
    "questions": _l("Cari pemegang baru bagi pertanyaan yang terhenti"),
    "retention": _l("Hapus data yang masa simpannya habis"),
    "searches": _l("Cari praktik baru bagi pencarian tersimpan"),
    "self-check": _l("Periksa tautan buatan di halaman"),
    "verify": _l("Ingatkan daerah untuk memastikan praktiknya masih berjalan"),
}

KINDS = {  # what jobs do, by their kind
    "accounts.reset": _l("Kirim tautan untuk kata sandi baru"),
    "index.practice": _l("Perbarui praktik di indeks pencarian"),
    "index.rebuild": _l("Bangun ulang indeks pencarian"),
    "index.thread": _l("Perbarui utas di indeks pencarian"),
    "mail": _l("Kirim surel"),
    "notify": _l("Beri tahu yang mengikuti"),
    "practice-file.text": _l("Baca teks lampiran praktik"),
    "schedule": _l("Jalankan tugas terjadwal"),
}


@dataclass(frozen=True, kw_only=True)
class MailPage:
    """How mail stands; `more` refusals are not shown."""

    waiting: int
    sent: int
    refused: int
    oldest: datetime | None
    reasons: list[str]
    refusals: list[Refusal]
    more: int
    done: str


@dataclass(frozen=True)
class Task:
    """What is done at its time, in words; `done_at` is None if it has not run to its end yet."""

    label: str
    done_at: datetime | None
    next_at: datetime


@dataclass(frozen=True)
class Failure:
    """A job that failed, and in words what it does."""

    label: str
    job: Failing


@dataclass(frozen=True, kw_only=True)
class JobsPage:
    """How the work behind the pages stands; `more` failing jobs are not shown.

    `backup` is when the last good one was taken; `index` tells how a rebuild of it stands.
    """

    queue: Queue
    failing: list[Failure]
    more: int
    workers: list[Worker]
    tasks: list[Task]
    faults: list[str]
    backup: datetime | None
    index: Status
    done: str


@blueprint.get("/admin/mail")
@requires(RUN_SYSTEM)
def outgoing_mail() -> str:
    """Show what waits, and what was refused for good."""
    status = mail.status()
    newest = list(reversed(status.refusals))
    page = MailPage(
        waiting=status.counts[MailState.WAITING],
        sent=status.counts[MailState.SENT],
        refused=status.counts[MailState.REFUSED],
        oldest=status.oldest,
        reasons=list(status.reasons),
        refusals=newest[:MOST],
        more=len(newest[MOST:]),
        done=_done(),
    )
    return render_template("admin/mail.html", mail=page)


@blueprint.post("/admin/mail")
@requires(RUN_SYSTEM)
def retry_mail() -> AnyResponse:
    """Send again: one message, or all that wait or were refused."""
    key = request.form.get("key")
    mail.retry(key and readable(key))
    return redirect(url_for("admin.outgoing_mail", done="mail"), 303)


@blueprint.get("/admin/jobs")
@requires(RUN_SYSTEM)
def failing_jobs() -> str:
    """Show what waits, runs and fails, who works, and what is done at its time."""
    queue, failing = standing.queue(), standing.failing(MOST)
    page = JobsPage(
        queue=queue,
        failing=[Failure(_label(job), job) for job in failing],
        more=queue.failing - len(failing),
        workers=beats.workers(),
        tasks=[
            Task(str(TASKS.get(one.name, one.name)), one.done_at, one.next_at)
            for one in schedule.planned(utcnow())
        ],
        faults=_faults(),
        backup=last.last(),
        index=engine().status(),
        done=_done(),
    )
    return render_template("admin/jobs.html", jobs=page)


def _label(job: Failing) -> str:
    tasks = TASKS if job.kind == schedule.JOB else {}
    return str(tasks.get(job.key) or KINDS.get(job.kind, job.kind))


def _faults() -> list[str]:
    """Return in words what is wrong with the machine of this web worker."""
    settings = current_settings()
    found = []
    if disk.fault(settings, least=disk.LOW):
        found.append(_("Penyimpanan hampir penuh atau tidak dapat ditulis."))
    if not engine().status().healthy:
        found.append(_("Indeks pencarian tidak ada atau rusak; pencarian memakai mode sederhana."))
    if not beats.is_alive():
        found.append(_("Tidak ada pekerja tugas yang memberi kabar selama satu menit terakhir."))
    if last.fault():
        found.append(_("Cadangan terakhir sudah lebih dari seminggu, atau belum ada."))
    return found


@blueprint.post("/admin/jobs")
@requires(RUN_SYSTEM)
def hurry_job() -> AnyResponse:
    """Try a job again at once, or all that failed."""
    if request.form.get("all"):
        standing.hurry_all()
        return redirect(url_for("admin.failing_jobs", done="jobs"), 303)
    number = whole(request.form.get("id", ""))
    if number is None:
        raise BadInput(_("Tugas ini tidak dikenal."))
    standing.hurry(number)
    return redirect(url_for("admin.failing_jobs", done="job"), 303)


def _done() -> str:
    return str(DONE.get(request.args.get("done", ""), ""))


def init_app(app: Flask) -> None:
    """Add the pages, and let templates ask who may open them."""
    app.jinja_env.globals["runs_system"] = lambda: permits(current_actor(), RUN_SYSTEM)
    app.jinja_env.globals["reads_audit"] = lambda: permits(current_actor(), READ_AUDIT)
    app.register_blueprint(blueprint)
    app.register_blueprint(audit.blueprint)
