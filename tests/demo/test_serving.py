"""Two processes side by side: both end with the demo, and neither is left alone."""
import socket
import subprocess
import sys

import click
import pytest

from survey_app.commands.serve import refuse_taken_port

# Stands in for `sipas`: says it is up, then does what its first argument names.
CHILD = "import sys, time; print(sys.argv[1], 'up', flush=True); time.sleep(60) if sys.argv[1] != 'ends' else sys.exit(7)"
PARENT = f"""
import sys, click
from demo import serving
serving.SIPAS = (sys.executable, "-c", {CHILD!r})
try:
    serving.serve({{name: (name,) for name in sys.argv[1:]}}, {{}})
except click.ClickException as error:
    sys.exit(error.message)
"""


def start(*names: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", PARENT, *names], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_both_and_succeeds(number):
    import signal

    parent = start("first", "second")
    for _ in range(2):
        assert parent.stdout.readline().endswith("up\n")
    parent.send_signal(getattr(signal, number))
    # The pipe closes only when the children, who hold it too, have ended.
    output, errors = parent.communicate(timeout=20)
    assert (parent.returncode, errors) == (0, "")
    assert output.endswith("Stopped.\n")


def test_when_one_ends_the_other_is_stopped_and_it_is_said():
    parent = start("lasts", "ends")
    _, errors = parent.communicate(timeout=20)
    assert parent.returncode == 1
    assert "The ends ended by itself (exit code 7)" in errors


def test_a_taken_port_is_refused_before_work_begins():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"--port {port + 1}"):
            refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("127.0.0.1", port)
