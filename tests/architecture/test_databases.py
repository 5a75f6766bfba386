"""Whatever can depend on the database is tested on both: what runs on one is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

TESTS = ROOT / "tests"
MARK = "ONE_DATABASE"
# What a browser makes of a page, what is made of files alone, and what never asks the database.
ON_ONE = {
    "accounts/test_sign_on.py::test_a_provider_that_is_away_or_answers_oddly_is_told_and_passwords_go_on",
    "admin/test_backup.py::test_move_wants_an_address_of_postgresql",
    "architecture/test_readme.py::test_every_command_is_in_the_readme",
    "architecture/test_readme.py::test_the_readme_names_no_command_that_does_not_exist",
    "architecture/test_templates.py::test_a_page_has_a_title",
    "architecture/test_templates.py::test_a_template_trusts_no_text_and_holds_no_script_or_style",
    "architecture/test_templates.py::test_a_template_uses_only_what_exists_and_stands_below",
    "architecture/test_templates.py::test_every_text_is_translated",
    "architecture/test_templates.py::test_templates_are_found_by_the_name_of_their_feature",
    "admin/test_restarting.py::test_a_stop_under_load_cuts_no_request_off",
    "admin/test_restarting.py::test_code_that_does_not_start_changes_nothing",
    "architecture/test_templates.py::test_templates_escape_what_they_show",
    "browser/test_abuse_journey.py",
    "browser/test_accessibility.py",
    "browser/test_adoptions.py",
    "browser/test_editor_writing.py",
    "browser/test_for_you.py",
    "browser/test_forms.py",
    "browser/test_life.py",
    "browser/test_mentoring.py",
    "browser/test_mentoring_journey.py",
    "browser/test_publish_journey.py",
    "browser/test_question_journey.py",
    "browser/test_region_journey.py",
    "browser/test_region_profile.py",
    "browser/test_inbox.py",
    "browser/test_people_pages.py",
    "browser/test_compare_journey.py::test_the_four_longest_print_on_one_sheet",
    "browser/test_compare_journey.py::test_whatever_is_written_one_sheet_is_enough",
    "browser/test_policy.py::test_the_browser_reports_no_violation",
    "browser/test_question_pages.py",
    "browser/test_review_pages.py",
    "browser/test_scripts.py::test_no_text_does_anything",
    "browser/test_sign_on.py",
    "browser/test_suggestions.py::test_axe_finds_nothing_while_the_list_is_open",
    "browser/test_threads.py",
    "browser/test_uploads.py",
    "browser/test_weight.py",
    "core/test_content.py::test_a_fault_is_told_with_file_line_and_reason",
    "core/test_formats.py::test_a_text_knows_its_language",
    "core/test_formats.py::test_moments_are_shown_by_the_clock_of_jakarta",
    "core/test_formats.py::test_numbers",
    "core/test_operation.py::test_an_index_that_cannot_be_written_is_told_and_nothing_is_lost",
    "journeys/test_restore.py::test_one_byte_of_an_old_row_in_the_file_is_noticed",
    "search/test_index.py::test_a_file_that_was_touched_is_noticed_while_the_index_is_read",
    "search/test_index.py::test_an_older_index_in_its_place_is_noticed_and_built_anew",
    "search/test_index.py::test_the_worker_heals_a_broken_index",
    "security/test_raw_requests.py",
}


def _marked(path: Path) -> Iterator[str]:
    """Yield the tests that carry the mark, or the whole file."""
    file = str(path.relative_to(TESTS))
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node) == f"pytestmark = {MARK}":
            yield file
        elif isinstance(node, ast.FunctionDef) and any(
            MARK in ast.unparse(mark) for mark in node.decorator_list
        ):
            yield f"{file}::{node.name}"


def test_tests_run_on_both_databases_but_for_those_named_here() -> None:
    found = {name for path in TESTS.rglob("test_*.py") for name in _marked(path)}

    assert found == ON_ONE
