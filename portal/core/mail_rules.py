"""What features may say about mail that waits, and what they are told of it.

The first word of a message's key, before the colon, names the feature that it is of.
"""

from collections.abc import Callable
from dataclasses import dataclass

Rule = Callable[[str], bool]
_rules: dict[str, Rule] = {}


@dataclass(frozen=True)
class MailBounced:
    """A server has said for good that it does not know a recipient."""

    recipient: str
    reason: str


@dataclass(frozen=True)
class MailWithdrawn:
    """A message was thrown away unsent, since its feature no longer wants it."""

    key: str


@dataclass(frozen=True)
class MailRetried:
    """Somebody in charge wants to try again what a server had refused for this recipient."""

    recipient: str


def asks_before_sending(feature: str) -> Callable[[Rule], Rule]:
    """Register who tells, by its key, whether a message of `feature` is still to be sent."""

    def register(rule: Rule) -> Rule:
        _rules[feature] = rule
        return rule

    return register


def is_wanted(key: str) -> bool:
    """Tell whether a message is still to be sent."""
    rule = _rules.get(key.partition(":")[0])
    return rule is None or rule(key)
