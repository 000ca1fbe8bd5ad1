"""Service discoveries without a model of their own: their options are written as they are (prometheus discovery/)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Self, cast

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.discoveries import Discovery
from vttalerts.model.documents import document
from vttalerts.model.gates import Newer
from vttalerts.model.http import no_file
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, EnvText, Secret, Settings, is_unreadable
from vttalerts.model.spec import Tree

KINDS: Final = dict.fromkeys(
    """azure consul digitalocean docker dockerswarm ec2 eureka gce hetzner ionos kuma lightsail linode marathon nerve
    nomad openstack ovhcloud puppetdb scaleway serverset triton uyuni vultr""".split(),
    "",
) | {
    "stackit": "3.5",
    "aws": "3.8",
    "ecs": "3.8",
    "msk": "3.10",
    "elasticache": "3.11",
    "rds": "3.11",
    "outscale": "3.12",
    "oci": "3.14",
}
"""What goes before `_sd_configs`, and the Prometheus that has it (discovery/*/ `RegisterConfig`)."""
_MODELLED: Final = {
    "dns": "DNSDiscovery",
    "file": "FileDiscovery",
    "http": "HTTPDiscovery",
    "kubernetes": "KubernetesDiscovery",
    "static": "Static",
}
_CREDENTIAL: Final = re.compile(
    r"(?:.*_)?(?:password|passwd|secret|token|passphrase|credentials|secret_key|private_key|consumer_key)"
    r"|application_secret|service_account_key"
)
"""What upstream's credentials are called (the fields of type `Secret` below discovery/)."""
_READ_FROM_FILES: Final = frozenset(
    {
        ("basic_auth", "username"),
        ("basic_auth", "password"),
        ("authorization", "credentials"),
        ("oauth2", "client_secret"),
        ("oauth2", "client_certificate_key"),
        ("tls_config", "key"),
        ("marathon", "auth_token"),
        ("oci", "key_passphrase"),
        ("scaleway", "secret_key"),
    }
)
"""Where a credential stands, or whose it is, and which has an option `…_file` beside it."""


def _kind(value: str) -> str:
    name = value.removesuffix("_sd_configs")
    if name in _MODELLED:
        raise Fault(
            "SCR020",
            f"service discovery `{name}` has a class of its own",
            why="what is written here would pass unchecked",
            help=f"write {_MODELLED[name]}(…)",
        )
    if name not in KINDS:
        near = difflib.get_close_matches(name, [*KINDS, *_MODELLED], n=1, cutoff=0.5)
        raise Fault(
            "SCR020",
            f"Prometheus has no service discovery `{name}`",
            why="Prometheus refuses the file",
            help=f"write `{near[0]}`" if near else f"write one of: {', '.join(sorted(KINDS))}",
        )
    return name


class PassThroughDiscovery(Discovery):
    """Targets from any other service discovery of Prometheus.

    Attributes:
        kind: Its name, such as `ec2`; upstream's key without `_sd_configs`.
        options: Its options, with upstream's keys. A secret becomes `<key>_file`, where upstream has that.
    """

    kind: Annotated[str, AfterValidator(_kind)]
    options: dict[str, Any] = Field(default_factory=dict[str, Any])

    @property
    @override
    def list_key(self) -> str:
        return f"{self.kind}_sd_configs"

    @model_validator(mode="after")
    def _options(self) -> Self:
        document(_written(self.options, DEFAULTS))
        _check(self.options, self.kind, "")
        return self

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = Tree(self)
        tree.update(_written(self.options, settings))
        tree.keywords.update(dict.fromkeys(tree, "options"))
        return tree

    def newer(self) -> Iterator[Newer]:
        """Yield the service discovery itself, where it came later."""
        if KINDS[self.kind]:
            yield Newer("kind", f"`{self.list_key}`", KINDS[self.kind])


def _check(value: object, key: str, owner: str) -> None:
    match value:
        case dict():
            for name, item in cast("dict[str, object]", value).items():
                _check(item, name, key)
        case list() | tuple():
            for item in cast("list[object]", value):
                _check(item, key, owner)
        case Secret() if is_unreadable(value) and (owner, key) not in _READ_FROM_FILES:
            raise no_file(key, f"give Prometheus a role, or a configuration of `{owner}` of its own, that has the key")
        case str() if value and _CREDENTIAL.fullmatch(key):
            raise Fault(
                "SCR018",
                f"`{key}` of `{owner}` is a credential in clear text",
                why="it is committed with the definitions and with generated/, for everybody to use",
                help=f'change it where it is valid, and write "{key}": secret("…")',
            )
        case _:
            pass


def _written(options: dict[str, Any], settings: Settings) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in options.items():
        if isinstance(value, Secret):
            made[f"{key}_file"] = value.path(settings)
        else:
            made[key] = _value(value, settings)
    return made


def _value(value: Any, settings: Settings) -> Any:  # noqa: ANN401  any value that a file can hold
    match value:
        case EnvText():
            return value.resolve(settings)
        case dict():
            return _written(cast("dict[str, Any]", value), settings)
        case list() | tuple():
            return [_value(item, settings) for item in cast("list[Any]", value)]
        case _:
            return value
