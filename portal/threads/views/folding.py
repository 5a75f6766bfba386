"""Putting an answer that helped into the questions of its practice."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.formats import words
from portal.core.i18n import _, written_for
from portal.core.uow import unit_of_work
from portal.practices.forms.fields import id_of
from portal.practices.forms.steps.asked import FAQ
from portal.practices.models import Practice
from portal.practices.permissions import START_PRACTICE
from portal.practices.queries.faq import newest
from portal.practices.services.drafts import StaleDraft
from portal.practices.services.editing import Misfits
from portal.practices.views.editor_start import number_typed
from portal.practices.views.labels import credit_of
from portal.threads.forms.folding import ANSWERS, QUESTIONS, FoldForm, fold_form
from portal.threads.models import Post, Thread
from portal.threads.queries import visible_post
from portal.threads.queries.mentions import plain_words
from portal.threads.services import folding
from portal.threads.views.pages import blueprint
from portal.threads.views.thread import post_address

FOLD = f"/threads/<key:thread>/posts/<{NUMBER}:number>/fold"


@dataclass(frozen=True)
class FoldPage:
    """The page on which an answer is made ready for a practice; `done` if it is in there.

    `token` is of the save of the draft that the page knows, 0 where nothing is being written.
    """

    title: str
    url: str
    action: str
    practice: str
    editor_url: str
    credit: str
    token: int
    form: FoldForm
    done: bool
    refusal: str


@blueprint.get(FOLD)
@requires(START_PRACTICE)
def fold(thread: str, number: int) -> str:
    """Show an answer as the practice could have it."""
    found, post = visible_post(current_actor(), thread, number)
    practice = folding.require_foldable(db.session(), current_actor(), found, post)
    form = fold_form(found, post)
    form[QUESTIONS[found.language]].data = found.title
    with written_for(post.language):
        form[ANSWERS[post.language]].data = plain_words(post.source)
    return _shown(found, post, practice, form)


@blueprint.post(FOLD)
@requires(START_PRACTICE)
def put(thread: str, number: int) -> Response | tuple[str, int]:
    """Put an answer into the draft of its practice, and lead on to where it stands there."""
    actor = current_actor()
    found, post = visible_post(actor, thread, number)
    practice = folding.require_foldable(db.session(), actor, found, post)
    form, token, refusal = fold_form(found, post), number_typed("token"), ""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.validate():
        try:
            return _folded(thread, number, form, token)
        except Misfits as misfits:
            for path, text in misfits.faults:
                form.blame(path.replace(".en", "_en").removesuffix(".id"), text)
        except (StaleDraft, Conflict) as error:
            status, refusal = HTTPStatus.CONFLICT, _why(error)
    found, post = visible_post(actor, thread, number)
    practice = folding.require_foldable(db.session(), actor, found, post)
    return _shown(found, post, practice, form, refusal), status


def _why(error: StaleDraft | Conflict) -> str:
    if isinstance(error, Conflict):
        return str(error)
    return _("Rekan Anda baru saja menyimpan draf praktik ini. Tekan lagi untuk memasukkannya.")


def _folded(key: str, number: int, form: FoldForm, token: int) -> Response:
    actor = current_actor()
    with unit_of_work() as session:
        found, post = visible_post(actor, key, number)
        practice, index = folding.fold(
            session,
            actor,
            found,
            post,
            question=form.of(QUESTIONS),
            answer=form.of(ANSWERS),
            token=token,
        )
        slug = practice.slug
    anchor = id_of(f"{FAQ.slug}.{index}")
    return redirect(url_for("editor.step", slug=slug, step=FAQ.slug, _anchor=anchor), 303)


def _shown(found: Thread, post: Post, practice: Practice, form: FoldForm, refusal: str = "") -> str:
    now = newest(db.session(), practice.id)
    page = FoldPage(
        title=found.title,
        url=post_address(found.public_id, post.number),
        action=url_for("threads.fold", thread=found.public_id, number=post.number),
        practice=words(now.title),
        editor_url=url_for("editor.step", slug=practice.slug, step=FAQ.slug) if now.token else "",
        credit=credit_of(folding.credit_of(found, post)),
        token=now.token,
        form=form,
        done=now.has(found.public_id),
        refusal=refusal,
    )
    return render_template("threads/fold.html", fold=page)
