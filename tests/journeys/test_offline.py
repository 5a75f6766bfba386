"""An officer takes a search home on a stick: story S12.5."""

import re
import subprocess
from pathlib import Path

from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.reach.pack import MOST_BYTES
from tests.databases import ONE_DATABASE
from tests.factories.packs import asked, opened
from tests.factories.people import active, send, signed_in

SEARCH = "q=sampah&dimension=lingkungan"


@ONE_DATABASE
def test_the_pack_of_a_saved_search_verifies(app: Flask, tmp_path: Path) -> None:
    active("bayu@kab.go.id", Post(role=Role.OFFICER, region="35.10"))
    bayu = signed_in(app, "bayu@kab.go.id")
    send(bayu, "/saved/searches/new", query=SEARCH, name="Sampah", often="never")
    kept = re.search(r'href="/practices\?([^"]+)"', bayu.get("/saved/searches").text)
    assert kept is not None
    search = kept[1].replace("&amp;", "&")
    total = re.search(r'data-total="(\d+)"', bayu.get(f"/practices?{search}").text)
    assert total is not None

    page = bayu.get(f"/practices/pack?{search}").text
    assert f"{total[1]} praktik" in " ".join(page.split())
    body = asked(bayu, f"/practices/pack?{search}").data
    folder = opened(body, tmp_path)
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(body) <= MOST_BYTES
    assert checked.returncode == 0, checked.stdout
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    sums = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    assert {line.split("  ")[1] for line in sums} == files - {"SHA256SUMS"}
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert re.search(r"Data per \d{1,2} \w+ \d{4}", index)
    assert "“sampah”" in index
    assert len(re.findall(r'<a href="practices/', index)) == int(total[1])
    assert [path for path in folder.rglob("*") if path.suffix in {".png", ".jpg", ".webp"}] == []
