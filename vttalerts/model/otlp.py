"""What Prometheus makes of metrics that are sent by OTLP (prometheus config `OTLPConfig`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag
from vttalerts.model.gates import Newer
from vttalerts.model.http import contradiction, missing_partner
from vttalerts.model.schema import AfterValidator, model_validator
from vttalerts.model.spec import Spec

Strategy = Literal[
    "UnderscoreEscapingWithSuffixes",
    "UnderscoreEscapingWithoutSuffixes",
    "NoUTF8EscapingWithSuffixes",
    "NoTranslation",
]
_SINCE: Final = {"NoTranslation": "3.4", "UnderscoreEscapingWithoutSuffixes": "3.6"}


def _attributes(value: tuple[str, ...]) -> tuple[str, ...]:
    names = [name.strip() for name in value]
    for name in names:
        if not name or names.count(name) > 1:
            raise Fault(
                "SCR022",
                f"attribute `{name}` stands twice" if name else "an attribute has no name",
                why="Prometheus refuses the file",
                help="remove one" if name else 'write its name, such as "service.name"',
            )
    return tuple(names)


Attributes = Annotated[tuple[str, ...], AfterValidator(_attributes)]


class OTLP(Spec):
    """The OTLP receiver's options.

    Attributes:
        promote_all_resource_attributes: Every attribute of a resource becomes a label.
        promote_resource_attributes: These do; excludes the former.
        ignore_resource_attributes: These don't; needs the former.
        translation_strategy: How names are translated.
        keep_identifying_resource_attributes: Keep what names the service in `target_info`.
        convert_histograms_to_nhcb: Make native histograms of explicit buckets.
        promote_scope_metadata: The scope's name, version and attributes become labels.
        label_name_underscore_sanitization: Put `key` before labels that begin with `_`; without it, true.
        label_name_preserve_multiple_underscores: Keep `__` inside of labels; without it, true.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        "": "2.55",
        "translation_strategy": "3.0",
        "keep_identifying_resource_attributes": "3.1",
        "convert_histograms_to_nhcb": "3.4",
        "promote_all_resource_attributes": "3.5",
        "ignore_resource_attributes": "3.5",
        "promote_scope_metadata": "3.6",
        "label_name_underscore_sanitization": "3.8",
        "label_name_preserve_multiple_underscores": "3.8",
    }

    promote_all_resource_attributes: Flag | None = None
    promote_resource_attributes: Attributes = ()
    ignore_resource_attributes: Attributes = ()
    translation_strategy: Strategy | None = None
    keep_identifying_resource_attributes: Flag | None = None
    convert_histograms_to_nhcb: Flag | None = None
    promote_scope_metadata: Flag | None = None
    label_name_underscore_sanitization: Flag | None = None
    label_name_preserve_multiple_underscores: Flag | None = None

    @model_validator(mode="after")
    def _promoted(self) -> Self:
        if self.promote_all_resource_attributes and self.promote_resource_attributes:
            raise contradiction("promote_all_resource_attributes", "promote_resource_attributes")
        if self.ignore_resource_attributes and not self.promote_all_resource_attributes:
            raise missing_partner("ignore_resource_attributes", "promote_all_resource_attributes")
        return self

    def newer(self) -> Iterator[Newer]:
        """Yield the translation that came later than the choice of one."""
        since = _SINCE.get(self.translation_strategy or "")
        if since is not None:
            yield Newer("translation_strategy", f"the translation `{self.translation_strategy}`", since)
