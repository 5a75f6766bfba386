"""Hostile texts before moderators: what is held back, reported, decided, and put into practices."""

from collections.abc import Sequence
from datetime import timedelta

from portal.accounts.queries import person_of
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.moderation.services import flagging
from portal.moderation.services.flagging import Report
from portal.threads.models import PostKind
from portal.threads.models.decisions import Ground
from portal.threads.queries import get_visible, visible_post
from portal.threads.queries.anchors import Anchor
from portal.threads.schemas.texts import LONGEST_REASON
from portal.threads.services import closing, moderating, posting, settling
from portal.threads.services.deciding import Reason
from portal.threads.services.texts import body_of
from tests.security.planted import RINA, WATI, Planted
from tests.security.planted_threads import begun, words_for

EACH = 15  # so many are held back, reported and decided on
LINK = "<https://promo.example/daftar>"


def moderate(planted: Planted, place: Anchor) -> None:
    """Hold posts back, report and hide others, close their thread, and settle an answer."""
    held = _written(planted, planted.writers[-1], [planted.texts.take() for _post in range(EACH)])
    key = _written(planted, planted.writers[0], ["Kami juga." for _post in range(2 * EACH)])
    _reported(planted, key)
    with unit_of_work() as session:
        thread = get_visible(planted.rina, key)
        closing.lock(session, planted.rina, thread, Reason(planted.texts.take(LONGEST_REASON)))
    jobs.run_once()
    planted.pages[RINA] += [
        "/moderation",
        "/moderation?page=2",
        "/desk",
        f"/threads/{held}/posts/2/moderate",
        f"/threads/{held}/moderate",
        f"/threads/{key}/moderate",
    ]
    planted.pages[WATI] += [f"/threads/{key}/posts/2/flag", _settled(planted, place)]


def _written(planted: Planted, writer: Actor, texts: Sequence[str]) -> str:
    """Return a thread in which somebody says texts; of who is new the first links are held back."""
    if writer is planted.writers[-1]:
        with unit_of_work():
            person_of(writer.person_id or 0).created_at = utcnow() - timedelta(days=1)
    key = begun(writer, planted.texts.line(), body_of("Kami menambahkan ini."))
    for text in texts:
        words = words_for(writer, body_of(f"{text}\n\n{LINK}"))
        with unit_of_work() as session:
            posting.write(session, writer, get_visible(writer, key), PostKind.COMMENT, words)
    return key


def _reported(planted: Planted, key: str) -> None:
    rina, texts = planted.rina, planted.texts
    for number in range(2, EACH + 2):
        with unit_of_work() as session:
            thread, post = visible_post(rina, key, number)
            told = Report(Ground.OTHER, texts.take(LONGEST_REASON))
            flagging.flag(session, rina, thread, post, told)
            _thread, other = visible_post(rina, key, number + EACH)
            moderating.hide(session, rina, other, Reason(texts.take(LONGEST_REASON)))


def _settled(planted: Planted, place: Anchor) -> str:
    """Return the page on which an answer is made ready for its practice."""
    asker, writer = planted.writers[3:5]
    title, text = planted.texts.line(), planted.texts.take()
    key = begun(asker, title, body_of("Bagaimana?"), place, is_question=True)
    with unit_of_work() as session:
        words, thread = words_for(writer, body_of(text)), get_visible(writer, key)
        number = posting.write(session, writer, thread, PostKind.ANSWER, words).number
        _thread, post = visible_post(asker, key, number)
        settling.say(session, asker, post, "confirmed")
    return f"/threads/{key}/posts/{number}/fold"
