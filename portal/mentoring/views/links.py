"""What the page of a mentorship leads to once both regions go along, and what comes next."""

from collections.abc import Iterator

from flask import url_for

from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.mentoring.models import TAKING, MentorshipState
from portal.mentoring.permissions import TOGETHER, sides_of
from portal.mentoring.queries import Line, MentorshipView
from portal.mentoring.queries.closing import follow_up_of, forms_of
from portal.mentoring.queries.companies import company_in
from portal.mentoring.views.outcome import OVER
from portal.mentoring.views.together import regions_of
from portal.search.views.listing_shapes import Link

State = MentorshipState
CLOSABLE = (State.ACTIVE, State.CLOSING)


def acts_of(view: MentorshipView, actor: Actor) -> Iterator[Link]:
    """Yield where somebody reads or does more with a mentorship."""
    if view.state not in TOGETHER:
        return
    sides = sides_of(actor, company_in(view))
    yield Link(_("Kesepakatan"), _address("agreement", view))
    if sides:
        yield Link(_("Sesi dan tugas"), _address("sessions", view))
    sent = {form.region_id for form in forms_of(view.id)} if view.state in CLOSABLE else set()
    if view.state in CLOSABLE and {one.id for one in regions_of(view, sides)} - sent:
        yield Link(_("Formulir penutupan"), _address("closing", view))
    if view.state in {State.CLOSING, *OVER}:
        yield Link(_("Hasil"), _address("outcome", view))
    if sides and view.state in TAKING:
        yield Link(_("Jeda atau akhiri"), _address("course", view))


def next_of(view: MentorshipView) -> str:
    """Return what both regions are to do next, in a sentence; "" where nothing is awaited."""
    if view.state is State.COMPLETED:
        return _("Kedua formulir sudah masuk; editor nasional memeriksa hasilnya.")
    after = follow_up_of(view.id) if view.state in OVER else None
    if after is not None and after.is_open:
        return _("%(region)s ditanya apakah hasilnya bertahan.", region=view.learner.name)
    return {
        State.ACCEPTED: _("Langkah berikutnya: admin kedua daerah menandatangani kesepakatan."),
        State.AGREED: _("Sudah ditandatangani; mulai pada tanggal yang disepakati."),
        State.CLOSING: _("Menunggu formulir penutupan daerah yang lain."),
    }.get(view.state, "")


def label_of(line: Line) -> str:
    """Return how a line of the history is called that says more than its state; else ""."""
    if line.state is State.ACCEPTED and line.came_from not in {State.REQUESTED, State.OFFERED}:
        return _("Kesepakatan diubah; menunggu tanda tangan lagi")
    if (line.came_from, line.state) == (State.PAUSED, State.ACTIVE):
        return _("Berlanjut")
    return ""


def _address(name: str, view: MentorshipView) -> str:
    return url_for(f"mentoring.{name}", mentorship=view.public_id)
