"""A file holds one idea and a function fits a screen: longer ones are to be divided."""
import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("forms", "survey_app", "pipeline", "demo", "bench", "tests", "docs")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def test_no_file_is_longer_than_one_idea():
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert len(lines) > 500 and {path: count for path, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    functions = [(f"{path.relative_to(ROOT)}:{one.lineno} {one.name}", one.end_lineno - one.lineno + 1)
                 for path in sources() for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert len(functions) > 3000 and [found for found in functions if found[1] > LONGEST_FUNCTION] == []
