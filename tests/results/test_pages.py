"""The results pages: the table with its intervals, what is missing said in words, who may ask for a new run."""
import re

import pytest
from sqlalchemy import insert, select

from survey_app import engine
from survey_app.login.passwords import set_password
from survey_app.models import Estimate, Measure, Run, SchedulerLease, now
from survey_app.results.picture import WIDTH, Axis

METHOD = {"weighting": "official", "disclosure": {"hidden_below": 5, "flagged_below": 30, "flagged_above_relative_margin": 0.1}}
PASSWORD = "mật khẩu đủ dài"


def log_in(app, role: str):
    """A client logged in with this role."""
    with app.app_context():
        set_password(engine(), role, PASSWORD, role)
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/dang-nhap").text).group(1)
    assert client.post("/dang-nhap", data={"csrf_token": token, "username": role, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def reader(app, desk):
    """Staff of the Department, with a desk wave that has no run yet."""
    return log_in(app, "department")


def add_run(app, desk, **values) -> int:
    with app.app_context(), engine().begin() as connection:
        return connection.execute(insert(Run).values(**({"wave_id": desk.wave_id, "asked_by": "test", "finished_at": now()} | values))).inserted_primary_key[0]


@pytest.fixture
def good_run(app, desk) -> int:
    """A succeeded run with one measured index and one component that cannot have an interval."""
    run = add_run(app, desk, state="succeeded", input_digest="d" * 64, counts={"n": 30}, method=METHOD)
    with app.app_context(), engine().begin() as connection:
        for position, (code, level, lo, hi) in enumerate([("2", "index", 82.0, 88.5), ("2.1", "component", None, None)]):
            connection.execute(insert(Measure).values(run_id=run, code=code, parent=None, level=level, label_vi="Tiếp cận <dịch vụ>", label_en="Access", position=position))
            connection.execute(insert(Estimate).values(run_id=run, measure=code, n=30, score=85.255, se=1.5, df=2, lo=1, hi=99, lo_logit=lo, hi_logit=hi))
    return run


def test_the_table_shows_scores_intervals_and_kind(reader, good_run):
    page = reader.get("/ket-qua/quay-thu").text
    assert "85,26" in page and "82,00 – 88,50" in page and "không tính được" in page
    assert "không phải mẫu xác suất" in page and "Số liệu tạm tính, chưa công bố" in page and "không bắt đầu từ 0" in page
    assert "Tiếp cận &lt;dịch vụ&gt;" in page and page.count('class="interval"') == 3


def test_the_interval_shown_is_the_logit_one_and_says_so(reader, good_run):
    page = reader.get("/ket-qua/quay-thu").text
    assert "Khoảng tin cậy 95&nbsp;% tính trên thang logit" in page and "(logit)" not in page and "1,00 – 99,00" not in page


@pytest.mark.parametrize(("values", "words"), [
    ({"suppressed": "few_answers"}, "không hiển thị (n &lt; 5)"),
    ({"suppressed": "complementary"}, "không hiển thị (để không suy ra được số liệu đã ẩn)"),
    ({"suppressed": "no_answers", "n": 0}, "chưa có ai trả lời"),
    ({"n": 12, "score": 80.0, "flag": "few_answers"}, "ít phiếu (n &lt; 30)"),
    ({"n": 40, "score": 80.0, "flag": "wide_interval"}, "khoảng tin cậy rộng, nên thận trọng"),
    ({"n": 40, "score": 80.0, "flag": "no_interval"}, "chưa đủ dữ liệu để tính khoảng tin cậy"),
    ({"n": 40, "score": 80.0, "items_used": 2, "items_total": 3}, "tính từ 2/3 câu hỏi có người trả lời"),
])
def test_what_is_not_shown_or_doubtful_is_said_in_words(app, reader, good_run, values, words):
    assert words not in reader.get("/ket-qua/quay-thu").text
    with app.app_context(), engine().begin() as connection:
        connection.execute(insert(Measure).values(run_id=good_run, code="2.2", level="component", label_vi="Thủ tục", label_en="Procedures", position=5))
        connection.execute(insert(Estimate).values(run_id=good_run, measure="2.2", **values))
    assert words in reader.get("/ket-qua/quay-thu").text


def test_desks_stand_in_order_of_their_numbers_with_the_ranks_they_can_have(app, reader, good_run):
    figures = {"n": 40, "score": 81.0, "lo_logit": 80.0, "hi_logit": 82.0}
    desks = {"003": {"suppressed": "few_answers"}, "002": figures | {"score": 91.0, "rank_lo": 1, "rank_hi": 1}, "001": figures | {"rank_lo": 3, "rank_hi": 9}, "004": figures}
    with app.app_context(), engine().begin() as connection:
        for number, values in desks.items():
            connection.execute(insert(Estimate).values(run_id=good_run, measure="2", domain_kind="service_point", domain=number, **values))
        connection.execute(insert(Estimate).values(run_id=good_run, measure="2.1", domain_kind="service_point", domain="005", **figures))
    section = reader.get("/ket-qua/quay-thu").text.partition("Từng điểm Một cửa")[2]
    rows = [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)).strip() for row in re.findall("<tr>(.*?)</tr>", section, re.DOTALL)[1:]]
    assert rows == [
        "001 Bộ phận Một cửa xã Mây Trắng 40 81,00 80,00 – 82,00 hạng 3–9",
        "002 40 91,00 80,00 – 82,00 hạng 1",
        "003 không hiển thị (n &lt; 5) – – – –",
        "004 40 81,00 80,00 – 82,00 chưa xếp hạng được",
    ]


