"""The pages of keying without script and what the script is answered: opening, keeping, refusing, and never a word of the first keying."""
from __future__ import annotations

import json
import re
import uuid

import pytest
from sqlalchemy import select

from survey_app import engine
from survey_app.channels.paper.keys import fields_of
from survey_app.channels.paper.notation import encode
from survey_app.models import KeyedBy, Response
from tests.paper.fielded import DAY

HOME = "/nhap-phieu/ho-thu"


def typed(paper, answers: dict | None = None) -> dict[str, str]:
    """What stands in the fields for these answers."""
    answers = paper.answers() if answers is None else answers
    return {field.code: encode(field, answers.get(field.code)) for field in fields_of(paper.wave.instrument)}


def form(paper, **changed) -> dict[str, str]:
    return typed(paper) | {"submission_id": str(uuid.uuid4()), "answered_on": DAY.isoformat()} | changed


def document(paper, user: str = "nhap-01", **changed) -> dict:
    """What the script sends."""
    return {
        "user": paper.people[user].user_id, "submission_id": str(uuid.uuid4()), "serial": paper.serials[0], "answered_on": DAY.isoformat(),
        "seconds": 95, "waited": 3, "keystrokes": 79, "answers": {code: signs for code, signs in typed(paper).items() if signs},
    } | changed


def keyings(app) -> list[tuple]:
    with app.app_context(), engine().connect() as connection:
        query = select(KeyedBy.part, KeyedBy.seconds, KeyedBy.keystrokes, Response.answers).join(Response, Response.id == KeyedBy.response_id)
        return [(*row[:3], json.loads(row.answers)) for row in connection.execute(query.order_by(Response.id))]


def test_a_sheet_is_keyed_without_script(app, web, as_person):
    client = as_person("nhap-01")
    assert 'hidden' in re.search(r'<form id="sheet"[^>]*>', client.get(f"{HOME}/").text)[0]
    opened = client.post(f"{HOME}/mo", data={"serial": "13"})
    assert (opened.status_code, opened.location) == (303, f"{HOME}/phieu/000013")
    page = client.get(opened.location).text
    assert "hidden" not in re.search(r'<form id="sheet"[^>]*>', page)[0] and page.count("data-row") == 70
    kept = client.post(opened.location, data=form(web), follow_redirects=True)
    assert "Đã ghi phiếu 000013." in kept.text
    ((part, seconds, keystrokes, answers),) = keyings(app)
    assert (part, keystrokes, answers) == ("first", None, web.answers()) and seconds < 60


def test_what_is_wrong_is_named_and_what_was_typed_stays(app, web, as_person):
    client = as_person("nhap-01")
    client.post(f"{HOME}/mo", data={"serial": web.serials[0]})
    refused = client.post(f"{HOME}/phieu/{web.serials[0]}", data=form(web, **{"1.1.1": "6", "A2.other": "báo làng"}))
    assert refused.status_code == 422 and "Lỗi:" in refused.text and 'href="#f-1.1.1"' in refused.text
    assert 'value="6"' in refused.text and 'value="báo làng"' in refused.text and keyings(app) == []
    # Every sign stands for something now, but words without their box are for the validator to see.
    refused = client.post(f"{HOME}/phieu/{web.serials[0]}", data=form(web, **{"A2.other": "báo làng"}))
    assert refused.status_code == 422 and 'href="#f-A2.other"' in refused.text


@pytest.mark.parametrize(("serial", "words"), [("14", "sai: chữ số cuối không khớp"), ("018006", "Không có phiếu"), ("", "sai"), ("x" * 500, "sai"), ("<b>", "&lt;b&gt;")])
def test_a_serial_that_opens_nothing_says_why(web, as_person, serial, words):
    answer = as_person("nhap-01").post(f"{HOME}/mo", data={"serial": serial})
    assert answer.status_code == 422 and words in answer.text


def test_a_sheet_that_is_not_in_hand_is_not_shown(web, as_person):
    assert as_person("nhap-01").get(f"{HOME}/phieu/{web.serials[0]}").location == f"{HOME}/"


def test_the_script_keeps_a_sheet_and_may_send_it_again(app, web, as_person):
    client, sent = as_person("nhap-01"), document(web)
    assert client.post(f"{HOME}/giu", json={"serial": "13"}).json == {"serial": "000013"}
    first, again = (client.post(f"{HOME}/ghi", json=sent) for _ in range(2))
    assert first.status_code == again.status_code == 200 and first.json == again.json
    assert [row[:3] for row in keyings(app)] == [("first", 95, 79)]


