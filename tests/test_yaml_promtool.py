"""Prometheus itself reads back exactly what we wrote: rule files by go-yaml 3, `prometheus.yml` by go-yaml 2.

`promtool test rules` compares labels and annotations byte by byte. What it is to expect is written by this file
alone, every character as an escape, so that an error of the emitter cannot cancel itself out.
"""

import json
import subprocess
from pathlib import Path

import pytest

from vttalerts.emitters._yaml import dump

pytestmark = pytest.mark.judge

WORDS = "yes Yes no on off y n true null ~ = <<"
SIGNS = "- -- --- ... ? : , [] {} # & * ! | > ' \" % @ ` \\ a: #a -a ?a :a {a [a 'a \"a"
NUMBERS = "0 1_000 -_ 017 0o17 0x1F 0b101 12:30:45 9090:9090 1e3 .5 .inf -.inf .nan 2024-01-01 2024-01-01T12:30:45Z"
UNSEEN = "\t\r\v\f\0\a\x1b\x7f\x80\x85\x9f\xa0\u2028\u2029\u202e\ufeff\ufffd\ufffe\U0001f3b2\U0010ffff"
NASTY = [
    *WORDS.split(),
    *SIGNS.split(),
    *NUMBERS.split(),
    *UNSEEN,
    " a",
    "a ",
    "a  b",
    "a: b",
    "a #b",
    "- a",
    "--- a",
    "a\tb",
    "a\r\nb",
    'it\'s "x"',
    'say: "x"',
    r"C:\new \d+",
    "2024-01-01 12:30:45",
    "👩\u200d🚒 is ٣ years old",
    "x" * 3000 + ": " + "y " * 3000 + "z",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n\n",
    "\n",
    "\n\na\n",
    "  a\n b\n",
    "\ta\n\tb",
    "a\n\n\nb",
    "a \nb",
    "a\n ",
    "---\n# a\n...\n",
    "a\nb\x07",
]
TEXTS = {f"l{number}": text for number, text in enumerate(NASTY)}
# The scanner takes 1,024 characters of a key, and the expectation spends ten on each.
KEYS = {text: f"named {number}" for number, text in enumerate(NASTY) if len(text) < 100}
PROMTOOLS = ["promtool", "promtool_old"]


def _escaped(tree: object) -> str:
    """JSON with every character of a text as an escape of eight digits, which only YAML knows."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_escaped(key)}: {_escaped(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_escaped, tree)) + "]"
    assert isinstance(tree, str)
    return '"' + "".join(f"\\U{ord(character):08X}" for character in tree) + '"'


def _rule_test(
    promtool: Path, folder: Path, *, annotations: dict[str, str], expected: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    rule = {"alert": "Nasty", "expr": "vector(1)\n  > 0\n", "labels": TEXTS, "annotations": annotations}
    (folder / "rules.yml").write_text(dump({"groups": [{"name": "a: b", "rules": [rule]}]}), encoding="utf-8")
    subprocess.run([promtool, "check", "rules", "--lint-fatal", "rules.yml"], cwd=folder, check=True)
    alert = {"exp_labels": TEXTS, "exp_annotations": expected}
    case = {"eval_time": "1m", "alertname": "Nasty", "exp_alerts": [alert]}
    test = {"rule_files": ["rules.yml"], "tests": [{"interval": "1m", "alert_rule_test": [case]}]}
    (folder / "test.yml").write_text(_escaped(test), encoding="ascii")
    return subprocess.run(
        [promtool, "test", "rules", "test.yml"], cwd=folder, check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("version", PROMTOOLS)
def test_prometheus_reads_labels_and_annotations_as_they_were_written(
    version: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    promtool: Path = request.getfixturevalue(version)
    annotations = {**TEXTS, "template": '{{ $value }}: "{{ printf "%q" "it\'s" }}"\n'}
    expected = {**TEXTS, "template": '1: ""it\'s""\n'}
    result = _rule_test(promtool, tmp_path, annotations=annotations, expected=expected)
    assert (result.returncode, result.stderr) == (0, "")


def test_prometheus_reads_names_as_they_were_written(promtool: Path, tmp_path: Path) -> None:
    result = _rule_test(promtool, tmp_path, annotations=KEYS, expected=KEYS)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("version", PROMTOOLS)
def test_promtool_would_notice_one_wrong_character(
    version: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    promtool: Path = request.getfixturevalue(version)
    last = list(TEXTS)[-1]
    result = _rule_test(promtool, tmp_path, annotations=TEXTS, expected={**TEXTS, last: TEXTS[last] + "\n"})
    assert result.returncode == 1
    assert "FAILED" in result.stderr + result.stdout


@pytest.mark.parametrize("version", PROMTOOLS)
def test_prometheus_reads_labels_of_targets_as_they_were_written(
    version: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    promtool: Path = request.getfixturevalue(version)
    job = {"job_name": "nasty", "static_configs": [{"targets": ["localhost:9090"], "labels": TEXTS}]}
    (tmp_path / "prometheus.yml").write_text(dump({"scrape_configs": [job]}), encoding="utf-8")
    subprocess.run([promtool, "check", "config", "prometheus.yml"], cwd=tmp_path, check=True)
    result = subprocess.run(
        # It waits for as long as it is told, though these targets need no discovery.
        [promtool, "check", "service-discovery", "--timeout=2s", "prometheus.yml", "nasty"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    (target,) = json.loads(result.stdout)
    found = {name: value for name, value in target["discoveredLabels"].items() if name in TEXTS}
    assert found == TEXTS
