"""Who speaks: the region where it was written for it; else the office, to members the name."""

import re

from portal.accounts.queries import person_by_mail
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from portal.search import outbox
from portal.threads.models import PostKind
from portal.threads.queries.anchors import at_practice
from tests.factories.practices import publish
from tests.factories.threads import answered, asked
from tests.threads.conftest import BAYU, DEWI, SARI, Talkers

NAMES = {BAYU: "Bayu Nugroho", DEWI: "Dewi Anggraini", SARI: "Sari Wulandari"}


def _named(_talkers: Talkers) -> None:
    with unit_of_work():
        for mail, name in NAMES.items():
            person = person_by_mail(mail)
            assert person is not None
            person.name = name


def test_the_author_of_what_a_region_says_stands_on_no_page(talkers: Talkers) -> None:
    _named(talkers)
    (slug,) = publish(1, region="35.78")
    outbox.rebuild()
    key = asked(talkers.bayu, anchor=at_practice(slug, block=1))
    answered(talkers.dewi, key, "Kami yang menanggung.", as_region=True)
    own = asked(talkers.dewi, "Bagaimana daerah lain memulai?", as_region=True)
    pages = [
        f"/threads/{key}",
        f"/threads/{key}?quote=2",
        f"/threads/{key}/posts/2/history",
        f"/threads/{own}",
        "/threads",
        "/threads?region=35.78",
        f"/threads?practice={slug}",
        f"/practices/{slug}",
        f"/en/practices/{slug}",
        "/practices",
        "/regions/35.78",
        "/sitemap.xml",
        "/feeds/practices.atom",
    ]
    people = {mail: person_by_mail(mail) for mail in NAMES}
    dewi = people[DEWI]
    assert dewi is not None
    secrets = (NAMES[DEWI], DEWI, dewi.public_id)

    told = [
        (path, mail, secret)
        for mail in ("", BAYU, SARI)
        for path in pages
        for page in (talkers.read(path, mail),)
        for secret in secrets
        if secret in page
    ]

    assert told == []
    page = talkers.read(f"/threads/{key}")
    assert ">Kota Surabaya</a>" in page
    assert '"name":"Kota Surabaya"' in re.sub(r'": "', '":"', page)
    with reading():
        event = db.session.query(AuditEvent).filter_by(action="thread:answer").one()
        assert event.actor_id == talkers.dewi.person_id


def test_others_are_called_by_their_office_and_to_members_by_name(talkers: Talkers) -> None:
    _named(talkers)
    key = asked(talkers.bayu)

    public, member = talkers.read(f"/threads/{key}"), talkers.read(f"/threads/{key}", SARI)

    assert "Petugas Kab. Banyuwangi" in public
    assert NAMES[BAYU] not in public
    assert NAMES[BAYU] in member
    assert NAMES[BAYU] not in re.findall(r"ld\+json.*?</script>", member, re.DOTALL)[0]


def test_labels_tell_as_what_somebody_speaks(talkers: Talkers) -> None:
    (slug,) = publish(1, region="35.78")
    owned, elsewhere = asked(talkers.bayu, anchor=at_practice(slug)), asked(talkers.bayu)
    for key in (owned, elsewhere):
        answered(talkers.dewi, key)
        answered(talkers.bayu, key, "Terima kasih.", kind=PostKind.COMMENT)
        answered(talkers.rina, key, "Dari kami juga.", kind=PostKind.COMMENT)

    def roles(key: str) -> list[str]:
        page = talkers.read(f"/threads/{key}", SARI)
        return re.findall(r'<span class="role">([^<]+)</span>', page)

    assert roles(owned) == ["Pemilik praktik", "Penanya", "Editor nasional"]
    assert roles(elsewhere) == ["Mentor", "Penanya", "Editor nasional"]


def test_no_mark_tells_that_the_asker_also_speaks_for_the_region(talkers: Talkers) -> None:
    key = asked(talkers.dewi)
    answered(talkers.dewi, key, "Kami tambahkan.", kind=PostKind.COMMENT, as_region=True)
    region = asked(talkers.dewi, as_region=True)
    answered(talkers.dewi, region, "Saya tambahkan.", kind=PostKind.COMMENT)

    for thread in (key, region):
        assert "Penanya" not in talkers.read(f"/threads/{thread}", BAYU)


def test_a_link_to_elsewhere_is_not_called_by_the_name_of_a_mentor(talkers: Talkers) -> None:
    _named(talkers)
    dewi = person_by_mail(DEWI)
    assert dewi is not None
    anchor = f"#mentor-{dewi.public_id}"
    key = asked(
        talkers.rina, text=f"Tanya [di sini](https://jahat.example/{anchor}), @dewi-anggraini."
    )

    page = talkers.read(f"/threads/{key}", SARI)

    assert f'<a href="/regions/35.78{anchor}">@Dewi Anggraini</a>' in page
    assert (
        f'<a href="https://jahat.example/{anchor}" rel="ugc nofollow noopener">di sini</a>' in page
    )
