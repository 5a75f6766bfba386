"""Whatever can depend on the database is tested on both: what runs on one is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

TESTS = ROOT / "tests"
MARK = "ONE_DATABASE"
# What a browser makes of a page, what is made of files alone, what never asks the database, and
# walks of the whole portal by people who are refused before a row is asked for or whose rows other
# tests read on both.
ON_ONE = {
    "accounts/test_sign_on.py::test_a_provider_that_is_away_or_answers_oddly_is_told_and_passwords_go_on",
    "admin/test_backup.py::test_move_wants_an_address_of_postgresql",
    "admin/test_pages.py::test_a_rebuild_of_the_index_is_told_while_it_runs",
    "admin/test_restarting.py::test_a_restart_under_load_leaves_nobody_without_an_answer",
    "admin/test_restarting.py::test_a_stop_under_load_cuts_no_request_off",
    "admin/test_restarting.py::test_code_that_does_not_start_changes_nothing",
    "admin/test_serving.py::test_a_killed_server_leaves_no_worker_behind",
    "admin/test_serving.py::test_a_worker_ends_when_asked",
    "admin/test_serving.py::test_both_workers_count_tries_together_whatever_address_a_header_tells",
    "admin/test_serving.py::test_serve_answers_replaces_a_killed_worker_and_ends_all_its_children",
    "admin/test_serving.py::test_what_is_no_readable_request_is_refused_in_words_with_the_headers",
    "architecture/test_permissions.py::test_pages_and_api_refuse_what_the_table_refuses",
    "architecture/test_readme.py::test_every_command_is_in_the_readme",
    "architecture/test_readme.py::test_the_readme_names_no_command_that_does_not_exist",
    "architecture/test_templates.py::test_a_page_has_a_title",
    "architecture/test_templates.py::test_a_template_trusts_no_text_and_holds_no_script_or_style",
    "architecture/test_templates.py::test_a_template_uses_only_what_exists_and_stands_below",
    "architecture/test_templates.py::test_every_text_is_translated",
    "architecture/test_templates.py::test_templates_are_found_by_the_name_of_their_feature",
    "architecture/test_templates.py::test_templates_escape_what_they_show",
    "browser/test_abuse_journey.py",
    "browser/test_accessibility.py",
    "browser/test_adoptions.py",
    "browser/test_compare_journey.py",
    "browser/test_editor_writing.py",
    "browser/test_for_you.py",
    "browser/test_forms.py",
    "browser/test_inbox.py",
    "browser/test_life.py",
    "browser/test_mentoring.py",
    "browser/test_mentoring_journey.py",
    "browser/test_people_pages.py",
    "browser/test_policy.py",
    "browser/test_publish_journey.py",
    "browser/test_question_journey.py",
    "browser/test_question_pages.py",
    "browser/test_region_journey.py",
    "browser/test_region_profile.py",
    "browser/test_review_pages.py",
    "browser/test_scripts.py::test_no_text_does_anything",
    "browser/test_search_journey.py",
    "browser/test_sign_on.py",
    "browser/test_suggestions.py",
    "browser/test_threads.py",
    "browser/test_uploads.py",
    "browser/test_weight.py",
    "core/test_content.py::test_a_fault_is_told_with_file_line_and_reason",
    "core/test_formats.py::test_a_text_knows_its_language",
    "core/test_formats.py::test_moments_are_shown_by_the_clock_of_jakarta",
    "core/test_formats.py::test_numbers",
    "core/test_operation.py::test_an_index_that_cannot_be_written_is_told_and_nothing_is_lost",
    "journeys/test_restore.py::test_one_byte_of_an_old_row_in_the_file_is_noticed",
    "search/test_commands.py::test_status_tells_of_a_rebuild_and_nobody_else_begins_one",
    "search/test_index.py::test_a_file_that_was_touched_is_noticed_while_the_index_is_read",
    "search/test_index.py::test_an_older_index_in_its_place_is_noticed_and_built_anew",
    "search/test_index.py::test_the_worker_heals_a_broken_index",
    "security/test_hardening.py::test_the_index_is_private",
    "security/test_hostile_input.py::test_every_answer_to_programs_is_specified",
    "security/test_raw_requests.py",
    "security/test_region_voice.py::test_only_who_governs_a_region_and_the_audit_learn_who_speaks_for_it",
    "security/test_search_load.py::test_a_hostile_search_is_answered_in_time",
    "security/test_search_load.py::test_nobody_leafs_through_all_that_is_there",
    "security/test_strangers.py::test_no_form_of_a_region_works_for_a_stranger_or_without_its_token",
    "security/test_strangers.py::test_no_form_takes_what_it_offers_to_others_alone",
    "security/test_tables.py::test_no_cell_of_any_table_is_a_formula",
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
