"""Remote write to Azure Monitor, by an identity of Microsoft Entra (prometheus storage/remote/azuread)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag
from vttalerts.model.gates import Newer
from vttalerts.model.http import contradiction, no_file
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import Secret, is_unreadable
from vttalerts.model.spec import Spec

_DASHED: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# Every form that google/uuid `Parse` takes.
_UUID: Final = re.compile(rf"(?:urn:uuid:)?{_DASHED}|\{{{_DASHED}\}}|[0-9a-fA-F]{{32}}")
_WAYS: Final = ("managed_identity", "workload_identity", "oauth", "sdk", "certificate")


def _uuid(value: str) -> str:
    if not _UUID.fullmatch(value):
        raise Fault(
            "SCR023",
            f"`{value}` is no identifier of Microsoft Entra",
            why="Prometheus refuses the file",
            help="write it as `00000000-0000-0000-0000-000000000000`",
        )
    return value


UUID = Annotated[str, AfterValidator(_uuid)]


class AzureManagedIdentity(Spec):
    """The identity of the machine.

    Attributes:
        client_id: Which one; without it the machine's own, since Prometheus 3.5.
    """

    server: ClassVar[str] = "prometheus"

    client_id: UUID | None = None

    def newer(self) -> Iterator[Newer]:
        """Yield the machine's own identity, which came later than a named one."""
        if self.client_id is None:
            yield Newer("client_id", "a managed identity without `client_id`", "3.5")


class AzureWorkloadIdentity(Spec):
    """The identity of a Kubernetes service account.

    Attributes:
        client_id: The application.
        tenant_id: Its tenant.
        token_file_path: Where the account's token is; without it where Azure mounts it.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"": "3.7"}

    client_id: UUID
    tenant_id: UUID
    token_file_path: str | None = None


class AzureOAuth(Spec):
    """An application and its secret, which upstream reads from no file: nobody can use it from here.

    Attributes:
        client_id: The application.
        client_secret: Its secret.
        tenant_id: Its tenant.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"": "2.48"}

    client_id: UUID
    client_secret: Secret
    tenant_id: str

    @model_validator(mode="after")
    def _secret(self) -> Self:
        if is_unreadable(self.client_secret):
            raise no_file(
                "client_secret",
                "write sdk=AzureSDK() and give Prometheus AZURE_CLIENT_SECRET in its environment, or use an identity",
            )
        return self


class AzureSDK(Spec):
    """Whatever the Azure SDK finds: its environment, the machine's identity, a login.

    Attributes:
        tenant_id: The tenant; without it the SDK's.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"": "2.52"}

    tenant_id: str | None = None


class AzureCertificate(Spec):
    """An application and its certificate.

    Attributes:
        client_id: The application.
        tenant_id: Its tenant.
        certificate_path: The certificate, PEM or PFX.
        certificate_key_path: Its key, where that is in a file of its own.
        certificate_password: Can't be used: upstream reads it from no file.
        send_certificate_chain: Send the certificate's chain too.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"": "3.13"}

    client_id: UUID
    tenant_id: str = Field(min_length=1)
    certificate_path: str = Field(min_length=1)
    certificate_key_path: str | None = None
    certificate_password: Secret | None = None
    send_certificate_chain: Flag | None = None

    @model_validator(mode="after")
    def _password(self) -> Self:
        if is_unreadable(self.certificate_password):
            raise no_file("certificate_password", "use a certificate without a password, in a file of its own")
        return self


class AzureAD(Spec):
    """Who Prometheus is in Microsoft Entra: exactly one of five ways.

    Attributes:
        cloud: The cloud; without it AzurePublic.
        managed_identity: The machine's identity.
        workload_identity: The identity of a Kubernetes service account.
        oauth: An application with a secret.
        sdk: What the Azure SDK finds.
        certificate: An application with a certificate.
        scope: What the token is for; without it the cloud's.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"scope": "3.9"}

    cloud: Literal["AzurePublic", "AzureGovernment", "AzureChina"] | None = None
    managed_identity: AzureManagedIdentity | None = None
    workload_identity: AzureWorkloadIdentity | None = None
    oauth: AzureOAuth | None = None
    sdk: AzureSDK | None = None
    certificate: AzureCertificate | None = None
    scope: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_\s:/.\-]+$")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in _WAYS if self.__dict__[name] is not None]
        if len(given) > 1:
            raise contradiction(given[0], given[1])
        if not given:
            raise Fault(
                "SCR024",
                "nothing says who Prometheus is",
                why="Prometheus refuses the file",
                help=f"add one of: {', '.join(_WAYS)}",
            )
        return self
