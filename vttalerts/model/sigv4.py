"""Requests signed for Amazon Web Services (prometheus/sigv4 `SigV4Config`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from vttalerts.model.fields import Flag, Text
from vttalerts.model.http import missing_partner, no_file
from vttalerts.model.schema import model_validator
from vttalerts.model.settings import Secret, is_unreadable
from vttalerts.model.spec import Spec


class SigV4(Spec):
    """How requests are signed; the AWS SDK finds the keys.

    Attributes:
        region: The region; without it the SDK's.
        access_key: Can't be used: it needs `secret_key`.
        secret_key: Can't be used: upstream reads it from no file.
        profile: The profile in the AWS configuration of the machine, which may hold keys.
        role_arn: The role to take.
        external_id: The identifier that the role asks for; needs `role_arn`.
        use_fips_sts_endpoint: Take the role at an endpoint that keeps to FIPS 140.
        service_name: What is signed for; without it `aps`, Amazon's Prometheus.
    """

    since_of: ClassVar[Mapping[str, Mapping[str, str]]] = {
        # 0.31 reads `external_id` and uses it nowhere.
        "alertmanager": {"use_fips_sts_endpoint": "0.29", "service_name": "0.29", "external_id": "0.34"},
        "prometheus": {"use_fips_sts_endpoint": "3.1", "service_name": "3.5", "external_id": "3.10"},
    }

    region: Text | None = None
    access_key: Secret | Text | None = None
    secret_key: Secret | None = None
    profile: Text | None = None
    role_arn: Text | None = None
    external_id: Text | None = None
    use_fips_sts_endpoint: Flag | None = None
    service_name: Text | None = None

    @model_validator(mode="after")
    def _keys(self) -> Self:
        if is_unreadable(self.secret_key) or is_unreadable(self.access_key):
            raise no_file(
                "secret_key",
                "remove `access_key` and `secret_key`, and give the server AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY in its environment, a `profile`, or the machine's role",
            )
        for given, other in (("access_key", "secret_key"), ("secret_key", "access_key")):
            if self.__dict__[given] and not self.__dict__[other]:
                raise missing_partner(given, other)
        if self.external_id is not None and self.role_arn is None:
            raise missing_partner("external_id", "role_arn")
        return self
