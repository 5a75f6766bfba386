"""What those who are told of threads have in common: what each may see, and in what words."""

from dataclasses import dataclass

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.formats import ZONES, moment
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.follows.permissions import FOLLOW
from portal.notifications.queries.registry import Message
from portal.threads.models import Post, PostState, Thread
from portal.threads.permissions import VIEW_THREAD
from portal.threads.queries.speakers import speaker_for
from portal.threads.schemas.excerpts import excerpt


@dataclass(frozen=True)
class Said:
    """A post that everybody may read who may read its thread, `by` whom the reader may know."""

    thread: Thread
    post: Post
    by: str

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{path_of(self.thread)}/posts/{self.post.number}"

    @property
    def quote(self) -> str:
        """What it says, in few words."""
        return f"{self.by}: {excerpt(self.post.html)}"


def path_of(thread: Thread) -> str:
    """Return the path of a thread."""
    return f"/threads/{thread.public_id}"


def gathered_at(original: Thread) -> str:
    """Return that what was asked again is answered at its original."""
    return _("Jawabannya dikumpulkan di utas “%(title)s”.", title=original.title)


def seen(actor: Actor, thread_id: int) -> Thread | None:
    """Return a thread if somebody, who still has a role, may read it at this moment."""
    thread = db.session.get(Thread, thread_id)
    may = thread and permits(actor, FOLLOW) and permits(actor, VIEW_THREAD, thread)
    return thread if may else None


def heard(actor: Actor, thread_id: int, post_id: int) -> Said | None:
    """Return a post of a thread that somebody may read, unless it was withheld from readers."""
    thread, post = seen(actor, thread_id), db.session.get(Post, post_id)
    if thread is None or post is None or post.state is not PostState.VISIBLE:
        return None
    return Said(thread, post, speaker_for(actor, post))


def about(said: Said | None, title: str) -> Message | None:
    """Return what is told of a post; `title` stands before that of the thread."""
    return Message(f"{title}: {said.thread.title}", said.quote, said.path) if said else None


def due_for(actor: Actor, thread: Thread) -> str:
    """Return by when an answer is promised, by the clock of whoever is told."""
    person = db.session.get(Person, actor.person_id or 0)
    return moment(thread.due_at, ZONES[person.zone]) if thread.due_at and person else ""
