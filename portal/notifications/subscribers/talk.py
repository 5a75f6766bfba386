"""What those who are told of threads have in common: what each may see, and in what words."""

from dataclasses import dataclass

from portal.accounts.models import Person
from portal.accounts.queries import person_of
from portal.core.db import db
from portal.core.formats import ZONES, moment
from portal.core.permissions import Actor, permits
from portal.follows.permissions import FOLLOW
from portal.notifications.queries.registry import Message
from portal.regions.queries import directory
from portal.threads.models import Post, PostState, Thread
from portal.threads.permissions import VIEW_THREAD
from portal.threads.schemas.excerpts import excerpt


@dataclass(frozen=True)
class Said:
    """A post that everybody may read who may read its thread."""

    thread: Thread
    post: Post

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{path_of(self.thread)}/posts/{self.post.number}"

    @property
    def quote(self) -> str:
        """Who says what, in few words; of a region that speaks nobody learns who wrote it."""
        return f"{self._speaker()}: {excerpt(self.post.html)}"

    def _speaker(self) -> str:
        region = directory().by_id.get(self.post.region_id or 0)
        if region and self.post.as_region:
            return region.name
        name = person_of(self.post.author_id).name
        return f"{name}, {region.name}" if region else name


def path_of(thread: Thread) -> str:
    """Return the path of a thread."""
    return f"/threads/{thread.public_id}"


def seen(actor: Actor, thread_id: int) -> Thread | None:
    """Return a thread if somebody, who still has a role, may read it at this moment."""
    thread = db.session.get(Thread, thread_id)
    may = thread and permits(actor, FOLLOW) and permits(actor, VIEW_THREAD, thread)
    return thread if may else None


def heard(actor: Actor, thread_id: int, post_id: int) -> Said | None:
    """Return a post of a thread that somebody may read, unless it was withheld from readers."""
    thread, post = seen(actor, thread_id), db.session.get(Post, post_id)
    shown = thread and post and post.state is PostState.VISIBLE
    return Said(thread, post) if shown and thread and post else None


def about(said: Said | None, title: str) -> Message | None:
    """Return what is told of a post; `title` stands before that of the thread."""
    return Message(f"{title}: {said.thread.title}", said.quote, said.path) if said else None


def due_for(actor: Actor, thread: Thread) -> str:
    """Return by when an answer is promised, by the clock of whoever is told."""
    person = db.session.get(Person, actor.person_id or 0)
    return moment(thread.due_at, ZONES[person.zone]) if thread.due_at and person else ""
