"""Where a message may go, and where it must not be led."""
import http.client
import socket

import pytest

from survey_app.webhooks import targets
from survey_app.webhooks.targets import BadTarget, connect, read_target


@pytest.mark.parametrize("url", ["https://may.example/nhan?a=1", "https://may.example:8443", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "https://may.example./"])
def test_https_to_the_public_internet(url):
    target = read_target(url, private=False)
    assert target.scheme == "https" and target.path.startswith("/")


@pytest.mark.parametrize(("url", "reason"), [
    ("http://may.example/", "not_https"), ("ftp://may.example/", "unreadable"), ("may.example", "unreadable"), ("", "unreadable"), ("https://", "unreadable"),
    ("https://a:b@may.example/", "unreadable"), ("https://may.example/#x", "unreadable"), ("https://may.example/a b", "unreadable"), ("https://may.example/\r\nX: y", "unreadable"),
    ("https://máy.example/", "unreadable"), ("https://may.example:99999/", "unreadable"), ("https://" + "x" * 500, "unreadable"), ("https://[::1", "unreadable"),
    ("https://127.0.0.1/", "inside"), ("https://127.1/", "inside"), ("https://2130706433/", "inside"), ("https://0x7f000001/", "inside"), ("https://0177.0.0.1/", "inside"),
    ("https://127.0.0.1./", "inside"), ("https://10.1/", "inside"), ("https://x.localhost/", "inside"), ("http://127.1/", "inside"), ("http://2886729729/", "not_https"),
    ("https://localhost/", "inside"), ("http://localhost/", "inside"), ("https://10.1.2.3/", "inside"), ("https://192.168.1.1/", "inside"),
    ("https://172.16.0.1/", "inside"), ("https://169.254.169.254/latest", "inside"), ("https://[::1]/", "inside"), ("https://[::ffff:10.0.0.1]/", "inside"),
    ("https://[fe80::1]/", "inside"), ("https://[fd00::1]/", "inside"), ("https://0.0.0.0/", "inside"), ("https://224.0.0.1/", "inside"), ("https://100.64.0.1/", "inside"),
    ("https://[64:ff9b::a00:1]/", "inside"), ("https://[2002:a00:1::]/", "inside"), ("https://[::7f00:1]/", "inside"), ("https://[fec0::1]/", "inside"),
    ("https://[64:ff9b:1::a00:1]/", "inside"), ("https://may..example/", "unreadable"), (f"https://{'x' * 64}.example/", "unreadable"), ("https://may.example/\x7f", "unreadable"),
])
def test_what_is_refused(url, reason):
    with pytest.raises(BadTarget) as refused:
        read_target(url, private=False)
    assert refused.value.reason == reason


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://localhost/", "https://10.1.2.3/", "https://[fd00::1]/", "http://127.1:9/"])
def test_private_networks_when_the_installation_allows_them(url):
    read_target(url, private=True)


@pytest.mark.parametrize("url", ["http://10.1.2.3/", "https://169.254.169.254/", "https://2852039166/", "https://0.0.0.0/", "https://0/"])
def test_what_is_refused_even_then(url):
    with pytest.raises(BadTarget):
        read_target(url, private=True)


def test_registering_looks_nothing_up(monkeypatch):
    def answer(host, *_a, flags=0, **_k):
        assert flags & socket.AI_NUMERICHOST, f"{host} was asked for"
        raise socket.gaierror
    monkeypatch.setattr(targets.socket, "getaddrinfo", answer)
    assert read_target("https://may.example/", private=False).host == "may.example"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1", "::127.0.0.1"])
def test_a_name_that_leads_inside_is_refused_when_it_is_looked_up(monkeypatch, address):
    target = read_target("https://may.example/", private=False)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_a, **_k: [(family, socket.SOCK_STREAM, 6, "", (address, 443))])
    with pytest.raises(BadTarget) as refused:
        connect(target, private=False, timeout=1)
    assert refused.value.reason == "inside"


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    target = read_target("https://may.example/", private=False)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(BadTarget):
        connect(target, private=False, timeout=1)


def test_the_connection_goes_to_the_checked_address_and_asks_for_the_name(receiver):
    target = read_target(receiver.url, private=True)
    connection = connect(target, private=True, timeout=2)
    connection.request("POST", target.path, b"x")
    assert connection.getresponse().status == 204 and isinstance(connection, http.client.HTTPConnection)
    assert receiver.came[0][1]["Host"] == f"127.0.0.1:{target.port}"


def test_https_is_never_spoken_in_clear(receiver):
    target = read_target(receiver.url.replace("http://", "https://"), private=True)  # speaks no TLS at all
    with pytest.raises(OSError):
        connect(target, private=True, timeout=2).request("POST", "/", b"x")
