"""What is done again for mentors."""

from portal.core.rerendering import Stored, register
from portal.mentors.models import MentorProfile
from portal.mentors.services.profiles import put_html, texts_of


def serve_jobs() -> None:
    """Let what mentors say of themselves be rendered anew."""
    register(Stored(MentorProfile, texts_of, put_html, lambda row: {"": row.about_html}))
