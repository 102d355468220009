"""/api/openapi.json, and /api/: the same document as a page for people, with examples to copy."""
from __future__ import annotations

from flask import Blueprint, Response, render_template

from survey_app import settings
from survey_app.api.answers import KEPT_BY_ALL, tell
from survey_app.api.examples import ANSWER, ERROR_ANSWER, EXAMPLES, SIGNATURE
from survey_app.api.openapi import document
from survey_app.api.refusals import REFUSALS

blueprint = Blueprint("api_documentation", __name__, url_prefix="/api", template_folder="templates")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The contract; it holds no figures, so anybody may read it."""
    return tell(document(), KEPT_BY_ALL)


@blueprint.get("/")
def page() -> str:
    """The contract in words."""
    origin = settings().public_url
    examples = [(name, text.replace("ADDRESS", f"{origin}/api/v1").replace("ORIGIN", origin)) for name, text in EXAMPLES]
    return render_template("api/documentation.html", spec=document(), groups=_groups(), examples=examples, answer=ANSWER, error=ERROR_ANSWER, refusals=REFUSALS, signature=SIGNATURE, row_of=_row_of)


def _groups() -> list[tuple[str, str, list]]:
    """Operations by the scope that opens them: (scope, words, [(method, path, operation, fields)]); CSV twins are left out."""
    found: dict[str | None, list] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            if not path.endswith(".csv"):
                found.setdefault(operation.get("x-scope") if operation["security"] else "", []).append((method.upper(), path, operation, _row_of(operation)))
    return [(scope, TITLES[scope], operations) for scope, operations in sorted(found.items(), key=lambda pair: list(TITLES).index(pair[0]))]


def _row_of(operation: dict) -> dict:
    """The schema of what an operation gives row by row, or of what it takes."""
    schemas = document()["components"]["schemas"]
    if "requestBody" in operation:
        return schemas[operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    body = operation["responses"]["200"]["content"]["application/json"]["schema"]
    rows = [part["items"]["$ref"] for part in body.get("properties", {}).values() if part.get("type") == "array"]
    return schemas[rows[0].rpartition("/")[2]] if rows else {"properties": {}}


TITLES = {
    None: ("Mọi khóa còn hiệu lực", "Any living token"), "released": ("Quyền released", "Scope released"), "provisional": ("Quyền provisional", "Scope provisional"),
    "fieldwork": ("Quyền fieldwork", "Scope fieldwork"), "": ("Không cần khóa", "No token"),
}
