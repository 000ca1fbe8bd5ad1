"""Whether two files mean the same to the server that reads them: key for key, and value for value.

Decision: everything that may differ stands in this module, and nothing else may:

- how a value is spelled: `60s` and `1m`, `yes` and `true`, `0.50` and `0.5`, where the server reads no text;
- white space and numbers' spelling in PromQL, and needless parentheses around the whole of it or of what is compared;
- what says no more than the default: a key without a value, an empty list or mapping of rules, `for: 0s`,
  `interval: 0s`, `continue: false`;
- the order of what has a name: groups, receivers, time intervals, scrape jobs, keys;
- older words for the same: `match`, `match_re`, `mute_time_intervals` beside the route, `bearer_token`;
- a secret in clear text, which is in a file afterwards: `x` and `x_file`;
- where files are that were imported too: `templates`, whose texts are compared instead, and `rule_files`;
- a label or annotation without a value, which is the empty text; a secret that is empty, which is none;
- a section of a blackbox module for another prober, which is never read.

In dashboards nothing may differ but white space around the lines of a query, and a `uid` that had to be given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from vttalerts.diagnostics import Fault
from vttalerts.importers import _words
from vttalerts.language import comparisons
from vttalerts.language import matchers as grammar
from vttalerts.units import MILLISECONDS

Path = tuple[str | int, ...]

_TEXTS: Final = frozenset({"labels", "annotations", "params", "headers", "details", "payload", "fields", "values"})
"""Below these keys the server reads texts, and `010` is not `10`."""
_NOTHING: Final = frozenset(
    """labels annotations matchers routes rules inhibit_rules alert_relabel_configs alertmanagers scrape_configs
    relabel_configs metric_relabel_configs rule_files scrape_config_files templates receivers remote_write remote_read
    equal time_intervals mute_time_intervals active_time_intervals static_configs groups modules alerting global
    source_matchers target_matchers receiver targets""".split()
)
"""Keys that say nothing if what stands behind them is empty."""
_SECRETS: Final = frozenset(
    """alert_source_token api_key api_secret app_token auth_password auth_secret bearer_token bot_token client_secret
    credentials mattermost_webhook_url opsgenie_api_key password rocketchat_token rocketchat_token_id routing_key
    service_key slack_api_url slack_app_token smtp_auth_password smtp_auth_secret telegram_bot_token token token_id
    user_key victorops_api_key webhook_url wechat_api_secret""".split()
)
"""Keys of secrets: one that is empty is none."""
_DEFAULTS: Final = frozenset({("for", 0), ("keep_firing_for", 0), ("interval", 0)})
_LISTS_OF_NAMED: Final = {
    "groups": "name",
    "receivers": "name",
    "time_intervals": "name",
    "scrape_configs": "job_name",
}
_OWN_FILES: Final = {"rule_files": "rules/*.yml", "templates": "templates/*.tmpl"}
"""What a build says of the files that it makes."""


class Difference(NamedTuple):
    """A place at which two files differ.

    Attributes:
        path: The keys that lead to it.
        what: What differs, in words; it never repeats a value, which may be a secret.
    """

    path: Path
    what: str


def differences(kind: str, original: Any, built: Any, replaced: Collection[str] = ()) -> Iterator[Difference]:
    """Yield where what was built says something else than what was read.

    Args:
        kind: `rules`, `alertmanager`, `prometheus` or `blackbox`.
        original: The file that was read, its values as the texts that were written.
        built: The file that was built, likewise.
        replaced: Patterns of files that the build makes itself, in a place of its own.
    """
    left, right = _meant(kind, original), _meant(kind, built)
    if isinstance(left, dict) and isinstance(right, dict):
        for key, own in _OWN_FILES.items():
            mine: list[Any] = [one for one in left.get(key) or () if one not in replaced]
            theirs: list[Any] = list(right.get(key) or ())
            if theirs.count(own) > mine.count(own):
                theirs.remove(own)
            _put(left, key, mine)
            _put(right, key, theirs)
    yield from _compare(left, right, ())


def _put(tree: dict[str, Any], key: str, patterns: list[Any]) -> None:
    """Set a list of files, or leave it out where it is empty."""
    tree.pop(key, None)
    if patterns:
        tree[key] = patterns


def _meant(kind: str, tree: Any) -> Any:
    made = _plain(tree, ())
    shape = _SHAPES.get(kind)
    return shape(made) if shape is not None and isinstance(made, dict) else made


def _plain(tree: Any, path: Path) -> Any:
    """Return a tree without what says nothing, and with older words replaced."""
    if isinstance(tree, Mapping):
        made = {key: _plain(value, (*path, key)) for key, value in tree.items()}
        if not _is_text(path):
            made = {key: value for key, value in made.items() if not _says_nothing(key, value)}
        for rewrite in (_matchers, _bearer):
            rewrite(made)
        return made
    if isinstance(tree, list):
        return [_plain(value, (*path, index)) for index, value in enumerate(tree)]
    return tree


def _is_text(path: Path) -> bool:
    return any(step in _TEXTS for step in path)


def _says_nothing(key: str, value: Any) -> bool:
    if value in ({}, [], "") and key in _NOTHING:
        return True
    if value == "" and key.removesuffix("_file") in _SECRETS:
        return True
    if key == "continue":
        return _words.FLAGS.get(str(value)) is False
    if isinstance(value, str) and key in {"for", "keep_firing_for", "interval"}:
        found = _words.duration(value)
        return found is not None and (key, found.value) in _DEFAULTS
    return False


def _matchers(tree: dict[str, Any]) -> None:
    """Replace the ways to write matchers by one."""
    for prefix in ("", "source_", "target_"):
        keys = {f"{prefix}match": "=", f"{prefix}match_re": "=~"}
        found: list[tuple[str, str, str]] = []
        for key, operator in keys.items():
            value = tree.get(key)
            if isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values()):
                found.extend((name, operator, text) for name, text in tree.pop(key).items())
        texts = tree.get(f"{prefix}matchers")
        if isinstance(texts, list) and all(isinstance(one, str) for one in texts):
            try:
                parsed = [one for text in texts for one in grammar.parse(text).matchers]
            except Fault:
                continue
            found.extend((one.label, one.operator, one.value) for one in parsed)
            del tree[f"{prefix}matchers"]
        if found:
            tree[f"{prefix}matchers"] = [list(one) for one in found]


def _bearer(tree: dict[str, Any]) -> None:
    for old, new in (("bearer_token", "credentials"), ("bearer_token_file", "credentials_file")):
        if old in tree and "authorization" not in tree:
            tree["authorization"] = {new: tree.pop(old)}


def _alertmanager(tree: dict[str, Any]) -> dict[str, Any]:
    intervals = [*(tree.pop("mute_time_intervals", None) or ()), *(tree.pop("time_intervals", None) or ())]
    if intervals:
        tree["time_intervals"] = intervals
    return _named(tree)


def _blackbox(tree: dict[str, Any]) -> dict[str, Any]:
    for module in (tree.get("modules") or {}).values():
        if isinstance(module, dict):
            for key in module.keys() - {"prober", "timeout", module.get("prober")}:
                del module[key]
            if module.get(module.get("prober")) == {}:
                del module[module["prober"]]
    return tree


def _named(tree: dict[str, Any]) -> dict[str, Any]:
    """Replace lists of what has a name by mappings."""
    for key, name in _LISTS_OF_NAMED.items():
        found = tree.get(key)
        if isinstance(found, list) and all(isinstance(one, dict) and isinstance(one.get(name), str) for one in found):
            names = [one[name] for one in found]
            if len(set(names)) == len(names):
                tree[key] = dict(zip(names, found, strict=True))
    return tree


_SHAPES: Final[Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "alertmanager": _alertmanager,
    "prometheus": _named,
    "blackbox": _blackbox,
    "rules": _named,
}


def _compare(left: Any, right: Any, path: Path) -> Iterator[Difference]:
    if isinstance(left, dict) and isinstance(right, dict):
        yield from _mappings(left, right, path)
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            yield Difference(path, f"{len(left)} are {len(right)} after the build")
        for index, (one, other) in enumerate(zip(left, right, strict=False)):
            yield from _compare(one, other, (*path, index))
    elif isinstance(left, dict | list) or isinstance(right, dict | list):
        yield Difference(path, "is of another kind after the build")
    elif not _alike(left, right, path):
        yield Difference(path, "has another value after the build")


def _mappings(left: dict[str, Any], right: dict[str, Any], path: Path) -> Iterator[Difference]:
    for key, value in left.items():
        if value is None:
            # A key without a value is what the server takes it for: nothing at all.
            if right.get(key) not in (None, [], {}, ""):
                yield Difference((*path, key), "has another value after the build")
        elif key in right:
            yield from _compare(value, right[key], (*path, key))
        elif not _is_file_now(key, left, right) and not _are_files(key, left, right):
            yield Difference((*path, key), "is lost by the build")
    for key in right.keys() - left.keys():
        if right[key] is None:
            continue
        if not (key.endswith("_file") and key.removesuffix("_file") in left) and not _are_files(key, right, left):
            yield Difference((*path, key), "is new after the build")


def _is_file_now(key: str, left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Tell whether a text is a secret in a file afterwards."""
    return f"{key}_file" in right and f"{key}_file" not in left and isinstance(left[key], str)


def _are_files(key: str, mine: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether the secrets of a header are in files afterwards."""
    return (key == "secrets" and "files" in other) or (key == "files" and "secrets" in other and key in mine)


def _alike(left: Any, right: Any, path: Path) -> bool:
    if left == right or (_is_text(path) and not left and not right):
        return True
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    if path and path[-1] == "expr":
        return comparisons.meaning(left) == comparisons.meaning(right)
    if _is_text(path):
        return False
    for read in _READERS:
        one, other = read(left), read(right)
        if one is not None and one == other:
            return True
    return False


def _milliseconds(text: str) -> object:
    found = _words.duration(text)
    return None if found is None else found.in_(MILLISECONDS)


def _nanoseconds(text: str) -> object:
    found = _words.go_nanoseconds(text)
    if found is not None:
        return found
    other = _words.duration(text)
    return None if other is None else other.in_(MILLISECONDS) * 1_000_000


_READERS: Final[tuple[Callable[[str], object], ...]] = (
    _words.FLAGS.get,
    _words.decimal,
    _milliseconds,
    _nanoseconds,
)
"""What a scalar may be to the server; two that are the same to it are alike."""
