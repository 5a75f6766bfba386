"""The steps of the editor in their order, field by field."""

from collections.abc import Mapping
from typing import Any

from portal.core.errors import NotFound
from portal.practices.forms.fields import Step
from portal.practices.forms.steps.asked import FAQ
from portal.practices.forms.steps.attached import FILES
from portal.practices.forms.steps.copying import CONDITIONS, LAW, PARTNERS
from portal.practices.forms.steps.finding import CLASSIFICATION, CONTACT, EVIDENCE, SOURCES
from portal.practices.forms.steps.results import RESOURCES, RESULTS
from portal.practices.forms.steps.story import BLOCKS, FAILURES, PROBLEM
from portal.practices.forms.steps.translation import TRANSLATION, translation_of

STEPS = (
    PROBLEM,
    BLOCKS,
    RESULTS,
    RESOURCES,
    PARTNERS,
    LAW,
    CONDITIONS,
    FAILURES,
    FAQ,
    CLASSIFICATION,
    CONTACT,
    FILES,
    EVIDENCE,
    SOURCES,
    TRANSLATION,
)

_BY_SLUG = {step.slug: step for step in STEPS}


def step_at(slug: str, record: Mapping[str, Any]) -> Step:
    """Return a step for a record.

    Raises:
        NotFound: if there is none of this name.
    """
    if slug not in _BY_SLUG:
        raise NotFound
    if slug == TRANSLATION.slug:
        return translation_of(record, STEPS)
    return _BY_SLUG[slug]
