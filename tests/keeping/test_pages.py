"""The rule on its page; thinned runs in the history, in comparisons and in the API."""
from __future__ import annotations

import pytest

from survey_app import engine as app_engine
from survey_app.api.tokens import add_token
from survey_app.keeping.reading import Rule, rule
from survey_app.keeping.thinning import thin
from tests.api.test_token_pages import admin  # noqa: F401 - fixture
from tests.keeping.nights import add_nights, entries
from tests.releasing.published import Stage, set_stage


@pytest.fixture
def stage(app) -> Stage:
    """The stage in the application's own database."""
    with app.app_context():
        return set_stage(app_engine())


@pytest.fixture
def thinned(stage) -> int:
    """A thinned run; the one of the next night is whole."""
    _, second, _ = add_nights(stage.engine, stage.wave_id, 200)
    list(thin(stage.engine, "scheduler:", 31))
    return second


def test_the_rule_is_seen_and_changed_beside_the_schedule(stage, logged_in):
    department = logged_in("department")
    assert "giữ nguyên 31 đêm" in department.get("/lich-tinh/").text
    page = department.get("/thu-gon/doi").text
    assert 'checked id="nights-0"' in page
    assert "Đã lưu" in department.post("/thu-gon/doi", data={"nights": "0"}, follow_redirects=True).text
    assert "giữ nguyên mãi" in department.get("/lich-tinh/").text and "Đang tắt" in department.get("/thu-gon/").text
    assert department.post("/thu-gon/doi", data={"nights": "366"}).status_code == 302
    with stage.engine.connect() as connection:
        assert rule(connection) == Rule(True, 366)
    assert [entry.actor for entry in entries(stage.engine, "keeping.change")] == ["department"] * 2


@pytest.mark.parametrize("nights", ["", "8", "mãi"])
def test_other_numbers_are_refused(stage, logged_in, nights):
    refused = logged_in("department").post("/thu-gon/doi", data={"nights": nights})
    assert refused.status_code == 422 and "Hãy chọn" in refused.text


def test_what_is_due_and_what_went_is_told(stage, thinned, logged_in):
    page = logged_in("auditor").get("/thu-gon/").text
    assert "Đợt hộ gia đình thử" in page and 'method="post"' not in page.split("<main")[1] and "/thu-gon/doi" not in page
    assert "Thu gọn lần tính cũ" in logged_in("administrator").get("/nhat-ky/").text


def test_a_comparison_says_that_only_everybodys_figures_are_left(stage, thinned, logged_in):
    department = logged_in("department")
    page = department.get(f"/ket-qua/ho-thu/lan-tinh/so-sanh?truoc={thinned}&sau={stage.run_id}")
    assert page.status_code == 200 and f"Lần tính {thinned} đã được thu gọn" in page.text and "000101" not in page.text
    assert "Không có điểm số, khoảng tin cậy hay số phiếu nào in ra khác nhau" in page.text
    assert "thu gọn" not in department.get(f"/ket-qua/ho-thu/lan-tinh/so-sanh?truoc={thinned + 1}&sau={stage.run_id}").text.split("<main")[1]
    assert department.get("/ket-qua/ho-thu/lan-tinh/").text.count("đã được thu gọn") == 2


@pytest.fixture
def ask(app, client):
    """Ask the API with a token for provisional figures."""
    with app.app_context():
        headers = {"Authorization": f"Bearer {add_token(app_engine(), 'máy', ['provisional'])}"}
    return lambda path: client.get(f"/api/v1/waves/ho-thu/{path}", headers=headers)


@pytest.mark.parametrize("table", ["estimates", "questions", "domains", "estimates.csv", "questions.csv", "domains.csv"])
def test_the_api_rather_says_gone_than_a_part_for_the_whole(thinned, ask, table):
    refused = ask(f"{table}?run={thinned}")
    assert (refused.status_code, refused.json["error"]) == (410, "thinned") and "domain_kind=all" in refused.json["message"]
    assert ask(f"{table}?run={thinned}&domain_kind=all&domain_kind=commune").status_code == 410
    assert ask(f"{table}?run={thinned}&domain_kind=all").status_code == ask(f"{table}?run={thinned + 1}").status_code == 200


def test_what_is_asked_of_everybody_is_whole(thinned, ask):
    told = ask(f"estimates?run={thinned}&domain_kind=all").json
    assert [row["score"] for row in told["estimates"]] == [85.0, 84.0, 86.0] and told["wave"]["run"]["thinned_at"]
    assert ask(f"measures?run={thinned}").json["total"] == 3 and ask("estimates").json["wave"]["run"]["thinned_at"] is None
    runs = {row["run"]: row["thinned_at"] for row in ask("runs").json["runs"]}
    assert runs[thinned] and runs[thinned + 1] is None
