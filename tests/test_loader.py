"""Loading: whatever is wrong with definitions becomes a diagnostic at its line, all at once, and never a traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from vttalerts import loader
from vttalerts.model.spec import DefinitionError
from vttalerts.reporting import Format, render

CONFIGURATION = '[tool.vttalerts]\nplatform = "definitions:platform"\n'


def project(root: Path, files: dict[str, str], configuration: str = CONFIGURATION) -> Path:
    (root / "pyproject.toml").write_text(configuration, encoding="utf-8")
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def screen(root: Path) -> str:
    try:
        loaded = loader.load(loader.find(root))
    except DefinitionError as error:
        return render(error.diagnostics, Format.TEXT, root=root)
    assert (loaded.platform is None) == bool(loaded.diagnostics)
    return render(loaded.diagnostics, Format.TEXT, root=root)


def test_good_definitions_load_without_a_word(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {"definitions/__init__.py": 'from vttalerts import Platform\nplatform = Platform(name="x")\n'},
    )
    assert screen(root) == ""


def test_a_misspelt_field_names_the_right_one(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": """
                from vttalerts import Platform, Receiver
                team = Receiver(nmae="team")
                platform = Platform(name="x", receivers=(team,))
                """
        },
    )
    assert screen(root) == dedent(
        """\
        error[DEF001]: Receiver has no field `nmae`
         --> definitions/__init__.py:2:17
        2 | team = Receiver(nmae="team")
          |                 ^^^^ did you mean `name`?
          = why:  a field that nobody reads would be lost without a word
          = help: write `name=`
        """
    )


def test_a_syntax_error_and_a_misspelt_field_in_another_file_are_shown_at_once(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": "from .root import platform\n",
            "definitions/broken.py": "x = (\n",
            "definitions/receivers.py": """
                from vttalerts import Receiver
                team = Receiver(name="team", lables={})
                """,
            "definitions/root.py": """
                from vttalerts import Platform
                from . import broken, receivers
                platform = Platform(name="x", receivers=(receivers.team,))
                """,
        },
    )
    shown = screen(root)
    assert "error[DEF064]: not Python: '(' was never closed\n --> definitions/broken.py:1:5\n" in shown
    assert "error[DEF001]: Receiver has no field `lables`\n --> definitions/receivers.py:2:30\n" in shown
    assert shown.count("error[") == 2


def test_two_mistakes_in_one_file_are_shown_at_once(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": """
                from vttalerts import Email, Platform, Receiver, Slack
                one = Receiver(name="one", integrations=(Email(to="nobody"),))
                two = Receiver(name="two", integrations=(Slack(chanel="#two"),))
                platform = Platform(name="x", receivers=(one, two))
                """
        },
    )
    shown = screen(root)
    assert "error[RCV001]: `nobody` is no e-mail address\n --> definitions/__init__.py:2:51\n" in shown
    assert "error[DEF001]: Slack has no field `chanel`\n --> definitions/__init__.py:3:48\n" in shown
    assert shown.count("error[") == 2


def test_a_cycle_of_imports_names_the_way_round(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": "from .a import platform\n",
            "definitions/a.py": "from .b import b\nplatform = b\n",
            "definitions/b.py": "from .a import platform\nb = platform\n",
        },
    )
    shown = screen(root)
    assert shown.startswith("error[DEF065]: definitions import each other in a circle: ")
    assert "definitions/a.py → definitions/b.py → definitions/a.py" in shown
    assert "\n --> definitions/b.py:1\n" in shown or "\n --> definitions/b.py:1:1\n" in shown


def test_a_missing_module_names_its_import(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": "from .recievers import team\n",
            "definitions/receivers.py": "team = 1\n",
        },
    )
    shown = screen(root)
    assert "error[DEF066]: no module `definitions.recievers`\n --> definitions/__init__.py:1" in shown
    assert "help: write `receivers`" in shown


def test_a_missing_name_names_the_nearest(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": "from .receivers import taem\n",
            "definitions/receivers.py": "team = 1\n",
        },
    )
    shown = screen(root)
    assert "error[DEF067]: `definitions.receivers` has no `taem`" in shown
    assert "help: write `team`" in shown


def test_a_package_that_fails_is_shown_once_and_not_again_where_it_is_imported(tmp_path: Path) -> None:
    project(
        tmp_path,
        {
            "definitions/__init__.py": "from .root import platform\n",
            "definitions/root.py": "from .alerts import CRITICAL\n",
            "definitions/alerts/__init__.py": "from .critical import CRITICAL\n",
            "definitions/alerts/critical.py": "from vttalerts import Severity\nCRITICAL = Severity.CRITTICAL\n",
            "definitions/alerts/warning.py": "1 / 0\n",
        },
    )
    assert screen(tmp_path).count("error[") == 2
    assert "error[DEF068]: definitions raise AttributeError: `Severity` has no `CRITTICAL`" in screen(tmp_path)
    assert "= help: write `CRITICAL`" in screen(tmp_path)
    assert "error[DEF068]: definitions raise ZeroDivisionError: division by zero" in screen(tmp_path)


def test_a_missing_platform_says_how_to_export_one(tmp_path: Path) -> None:
    shown = screen(project(tmp_path, {"definitions/__init__.py": "x = 1\n"}))
    assert shown == dedent(
        """\
        error[DEF063]: `definitions:platform` does not exist
         --> definitions/__init__.py:1
        1 | x = 1
          | ^^^^^
          = why:  nobody knows what to compile
          = help: export the platform: `platform = Platform(…)` in definitions, or change `platform` in pyproject.toml
        """
    )


def test_a_folder_without_a_project_says_how_to_begin(tmp_path: Path) -> None:
    assert screen(tmp_path).startswith("error[DEF060]: no `[tool.vttalerts]` in a pyproject.toml at or above ")


def test_a_broken_configuration_is_shown_at_its_line(tmp_path: Path) -> None:
    shown = screen(project(tmp_path, {}, '[tool.vttalerts]\nplatfrom = "a:b"\n'))
    assert "error[DEF062]: `[tool.vttalerts]` has no `platfrom`\n --> pyproject.toml:2:1\n" in shown


@pytest.mark.parametrize("output", ["..", ".", "/tmp"])  # noqa: S108  the mistake under test
def test_an_output_folder_outside_the_project_is_refused(tmp_path: Path, output: str) -> None:
    assert "is not below the project" in screen(project(tmp_path, {}, f'[tool.vttalerts]\noutput = "{output}"\n'))


@pytest.mark.parametrize(
    ("statement", "headline"),
    [
        ("1 / 0", "definitions raise ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "definitions raise SystemExit: the definitions end the program"),
        ("nothing_here", "definitions raise NameError: name 'nothing_here' is not defined"),
        (
            "def f(): f()\nf()",
            "definitions raise RecursionError: the definitions call themselves without end",
        ),
        ("from vttalerts import Alrt", "`vttalerts` has no `Alrt`"),
    ],
)
def test_any_exception_becomes_a_diagnostic_at_its_line(tmp_path: Path, statement: str, headline: str) -> None:
    shown = screen(project(tmp_path, {"definitions/__init__.py": statement + "\n"}))
    assert headline in shown
    assert "--> definitions/__init__.py:" in shown


def test_what_definitions_print_does_not_reach_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(
        tmp_path,
        {"definitions/__init__.py": 'print("hello")\nfrom vttalerts import Platform\nplatform = Platform(name="x")\n'},
    )
    assert screen(root) == ""
    assert capsys.readouterr().out == ""


def test_half_a_condition_is_refused_with_the_way_to_write_it(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": """
                from vttalerts import PERCENT, Indicator, Metric, MetricType, percent
                m = Metric(name="m", type=MetricType.GAUGE, unit=PERCENT)
                i = Indicator(name="i", unit=PERCENT, expr=m)
                condition = i > percent(1) and i < percent(2)
                """
        },
    )
    shown = screen(root)
    assert "error[DEF040]: `and`, `or`, `not` and chained comparisons would drop half of the condition" in shown
    assert " --> definitions/__init__.py:4:13\n" in shown


def test_a_comparison_of_another_dimension_is_shown_where_it_is_written(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": """
                from vttalerts import PERCENT, Indicator, Metric, MetricType, seconds
                m = Metric(name="m", type=MetricType.GAUGE, unit=PERCENT)
                i = Indicator(name="i", unit=PERCENT, expr=m)
                condition = i > seconds(1)
                """
        },
    )
    assert (
        "error[DEF021]: 1 s is a time, and this is measured in percent\n --> definitions/__init__.py:4:13\n"
        in screen(root)
    )


def test_a_number_without_a_unit_says_which_unit_to_write(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "definitions/__init__.py": """
                from vttalerts import PERCENT, Indicator, Metric, MetricType
                m = Metric(name="m", type=MetricType.GAUGE, unit=PERCENT)
                i = Indicator(name="i", unit=PERCENT, expr=m)
                condition = i > 95
                """
        },
    )
    assert "help: write percent(95)" in screen(root)


def test_a_secret_in_an_f_string_is_refused_without_its_value(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {"definitions/__init__.py": "from vttalerts import secret\nx = f\"https://{secret('TOKEN')}/x\"\n"},
    )
    assert "error[SEC002]: `secret('TOKEN')` can't be part of a text" in screen(root)


def test_a_value_given_as_a_secrets_name_is_not_shown(tmp_path: Path) -> None:
    value = "https://hooks.example.com/services/T0/B0/abcdef"
    shown = screen(
        project(
            tmp_path,
            {"definitions/__init__.py": "from vttalerts import secret\nNAME = secret(chr(47) + 'T0/B0')\n"},
        )
    )
    assert "error[SEC001]: (not shown: it looks like a value) is no name of a secret" in shown
    assert value not in shown


def test_another_project_of_the_same_package_name_is_loaded_afresh(tmp_path: Path) -> None:
    roots = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        roots.append(
            project(
                tmp_path / name,
                {"definitions/__init__.py": f'from vttalerts import Platform\nplatform = Platform(name="{name}")\n'},
            )
        )
    names = [loaded.platform.name for root in roots if (loaded := loader.load(loader.find(root))).platform is not None]
    assert names == ["one", "two"]


def test_an_edit_in_the_same_second_and_of_the_same_length_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    names = []
    for name in ("one", "two"):
        root = project(
            tmp_path,
            {"definitions/__init__.py": f'from vttalerts import Platform\nplatform = Platform(name="{name}")\n'},
        )
        os.utime(root / "definitions/__init__.py", (1_700_000_000, 1_700_000_000))
        loaded = loader.load(loader.find(root))
        names.append(loaded.platform.name if loaded.platform is not None else "")
    assert names == ["one", "two"]
    assert list((tmp_path / "definitions" / "__pycache__").glob("*.pyc"))
