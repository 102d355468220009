"""Staff pages of links: how far they have come, issuing, printing and ending them."""
from __future__ import annotations

from math import ceil

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Connection

from survey_app import engine, settings
from survey_app.addresses import LARGEST
from survey_app.fielded import FieldedWave, NotFielded, find_wave
from survey_app.links.finding import LinkRefused, path_of, read_token
from survey_app.links.issuing import Among, issue_links, revoke_links
from survey_app.links.letters import Letter, print_letters
from survey_app.links.listing import KINDS, STATES, LinkedForm, communes_of, count_states, forms_of_tokens, list_forms, waves_with_links
from survey_app.links.occasions import occasion_of
from survey_app.people.permissions import may
from survey_app.people.scopes import Scope, scope_of

blueprint = Blueprint("links", __name__, template_folder="templates", url_prefix="/lien-ket")
A_PAGE = 100
# Their letters are printed while a person waits, and their tokens stand on one page; `sipas link issue` makes any number.
MOST_AT_ONCE = 200
REFUSED = {
    "unknown": "Không có phiếu nào như vậy.", "closed": "Đợt khảo sát đã đóng, không cấp đường dẫn nữa.", "answered": "Phiếu này đã có câu trả lời.",
    "replaced": "Hộ của phiếu này đã được thay bằng hộ khác.", "final": "Phiếu này đã được ghi là không thuộc diện khảo sát.",
}


@blueprint.get("/")
@may("links.read")
def index():
    """The waves whose cases can be sent links."""
    with engine().connect() as connection:
        return render_template("links/index.html", waves=waves_with_links(connection))


@blueprint.get("/<wave_code>/")
@may("links.read")
def wave(wave_code: str):
    """The cases of a wave with the state of their links, by commune and state."""
    state = request.args.get("loc") if request.args.get("loc") in STATES else None
    with engine().connect() as connection:
        fielded, among = _wave(connection, wave_code), _among(connection)
        counts, communes = count_states(connection, fielded.id, among), communes_of(connection, fielded.id, among.scope)
        last = max(1, ceil((counts[state] if state else sum(counts.values())) / A_PAGE))
        page = min(max(request.args.get("trang", 1, type=int), 1), last)
        forms = list_forms(connection, fielded.id, among, state, most=A_PAGE, skip=(page - 1) * A_PAGE)
    return render_template(
        "links/wave.html", wave=fielded, counts=counts, communes=communes, commune=among.commune, state=state, states=STATES, forms=forms, page=page, last=last,
        may_change=current_user.may("links.change") and fielded.state != "closed", most=MOST_AT_ONCE,
    )


@blueprint.post("/<wave_code>/cap")
@may("links.change")
def issue(wave_code: str):
    """Make links, and show them: the only time their tokens can be seen."""
    with engine().connect() as connection:
        fielded, among = _wave(connection, wave_code), _among(connection)
    try:
        links = issue_links(engine(), fielded.code, among.serial, commune=among.commune, scope=among.scope, most=MOST_AT_ONCE)
    except LinkRefused as refused:
        flash(REFUSED[refused.reason])
        return _back(wave_code, among)
    if not links:
        flash("Không phiếu nào cần đường dẫn: phiếu nào cũng đã có, hoặc không cần trả lời nữa.")
        return _back(wave_code, among)
    with engine().connect() as connection:
        forms = forms_of_tokens(connection, fielded.id, [link.token for link in links], among.scope)
    return render_template("links/issued.html", wave=fielded, forms=forms, commune=among.commune, address=_address, most=MOST_AT_ONCE)


@blueprint.post("/<wave_code>/thu-moi.pdf")
@may("links.change")
def letters(wave_code: str):
    """The letters of links just issued: whoever asks must have their tokens."""
    tokens = [token for typed in request.form.getlist("token")[:MOST_AT_ONCE] if (token := read_token(typed))]
    with engine().connect() as connection:
        fielded = _wave(connection, wave_code)
        forms = forms_of_tokens(connection, fielded.id, tokens, scope_of(connection, int(current_user.id)))
        occasion = occasion_of(connection, fielded, settings())
    if not forms:
        abort(404)
    content = print_letters(occasion, [Letter(form.serial, delivered_to(form), token) for token, form in forms.items()])
    headers = {"Content-Disposition": 'attachment; filename="thu-moi.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


@blueprint.route("/<wave_code>/thu-hoi", methods=["GET", "POST"])
@may("links.change")
def revoke(wave_code: str):
    """Ask, then end the living links of a wave, a commune or one case."""
    with engine().connect() as connection:
        fielded, among = _wave(connection, wave_code), _among(connection)
        living = count_states(connection, fielded.id, among)["living"]
        names = dict(communes_of(connection, fielded.id, among.scope))
    if request.method == "GET":
        return render_template("links/revoke.html", wave=fielded, among=among, living=living, commune=names.get(among.commune))
    try:
        ended = revoke_links(engine(), fielded.code, among.serial, commune=among.commune, scope=among.scope)
    except LinkRefused:
        abort(404)
    flash(f"Đã thu hồi {ended} đường dẫn.")
    return _back(wave_code, Among(commune=among.commune))


@blueprint.app_template_filter("delivered_to")
def delivered_to(form: LinkedForm) -> str:
    """Where a form belongs, as the post says it."""
    parts = (f"hộ số {form.household}" if form.household else None, form.psu, form.commune)
    return ", ".join(part for part in parts if part)


def _address(token: str) -> str:
    return settings().public_url + path_of(token)


def _wave(connection: Connection, code: str) -> FieldedWave:
    try:
        found = find_wave(connection, code)
    except NotFielded:
        abort(404)
    return found if found.kind in KINDS else abort(404)


def _among(connection: Connection) -> Among:
    """Which cases the request means, of those the account sees."""
    serial, commune = request.values.get("phieu", "").replace("\0", "")[:30], request.values.get("xa", type=int)
    scope: Scope = scope_of(connection, int(current_user.id))
    return Among(serial or None, commune if commune is None else min(max(commune, 0), LARGEST), scope)


def _back(wave_code: str, among: Among) -> Response:
    return redirect(url_for("links.wave", wave_code=wave_code, xa=among.commune))
