"""A record as fields in the order of its page, each with its path; drafts may lack anything.

So it can be checked field by field, and compared with another version.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.core.i18n import _, current_locale
from portal.practices.schemas.record import BLOCK_PARTS
from portal.practices.views.labels import value_label
from portal.practices.views.outline_rows import ROWS
from portal.vocabularies.queries import term_label

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A value of a record in words.

    `lang` is the language of a text, None for what the portal words itself; `key` is what it is
    recognised by in another version. `row` is the whole row of the record, if it tells one.
    """

    path: str
    label: str
    text: str
    key: str
    lang: str | None = None
    is_markdown: bool = False
    row: Record = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Fields that belong together; a block is a part of its own, `number` is its place."""

    id: str
    title: str
    key: str
    fields: Sequence[Field]
    number: int = 0

    @property
    def heading(self) -> str:
        """The title, with that of the block."""
        titles = [one.text for one in self.fields if one.path.endswith(".title.id")]
        return f"{self.title}: {titles[0]}" if self.number and titles else self.title


def outline_of(record: Record) -> list[Part]:
    """Return what a record says, part by part, without what it leaves open."""
    parts = [
        _part("pokok", _("Judul dan ringkasan"), _basics(record)),
        _part("golongan", _("Penggolongan"), _tags(record)),
        _part("masalah", _("Masalah"), _section(record, "problem", _("Masalah"))),
        _part("solusi", _("Yang dilakukan"), _section(record, "solution", _("Yang dilakukan"))),
        *_blocks(record),
        _part("hasil", _("Hasil"), _results(record)),
        _part("kegagalan", _("Yang tidak berhasil dan pelajaran"), _lessons(record)),
        _part("biaya", _("Biaya dan sumber daya"), _cost(record)),
        _part("prasyarat", _("Sebelum meniru"), _conditions(record)),
        _part("mitra", _("Siapa saja yang terlibat"), _rows(record, "partners")),
        _part("hukum", _("Dasar hukum"), _rows(record, "legal_basis")),
        _part("sekitar", _("Keterangan lain"), _surroundings(record)),
        _part("tanya-jawab", _("Tanya jawab"), _rows(record, "faq")),
        _part("bukti", _("Bukti"), _rows(record, "evidence")),
        _part("berkas", _("Gambar dan lampiran"), _rows(record, "images", "attachments")),
        _part("kontak", _("Kontak"), _contact(record)),
        _part("sumber", _("Sumber"), _rows(record, "sources")),
    ]
    return [part for part in parts if part.fields]


def fields_of(record: Record) -> dict[str, Field]:
    """Return {path: field} of everything that a record says."""
    return {one.path: one for part in outline_of(record) for one in part.fields}


def _part(id_: str, title: str, fields: Iterator[Field]) -> Part:
    return Part(id=id_, title=title, key=id_, fields=list(fields))


def _texts(
    texts: Mapping[str, str], path: str, label: str, *, is_markdown: bool = False
) -> Iterator[Field]:
    """Yield a bilingual text as one field for each language that it has."""
    for lang in ("id", "en"):
        if texts.get(lang):
            named = label if lang == "id" else _("%(label)s, bahasa Inggris", label=label)
            full = f"{path}.{lang}"
            yield Field(
                path=full,
                label=named,
                text=texts[lang],
                key=full,
                lang=lang,
                is_markdown=is_markdown,
            )


def _words(path: str, label: str, text: object, lang: str | None = None) -> Iterator[Field]:
    if text not in {None, ""}:
        yield Field(path=path, label=label, text=str(text), key=path, lang=lang)


def _section(record: Record, name: str, label: str) -> Iterator[Field]:
    texts = record.get("sections", {}).get(name, {})
    yield from _texts(texts, f"sections.{name}", label, is_markdown=True)


def _statement(record: Record, name: str, label: str) -> Iterator[Field]:
    statement = record.get(name, {})
    sources = statement.get("sources", [])
    cited = {
        lang: f"{text} [{', '.join(sources)}]" if sources else text
        for lang, text in statement.get("text", {}).items()
    }
    yield from _texts(cited, f"{name}.text", label, is_markdown=True)


def _codes(record: Record, key: str, label: str, facet: str) -> Iterator[Field]:
    value = record.get(key, [])
    codes = [value] if isinstance(value, str) else value
    yield from _words(key, label, ", ".join(value_label(facet, code) for code in codes))


def _term(record: Record, key: str, label: str, scheme: str) -> Iterator[Field]:
    if key in record:
        yield from _words(key, label, term_label(scheme, record[key], current_locale()))


def _rows(record: Record, *keys: str) -> Iterator[Field]:
    for key in keys:
        kind = ROWS[key]
        for index, row in enumerate(record.get(key, [])):
            yield Field(
                path=f"{key}.{index}",
                label=f"{kind.label} {index + 1}",
                text="\n".join(kind.lines(row)),
                key=f"{key}:{kind.name(row)}",
                lang="id",
                row=row,
            )


def _basics(record: Record) -> Iterator[Field]:
    yield from _texts(record.get("title", {}), "title", _("Judul"))
    yield from _words("short_name", _("Nama singkat"), record.get("short_name"), "id")
    yield from _texts(record.get("summary", {}), "summary", _("Ringkasan"))
    yield from _texts(record.get("unit", {}), "unit", _("Unit kerja"))
    yield from _words("year", _("Tahun mulai"), record.get("year"))
    yield from _codes(record, "stage", _("Tahap"), "stage")
    if "compiled_by" in record:
        by_editors = record["compiled_by"] == "editors"
        author = _("Redaksi Sokoguru") if by_editors else _("Daerah sendiri")
        yield from _words("compiled_by", _("Disusun oleh"), author)
    yield from _codes(record, "status", _("Status"), "status")
    yield from _texts(
        record.get("stopped", {}).get("text", {}), "stopped.text", _("Mengapa berhenti")
    )


def _tags(record: Record) -> Iterator[Field]:
    yield from _codes(record, "dimensions", _("Dimensi kematangan"), "dimension")
    yield from _codes(record, "aspects", _("Sub-aspek"), "aspect")
    yield from _codes(record, "sectors", _("Sektor SPM"), "sector")
    yield from _codes(record, "services", _("Layanan SPM"), "service")
    yield from _codes(record, "urusan", _("Urusan pemerintahan"), "urusan")
    yield from _term(record, "initiator", _("Penggagas"), "initiator")
    yield from _term(record, "form", _("Bentuk"), "practice-form")
    joined = {lang: ", ".join(words) for lang, words in record.get("keywords", {}).items()}
    yield from _texts(joined, "keywords", _("Kata kunci"))


def _blocks(record: Record) -> Iterator[Part]:
    labels = {
        "body": _("Isi"),
        "steps": _("Langkah"),
        "enabling": _("Yang membuatnya berhasil"),
        "lessons": _("Pelajaran"),
    }
    for index, block in enumerate(record.get("blocks", [])):
        path = f"blocks.{index}"
        fields = list(_texts(block.get("title", {}), f"{path}.title", _("Judul blok")))
        if "kind" in block:
            kind = term_label("block-kind", block["kind"], current_locale())
            fields += _words(f"{path}.kind", _("Jenis"), kind)
        for part in BLOCK_PARTS:
            texts = block.get(part, {})
            fields += _texts(texts, f"{path}.{part}", labels[part], is_markdown=True)
        yield Part(
            id=f"blok-{index + 1}",
            title=_("Blok %(number)s", number=index + 1),
            key=f"block:{block.get('title', {}).get('id', '')}",
            fields=fields,
            number=index + 1,
        )


def _results(record: Record) -> Iterator[Field]:
    yield from _section(record, "results", _("Hasil"))
    yield from _rows(record, "indicators")


def _lessons(record: Record) -> Iterator[Field]:
    yield from _section(record, "failures", _("Yang tidak berhasil"))
    yield from _section(record, "lessons", _("Pelajaran"))


def _cost(record: Record) -> Iterator[Field]:
    cost = record.get("cost", {})
    if "band" in cost:
        band = term_label("cost-band", cost["band"], current_locale())
        yield from _words("cost.band", _("Kisaran biaya"), band)
    funding = [term_label("funding", code, current_locale()) for code in cost.get("funding", [])]
    yield from _words("cost.funding", _("Sumber dana"), ", ".join(funding))
    yield from _statement(record, "cost", _("Biaya"))
    yield from _statement(record, "people", _("Orang yang dibutuhkan"))
    months = record.get("duration_months")
    shown = _("%(months)s bulan", months=months) if months else None
    yield from _words("duration_months", _("Sampai hasil pertama"), shown)


def _conditions(record: Record) -> Iterator[Field]:
    yield from _rows(record, "prerequisites")
    yield from _section(record, "conditions", _("Syarat untuk meniru"))
    yield from _rows(record, "kit")


def _surroundings(record: Record) -> Iterator[Field]:
    yield from _statement(record, "integration", _("Integrasi dengan sistem lain"))
    yield from _statement(record, "beneficiaries", _("Penerima manfaat"))
    yield from _statement(record, "sustainability", _("Keberlanjutan"))
    yield from _rows(record, "replications", "awards")


def _contact(record: Record) -> Iterator[Field]:
    contact = record.get("contact", {})
    yield from _words("contact.office", _("Kantor"), contact.get("office"), "id")
    yield from _words("contact.mail", _("Surel kantor"), contact.get("mail"))
    yield from _words("contact.phone", _("Telepon"), contact.get("phone"))
