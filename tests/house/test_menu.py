"""The menu shows each role its pages, and no page is out of reach."""
from __future__ import annotations

from survey_app.menu import GROUPS, menu_of
from survey_app.models.people import ROLES
from survey_app.people.permissions import PERMISSIONS, allows


def test_every_entry_is_a_page_and_a_right(app):
    for _, entries in GROUPS:
        for entry in entries:
            assert entry.endpoint in app.view_functions and entry.right in PERMISSIONS
            assert all(room in app.blueprints for room in entry.rooms)


def test_a_surveyor_sees_the_field_only():
    menu = menu_of(lambda right: allows("surveyor", right), "paper.overview")
    assert [label for label, _, _ in menu.groups] == ["Thu thập"] and [entry.label for entry, here in menu.entries if here] == ["Nhập phiếu"]


def test_a_page_of_a_room_belongs_to_its_entry():
    menu = menu_of(lambda _: True, "runs.history")
    assert [entry.label for entry, here in menu.entries if here] == ["Bảng kết quả"] and [here for _, _, here in menu.groups] == [True, False, False]


def test_a_page_outside_the_menu_marks_nothing():
    menu = menu_of(lambda _: True, "people.me")
    assert [here for _, _, here in menu.groups] == [False, False, True]
    assert menu_of(lambda _: True, None).entries == [] and len(ROLES) == 6
