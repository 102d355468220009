"""Odd addresses and odd forms: what no row can be is not found, and forms speak Vietnamese."""
from __future__ import annotations

import pytest
from wtforms import DateField, IntegerField, SelectField

from survey_app.addresses import LARGEST, number_asked
from survey_app.written import tidy, written
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures


@pytest.mark.parametrize("path", ["/so-lieu-ngoai/quay-thu/{}", "/ban-lam-viec/diem/{}/sua", "/cong-bo/quay-thu/{}"])
def test_a_number_that_no_row_can_have_is_not_found(logged_in, desk, path):  # noqa: F811
    for number in (LARGEST + 1, 10**30):
        assert logged_in("administrator").get(path.format(number)).status_code == 404


@pytest.mark.parametrize(("path", "leads_to"), [
    ("/cong-bo/quay-thu/", "/cong-bo/quay-thu"), ("/tong-quan/quay-thu/nhip/?diem=001&diem=002", "/tong-quan/quay-thu/nhip?diem=001&diem=002"), ("/dang-nhap/", "/dang-nhap"),
    ("/tong-quan/qu%E1%BA%A7y/", "/tong-quan/qu%E1%BA%A7y"), ("/cong-bo", "/cong-bo/"), ("/cong-bo/quay-thu///", "/cong-bo/quay-thu"),
])
def test_a_slash_too_many_or_too_few_leads_to_the_page(client, path, leads_to):
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (308, leads_to)


@pytest.mark.parametrize("path", ["/khong-co/", "/cong-bo/quay-thu/x/", "/api/v1/waves/", "/khoa-api/1/thu-hoi/", "/"])
def test_what_is_no_page_stays_none_and_programs_get_their_own_answer(client, path):
    assert client.get(path).status_code == (404 if len(path) > 1 else 302)


def test_a_form_is_not_sent_on(client):
    assert client.post("/cong-bo/quay-thu/de-nghi/").status_code == 404


@pytest.mark.parametrize(("query", "number"), [("", None), ("?lan=", None), ("?lan=7", 7), (f"?lan={LARGEST}", LARGEST)])
def test_a_number_in_the_query(app, query, number):
    with app.test_request_context(f"/{query}"):
        assert number_asked("lan") == number


@pytest.mark.parametrize("text", ["0", "-1", "x", "1e3", "²", str(LARGEST + 1), "9" * 400])
def test_what_is_no_number_of_a_row_is_not_found(app, text):
    from werkzeug.exceptions import NotFound

    with app.test_request_context(f"/?lan={text}"), pytest.raises(NotFound):
        number_asked("lan")


@pytest.mark.parametrize(("language", "said"), [("vi", ["Hãy chọn một trong các mục.", "Hãy nhập ngày có thật, ví dụ 31/12/2026.", "Hãy nhập một số nguyên."]),
                                                ("en", ["Not a valid choice.", "Not a valid date value.", "Not a valid integer value."])])
def test_what_forms_say_by_themselves(app, language, said):
    from flask_wtf import FlaskForm

    class Odd(FlaskForm):
        """One field of each sort that says something of its own."""

        choice, day, number = SelectField(choices=["a"]), DateField(), IntegerField()

    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context(f"/?lang={language}", method="POST", data={"choice": "z", "day": "x", "number": "x"}):
        app.preprocess_request()
        form = Odd()
        assert not form.validate() and [form.choice.errors[0], form.day.errors[0], form.number.errors[0]] == said


def test_what_people_write_is_composed_and_without_stray_blanks():
    decomposed = " Đợt \u0065\u0302\u0301\n hai\0 "
    assert written(decomposed) == "Đợt ế\n hai" and tidy(decomposed) == "Đợt ế hai" and written(None) == tidy(None) == ""
