"""The shapes of single values of a record."""

import pytest

from portal.practices.schemas.record import MeasureSchema, SourceSchema

SOURCE = {"id": "s1", "title": "Laporan", "publisher": "Bappeda", "url": "https://a.example/b"}


def test_a_source_is_taken_as_it_is() -> None:
    assert SourceSchema().validate(SOURCE) == {}


@pytest.mark.parametrize("url", ["http://[x", "ftp://a.example", "https://", "javascript:alert(1)"])
def test_an_address_that_is_none_is_a_fault(url: str) -> None:
    assert SourceSchema().validate({**SOURCE, "url": url}) == {"url": ["must be a web address"]}


@pytest.mark.parametrize("source", ["s1\n", "s\u0661", "s1234", "xs1", "S1"])
def test_an_id_of_a_source_has_one_shape(source: str) -> None:
    assert SourceSchema().validate({**SOURCE, "id": source}) == {"id": ["must look like s1"]}


@pytest.mark.parametrize("period", ["2015", "2015-04", "2015-2019"])
def test_periods_are_years_months_and_spans(period: str) -> None:
    assert MeasureSchema().validate({"value": 1, "period": period}) == {}


@pytest.mark.parametrize("period", ["2015\n", "2015-13", "2015-4", "15", "2015-04-01"])
def test_another_period_is_a_fault(period: str) -> None:
    assert "period" in MeasureSchema().validate({"value": 1, "period": period})
