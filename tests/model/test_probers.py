"""What an answer must be: contradictions that the Blackbox Exporter would refuse, or never find true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from vttalerts import DefinitionError, DNSProbe, HeaderMatch, HTTPProbe, RRValidator, TCPStep

WRONG: Final[dict[str, tuple[Callable[[], object], str, str, str]]] = {
    "two bodies": (
        lambda: HTTPProbe(body="x", body_file="/x"),
        "DEF017",
        "`body` and `body_file` exclude each other",
        "keep one and remove `body_file`",
    ),
    "http/3 beside http/2": (
        lambda: HTTPProbe(enable_http3=True),
        "PRB011",
        "HTTP/3 is spoken alone",
        "write enable_http2=False",
    ),
    "http/3 and another version that is good": (
        lambda: HTTPProbe(enable_http3=True, enable_http2=False, valid_http_versions=("HTTP/3.0", "HTTP/1.1")),
        "PRB011",
        "HTTP/3 is spoken alone",
        "remove `HTTP/1.1` from `valid_http_versions`",
    ),
    "http/3 that nobody speaks": (
        lambda: HTTPProbe(valid_http_versions=("HTTP/3.0",)),
        "PRB011",
        "HTTP/3 is good, and not spoken",
        "add enable_http3=True and enable_http2=False",
    ),
    "a compression that is not asked for": (
        lambda: HTTPProbe(compression="gzip", headers={"accept-encoding": "br, *;q=0"}),
        "PRB012",
        "the answer must be in `gzip`, and `accept-encoding: br, *;q=0` does not ask for it",
        "write `accept-encoding: gzip`, or remove the header",
    ),
    "an expression that is one only between our own brackets": (
        lambda: HTTPProbe(fail_if_body_matches_regexp=("a)|(b",)),
        "DEF014",
        "not a regular expression: unexpected ): a)|(b",
        "use RE2's syntax: no look-around, no back-references",
    ),
    "an expression with look-around": (
        lambda: HeaderMatch(header="X-Site", regexp="(?!north)"),
        "DEF014",
        "not a regular expression: invalid perl operator: (?!",
        "use RE2's syntax: no look-around, no back-references",
    ),
    "what comes, in two forms": (
        lambda: TCPStep(expect="OK", expect_bytes="OK"),
        "DEF017",
        "`expect` and `expect_bytes` exclude each other",
        "keep one and remove `expect_bytes`",
    ),
    "a record that dns does not have": (
        lambda: DNSProbe(query_name="vtt.example.com", query_type="aaaa"),
        "PRB010",
        "`aaaa` is no type of DNS",
        'write it in upper case, such as "AAAA"',
    ),
    "a class that dns does not have": (
        lambda: DNSProbe(query_name="vtt.example.com", query_class="INTERNET"),
        "PRB010",
        "`INTERNET` is no class of DNS",
        'write it in upper case, such as "IN"',
    ),
    "a code that dns does not have": (
        lambda: DNSProbe(query_name="vtt.example.com", valid_rcodes=("NOERROR", "OK")),
        "PRB010",
        "`OK` is no return code of DNS",
        'write it in upper case, such as "NXDOMAIN"',
    ),
}


@pytest.mark.parametrize(("make", "code", "headline", "mend"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_says_what_to_write_instead(
    make: Callable[[], object], code: str, headline: str, mend: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        make()

    assert [(found.code, found.headline, found.help) for found in caught.value.diagnostics] == [(code, headline, mend)]


@pytest.mark.parametrize(
    "accepted", ["gzip", "br, gzip", "*", "gzip;q=0.5, *;q=0", "identity;q=0, gzip;q=0.001", "br;q=1, *;q=0.1", ""]
)
def test_compression_is_asked_for(accepted: str) -> None:
    assert HTTPProbe(compression="gzip", headers={"Accept-Encoding": accepted}).compression == "gzip"


@pytest.mark.parametrize("accepted", ["br", "gzip;q=0", "*;q=0, gzip;q=0", "gzip;q=x", "gzip;q=0.0001"])
def test_compression_is_not_asked_for(accepted: str) -> None:
    with pytest.raises(DefinitionError, match="PRB012"):
        HTTPProbe(compression="gzip", headers={"Accept-Encoding": accepted})


def test_records_are_looked_at_by_expressions() -> None:
    probe = DNSProbe(query_name="vtt.example.com", validate_answer_rrs=RRValidator(fail_if_matches_regexp=("127",)))

    assert probe.wire() == {
        "query_name": "vtt.example.com",
        "validate_answer_rrs": {"fail_if_matches_regexp": ["127"]},
    }
