"""What the worker does for threads."""

from datetime import timedelta

from portal.core.clock import utcnow
from portal.core.i18n import _l
from portal.core.rerendering import Stored, register
from portal.core.retention import Rule, keeps
from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.core.uploads.keeping import GRACE
from portal.threads.models import Post, PostRevision
from portal.threads.services import holding, waiting
from portal.threads.services.files import look_after_files, sweep
from portal.threads.services.texts import put_html, texts_of


def serve_jobs() -> None:
    """Register what is done at its time, and the files of posts."""
    look_after_files()
    for model in (Post, PostRevision):
        register(Stored(model, texts_of, put_html, lambda said: {"": said.html}))
    keeps(
        Rule(
            name="post-files",
            what=_l("Berkas tulisan yang tidak jadi dikirim"),
            kept=_l("%(days)s hari", days=GRACE.days),
            why=_l("Supaya formulir yang ditolak dapat dikirim lagi dengan berkasnya"),
            clean=sweep,
        )
    )
    every(timedelta(minutes=5), "questions")(look_after_questions)


def look_after_questions() -> None:
    """Give the questions of those who may answer no more to others, and tell what waits."""
    with unit_of_work() as session:
        holding.keep(session)
        waiting.tell(session, utcnow())