def test_replicate_errors_are_told_in_a_sentence(app, desk, reader):
    check = {"code": "2", "linearised": 0.5, "jackknife": 0.51, "bootstrap": 0.48, "jackknife_ratio": 1.02, "bootstrap_ratio": 0.96}
    add_run(app, desk, state="succeeded", input_digest="d" * 64, counts={"n": 30}, method=METHOD, diagnostics={"cross_check": {"replicates": 200, "measures": [check]}})
    assert "jackknife cho 1,02 lần, bootstrap (200 lần lặp) cho 0,96 lần" in reader.get("/ket-qua/quay-thu").text


def test_a_later_failure_is_told_and_hides_nothing(app, desk, reader, good_run):
    add_run(app, desk, state="failed", reason="no responses")
    page = reader.get("/ket-qua/quay-thu").text
    assert "không thành công" in page and "no responses" in page and "85,26" in page


def test_empty_states(reader):
    page = reader.get("/ket-qua/quay-thu").text
    assert "Đợt này chưa có kết quả" in page and "Lịch tính: không theo giờ, và khi đóng đợt." in page
    assert reader.get("/ket-qua/nothing").status_code == 404
    assert "chưa tính" in reader.get("/ket-qua/").text


def test_no_wave_at_all(app):
    assert "Chưa có đợt khảo sát nào" in log_in(app, "auditor").get("/ket-qua/").text


def ask_again(client) -> int:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ket-qua/quay-thu").text).group(1)
    return client.post("/ket-qua/quay-thu/tinh-lai", data={"csrf_token": token}).status_code


def test_asking_for_a_new_run_twice_requests_one(app, reader):
    assert (ask_again(reader), ask_again(reader)) == (302, 302)
    with app.app_context(), engine().connect() as connection:
        assert connection.execute(select(Run.state, Run.asked_by)).all() == [("requested", "department")]


def test_what_is_asked_for_while_no_scheduler_works_is_said_to_wait(app, reader):
    ask_again(reader)
    page = reader.get("/ket-qua/quay-thu").text
    assert page.count("Bộ lập lịch không chạy") == 2 and "vài giây" not in page and 'http-equiv="refresh"' not in page  # the answer to the wish, and the banner
    assert reader.get("/ket-qua/quay-thu").text.count("Bộ lập lịch không chạy") == 1


def test_what_is_asked_for_while_a_scheduler_works_reloads(app, reader):
    with app.app_context(), engine().begin() as connection:
        connection.execute(insert(SchedulerLease).values(id=1, holder="x", expires_at=now().replace(year=2200)))
    ask_again(reader)
    page = reader.get("/ket-qua/quay-thu").text
    assert "vài giây" in page and 'http-equiv="refresh"' in page and "Bộ lập lịch không chạy" not in page


def test_an_auditor_may_look_but_not_ask(app, desk):
    auditor = log_in(app, "auditor")
    assert "Tính lại" not in auditor.get("/ket-qua/quay-thu").text.replace("bấm Tính lại", "")
    assert ask_again(auditor) == 403


def test_the_axis_holds_everything_and_shows_its_ends():
    axis = Axis.around([(81.2, 88.9, 85.0), (None, None, 79.9)])
    assert (axis.lowest, axis.highest, axis.ticks()) == (75, 90, [75, 80, 85, 90])
    assert (axis.place(75), axis.place(90)) == (0, WIDTH)
    assert Axis.around([]).ticks() == [0, 20, 40, 60, 80, 100]
    assert Axis.around([(85, 85, 85)]).highest == 90
