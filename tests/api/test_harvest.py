"""A client of the protocol that nobody here wrote keeps a true copy of the practices."""

import pytest
from flask import Flask
from sickle import Sickle
from sickle.oaiexceptions import BadResumptionToken, IdDoesNotExist, NoRecordsMatch

from portal.core.uow import unit_of_work
from portal.practices.services import life
from portal.practices.services.versions import store_compilations
from tests.api.oai_shapes import OAI
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, practice_of, somebody
from tests.factories.practices import publish
from tests.servers import answering

PREFIX = {"metadataPrefix": "oai_dc"}


class Copy:
    """Another catalogue, kept by a client of the protocol that nobody here wrote."""

    def __init__(self, address: str, method: str) -> None:
        self._client = Sickle(f"{address}/oai", http_method=method, timeout=60)
        self._since: str | None = None
        self.titles: dict[str, list[str]] = {}

    def renew(self) -> int:
        """Ask for what has changed since the last time, and return how much that was."""
        asked = {"from": self._since} if self._since else {}
        try:
            records = self._client.ListRecords(**PREFIX, **asked)
        except NoRecordsMatch:
            return 0
        stood = records.oai_response.xml.findtext(f"{OAI}responseDate")
        count = 0
        for count, record in enumerate(records, start=1):  # noqa: B007  # it is returned
            if record.deleted:
                self.titles.pop(record.header.identifier, None)
            else:
                self.titles[record.header.identifier] = record.metadata["title"]
        self._since = stood
        return count

    def has(self, identifier: str) -> bool:
        """Tell whether the other side has a record, by asking for it."""
        try:
            record = self._client.GetRecord(identifier=identifier, **PREFIX)
        except IdDoesNotExist:
            return False
        return not record.deleted

    def goes_on_after(self, token: str) -> None:
        """Go on with a list by a token."""
        self._client.ListRecords(resumptionToken=token)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_client_keeps_a_true_copy(empty_library: Flask, method: str) -> None:
    with at("2026-03-01T00:00:00+00:00"):
        records = dict(publish(250, seed=5))
    first, second, *_others = records
    ids = {slug: f"oai:127.0.0.1:{practice_of(slug).public_id}" for slug in records}
    with answering(empty_library) as address:
        copy = Copy(address, method)

        assert copy.renew() == 250
        assert set(copy.titles) == set(ids.values())
        assert copy.renew() == 0

        editor = somebody("rina@contoh.go.id", EDITOR)
        with unit_of_work() as session:
            life.withdraw(session, editor, practice_of(first), "Keliru.")
        title = {"id": "Judul baru", "en": "A new title"}
        with unit_of_work() as session:
            store_compilations(session, {second: {**records[second], "title": title}})
        publish(2, seed=6)

        assert copy.renew() == 4
        assert ids[first] not in copy.titles
        assert not copy.has(ids[first])
        assert copy.has(ids[second])
        assert copy.titles[ids[second]] == ["Judul baru", "A new title"]
        assert len(copy.titles) == 251
        with pytest.raises(BadResumptionToken):
            copy.goes_on_after("x")
