"""Who may import whom: a breach of the house's plan fails here, with file and line."""
import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"forms", "survey_app", "pipeline", "demo", "wsgi"}
SEAM = ("survey_app.models", "survey_app.database", "survey_app.migrate", "survey_app.settings")
# The run: its input and output, who computes it. The scheduler: its lease, schedule and worker. All else is computed from tables.
WITH_SQL = {f"pipeline/{name}.py" for name in ("extract", "frames", "former_districts", "left_out", "yardsticks", "shared_villages", "wave_before", "publish", "run", "claim", "lease", "schedule", "worker", "scheduler", "commands", "verify/__init__", "verify/stored")}


def imports(path: Path) -> list[tuple[int, str]]:
    """Every module that a file imports, also inside functions, with its line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}:{node.lineno}: relative import"
            found.append((node.lineno, node.module))
    return found


def forms_alone(path: str, module: str) -> bool:
    top = module.split(".")[0]
    return top not in OURS - {"forms"} and top not in {"sqlalchemy", "pandas", "numpy"} and (
        top not in {"flask", "flask_wtf", "wtforms"} or path == "forms/wtforms_builder.py")


def models_without_web(path: str, module: str) -> bool:
    return module.split(".")[0] in {"sqlalchemy", "datetime", "uuid", "__future__"} or module.startswith("survey_app.models")


def web_without_statistics(path: str, module: str) -> bool:
    return module.split(".")[0] not in {"pipeline", "demo", "pandas", "scipy", "numpy", "pyarrow", "wsgi"}


def pipeline_by_the_seam(path: str, module: str) -> bool:
    top = module.split(".")[0]
    if top == "survey_app":
        return module.startswith(SEAM)
    if top == "sqlalchemy":
        return path in WITH_SQL
    return top not in {"flask", "demo", "wsgi"}


RULES = {"forms": forms_alone, "survey_app/models": models_without_web, "survey_app": web_without_statistics, "pipeline": pipeline_by_the_seam}


@pytest.mark.parametrize("room", RULES)
def test_no_room_imports_what_it_must_not(room):
    files = sorted((ROOT / room).rglob("*.py"))
    breaches = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in files for line, module in imports(path)
        if not RULES[room](path.relative_to(ROOT).as_posix(), module)
    ]
    assert files and not breaches


@pytest.mark.parametrize("family", ["channels", "exports"])
def test_siblings_never_import_each_other(family):
    breaches = []
    for path in (ROOT / "survey_app" / family).rglob("*.py"):
        own = path.relative_to(ROOT / "survey_app" / family).parts[0].removesuffix(".py")
        for line, module in imports(path):
            parts = module.split(".")
            if parts[:2] == ["survey_app", family] and len(parts) > 2 and parts[2] != own:
                breaches.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert not breaches


def test_a_breach_would_be_seen():
    assert not web_without_statistics("survey_app/intake.py", "pipeline.run")
    assert not pipeline_by_the_seam("pipeline/estimate.py", "sqlalchemy")
    assert not pipeline_by_the_seam("pipeline/run.py", "survey_app.intake")
    assert not forms_alone("forms/validation.py", "flask")


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT)) for room in ("forms", "survey_app", "pipeline", "demo", "migrations") for path in (ROOT / room).rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf8")))
    ]
    assert not silent