def test_the_second_keyer_is_never_sent_anything_of_the_first(app, web, as_person):
    """Every body of every answer the second person gets, from the list of waves to the last word: the same as before anybody keyed."""
    def everything(client, serial: str) -> list[str]:
        bodies = [client.get(path).text for path in ("/nhap-phieu/", f"{HOME}/")]
        bodies += [client.post(f"{HOME}/giu", json={"serial": serial}).text, client.post(f"{HOME}/mo", data={"serial": serial}).text]
        bodies += [client.get(f"{HOME}/phieu/{serial}").text, client.post(f"{HOME}/ghi", json=document(web, "nhap-02", serial=serial)).text]
        bodies += [client.post(f"{HOME}/giu", json={"serial": serial}).text, client.get(f"{HOME}/phieu/{serial}").text]
        variable = r'value="[0-9a-f-]{36}"|(csrf_token" value|data-token)="[^"]+"|<td class="num">\d+</td>|Phân xử \(\d+\)'
        return [re.sub(variable, "", body).replace(serial, "SERIAL") for body in bodies]

    client = as_person("nhap-02")
    fresh, equal, different = web.serials
    before = everything(client, fresh)
    web.key("nhap-01", equal)
    web.key("nhap-01", different, answers=web.answers() | {"A2": ["media", "other"], "A2.other": "báo làng bên", "1.1.1": 1})
    assert everything(client, equal) == before == everything(client, different)
    assert [row[0] for row in keyings(app)] == ["first", "first", "first", "second", "second"]


def test_the_script_is_told_who_stands_at_the_door(app, web, as_person):
    assert app.test_client().post(f"{HOME}/ghi", json=document(web)).status_code == 401
    assert app.test_client().get("/nhap-phieu/phien").status_code == 401
    client = as_person("nhap-01")
    assert client.get("/nhap-phieu/phien").json["user"] == web.people["nhap-01"].user_id
    other = client.post(f"{HOME}/ghi", json=document(web, "nhap-02"))
    assert (other.status_code, other.json["reason"]) == (401, "user") and keyings(app) == []


@pytest.mark.parametrize(("change", "status", "reason"), [
    ({"serial": "14"}, 409, "mistyped"), ({"answered_on": "2025-06-30"}, 409, "outside"), ({"answered_on": "2999-01-01"}, 422, "outside"), ({"answered_on": "hôm qua"}, 422, "outside"),
    ({"answers": {"1.1.1": "6"}}, 422, "invalid"), ({"answers": {"xyz": "1"}}, 422, "invalid"), ({"answers": {"1.1.1": 4}}, 409, "unreadable"), ({"answers": []}, 409, "unreadable"),
    ({"submission_id": "x"}, 409, "unreadable"), ({"seconds": -1}, 409, "unreadable"), ({"seconds": 10**9}, 409, "unreadable"), ({"keystrokes": "79"}, 409, "unreadable"),
    ({"waited": True}, 409, "unreadable"), ({"serial": None}, 409, "unreadable"), ({"answers": {"A2": "1" * 500}}, 422, "invalid"),
])
def test_what_cannot_be_kept_is_refused_with_its_reason(app, web, as_person, change, status, reason):
    answer = as_person("nhap-01").post(f"{HOME}/ghi", json=document(web, **change))
    assert (answer.status_code, answer.json["reason"]) == (status, reason) and answer.json["message"] and keyings(app) == []


@pytest.mark.parametrize("body", ["", "[]", "1", "{", "null"])
def test_what_is_no_document_is_refused(web, as_person, body):
    assert as_person("nhap-01").post(f"{HOME}/ghi", data=body, content_type="application/json").status_code == 409
    assert as_person("nhap-01").post(f"{HOME}/giu", data=body, content_type="application/json").status_code == 409


def test_differences_are_decided_on_the_page(app, web, as_person):
    web.key("nhap-01")
    web.key("nhap-02", answers=web.answers() | {"1.1.1": 1, "A2": ["media", "other"], "A2.other": "<b>báo</b>"})
    client = as_person("giam-sat")
    assert web.serials[0] in client.get(f"{HOME}/phan-xu/").text
    opened = client.post(f"{HOME}/phan-xu/{web.serials[0]}/mo")
    page = client.get(opened.location).text
    assert page.count('class="difference"') == 3 and "&lt;b&gt;báo" in page and "nhap-0" not in page
    left = client.post(opened.location, data={"chon-1.1.1": "A"})
    assert left.status_code == 422 and "còn ô chưa quyết định" in left.text
    assert re.search(r'name="chon-1.1.1" value="A" checked', left.text)
    done = client.post(opened.location, data={"chon-1.1.1": "other", "go-1.1.1": "5", "go-A2": "2", "chon-A2.other": "other"}, follow_redirects=True)
    assert f"Đã phân xử phiếu {web.serials[0]}." in done.text and "Không có phiếu nào chờ bạn" in done.text
    assert keyings(app)[-1][3] == web.answers() | {"1.1.1": 5}
    assert "Ô sai" in client.get(f"{HOME}/nguoi-nhap").text


def test_a_keyer_is_shown_no_dispute(app, web, as_person):
    web.key("giam-sat")
    web.key("nhap-02", answers=web.answers() | {"1.1.1": 1})
    client = as_person("giam-sat")
    assert "Không có phiếu nào chờ bạn" in client.get(f"{HOME}/phan-xu/").text
    away = client.get(f"{HOME}/phan-xu/{web.serials[0]}", follow_redirects=True)
    assert "không được phân xử" in away.text and "difference" not in away.text


def test_unknown_waves_and_other_kinds_are_not_found(web, as_person, desk):
    for code in ("khong-co", desk.wave_code):
        assert as_person("nhap-01").get(f"/nhap-phieu/{code}/").status_code == 404
