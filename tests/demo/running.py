"""Running the whole demo command in a folder of its own."""
from pathlib import Path

from click.testing import CliRunner

from demo.commands import demo_command

ADDRESS = "http://hoa-lau.example"


def run_demo(place: Path) -> str:
    """`sipas demo --no-serve` with all its data in `place`; gives what it printed."""
    environment = {"SIPAS_DATA": str(place), "DATABASE_URL": f"sqlite:///{place / 'sipas.db'}", "SECRET_KEY": "", "SIPAS_PUBLIC_URL": ADDRESS}
    result = CliRunner().invoke(demo_command, ["--no-serve"], env=environment)
    assert result.exit_code == 0, result.output
    return result.output
