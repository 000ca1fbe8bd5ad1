"""Which names of labels, annotations and other templates a Go template uses, and where."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

from vttalerts.language._template_words import Token, unquoted

Mode: TypeAlias = Literal["alert", "notification"]

# What Prometheus puts before the template of an alert (rules/alerting.go), and what we call it; `$` is all the data.
ALERT_VARIABLES: Final = {
    "$": "data",
    "$labels": "labels",
    "$externalLabels": "external_labels",
    "$externalURL": "",
    "$value": "value",
}
_ALERT_FIELDS: Final = {"Labels": "labels", "ExternalLabels": "external_labels", "Value": "value"}
_NOTIFICATION_FIELDS: Final = {
    "Labels": "labels",
    "Annotations": "annotations",
    "CommonLabels": "common_labels",
    "CommonAnnotations": "common_annotations",
    "GroupLabels": "group_labels",
}
# Methods of Alertmanager's KV (template/template.go), which are no names.
_METHODS: Final = frozenset({"SortedPairs", "Remove", "Names", "Values", "String"})


class Reference(NamedTuple):
    """A name that a template uses, and where.

    Attributes:
        name: The name: of a label, an annotation, another template.
        offset: Where the words that use it begin (`$labels.instance`), in characters.
        length: How many characters they are.
    """

    name: str
    offset: int
    length: int


class Names:
    """Collects them.

    Attributes:
        found: For each kind of name, where it is used.
        variables: The variables of which it is known what they hold.
        at_data: Whether `.` is all the data that the template was given.
    """

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self.found: dict[str, list[Reference]] = {}
        self.variables = dict(ALERT_VARIABLES) if mode == "alert" else {}
        self.at_data = True

    def note(self, kind: str, name: str, start: int, end: int) -> None:
        """Note the use of a name."""
        self.found.setdefault(kind, []).append(Reference(name, start, end - start))

    def chain(self, parts: list[Token]) -> None:
        """Note the name in a chain such as `$labels.instance` or `(index .Alerts 0).Labels.job`."""
        container = self._container(parts)
        if container is None:
            return
        what, used = container
        if what == "value":
            self.note("value", "", parts[0].start, parts[used - 1].end)
        elif len(parts) > used:
            name = parts[used]
            if self.mode == "alert" or name.text[1:] not in _METHODS:
                self.note(what, name.text[1:], parts[0].start, name.end)

    def indexed(self, tokens: list[Token], at: int) -> None:
        """Note the name in `index $labels "instance"`; `at` is where the map begins."""
        end = at + 1
        while end < len(tokens) and tokens[end].kind == "field" and not tokens[end].spaced:
            end += 1
        if end >= len(tokens) or tokens[at].kind not in {"variable", "field"} or tokens[end].kind != "string":
            return
        container = self._container(tokens[at:end])
        if container is not None and container[1] == end - at and container[0] != "value":
            self.note(container[0], unquoted(tokens[end].text), tokens[at].start, tokens[end].end)

    def _container(self, parts: list[Token]) -> tuple[str, int] | None:
        """Return which map the beginning of a chain is, and how many of its parts say so."""
        if self.mode == "notification":
            for index, part in enumerate(parts):
                what = _NOTIFICATION_FIELDS.get(part.text[1:]) if part.kind == "field" else None
                if what is not None:
                    return what, index + 1
            return None
        at = 0
        if parts[0].kind == "variable":
            what = self.variables.get(parts[0].text, "")
            if what != "data":
                return (what, 1) if what else None
            at = 1
        elif parts[0].kind != "field" or not self.at_data:
            return None
        what = _ALERT_FIELDS.get(parts[at].text[1:], "") if len(parts) > at else ""
        return (what, at + 1) if what else None
