"""Whatever is sent to the portal of the demonstration, it breaks nowhere and tells no internals."""

import random

from flask import Flask

from portal.core.db import end_transaction
from tests.api.programs import Program
from tests.benchmarks.api_schema import Trial
from tests.databases import ONE_DATABASE
from tests.factories.people import signed_in_with_code, token_on
from tests.security.crawler import Crawl
from tests.security.hostile import EVERY, faults, forget_attempts, send, some

ADMIN, EDITOR = "hadi@contoh.go.id", "rina@contoh.go.id"
GIVEN = {"role": "editor", "state": "published", "owner": 1, "published_at": "2026-01-01"}


def test_no_field_of_any_page_breaks_it(demonstration: Flask) -> None:
    clients = [signed_in_with_code(demonstration, mail) for mail in (ADMIN, EDITOR)]
    end_transaction()
    crawls = [Crawl(demonstration, client, alike=1).run() for client in clients]
    rng, sent, found = random.Random(3), 0, set()

    for crawl in crawls:
        token = token_on(crawl.client)
        for sending in [*crawl.sendings.values(), *crawl.others()]:
            for what, fields in some(sending, 1, rng):
                if sent % EVERY == 0:
                    forget_attempts(demonstration)
                sent += 1
                answer = send(crawl.client, sending, fields, token)
                found |= {(sending.endpoint, what, fault) for fault in faults(answer)}

    assert found == set()
    assert sent > 500


@ONE_DATABASE
def test_every_answer_to_programs_is_specified(demonstration: Flask) -> None:
    programs = [
        Program(demonstration),
        Program(demonstration, ADMIN),
        Program(demonstration, EDITOR),
    ]
    end_transaction()
    trial = Trial(demonstration, 2)

    for program in programs:
        trial.run(program.headers)

    assert trial.faults == {}
    assert {200, 400, 401, 404} <= set(trial.statuses)
    assert trial.bound({**programs[1].headers}, GIVEN) == []
