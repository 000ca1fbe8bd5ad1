"""Notifications by Amazon's Simple Notification Service (alertmanager `SNSConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import model_validator
from vttalerts.model.sigv4 import SigV4

_TARGETS: Final = ("topic_arn", "phone_number", "target_arn")


class SNS(HTTPIntegration):
    """A topic, a phone or an endpoint of an application.

    Attributes:
        api_url: The API's address; without it the region's.
        sigv4: How requests are signed; without it as the AWS SDK finds.
        topic_arn: The topic; exactly one of the three is given.
        phone_number: The phone, such as `+358401234567`.
        target_arn: The application's endpoint.
        subject: The subject of mails; without it upstream's.
        message: The text; without it upstream's.
        attributes: Attributes of the message, to filter by.
        use_aws_http_client: Reach Amazon as the AWS SDK does, which knows `AWS_CA_BUNDLE`.
    """

    key: ClassVar[str] = "sns_configs"
    since: ClassVar[Mapping[str, str]] = {"use_aws_http_client": "0.33"}

    api_url: Template | None = None
    sigv4: SigV4 | None = None
    topic_arn: Template | None = None
    phone_number: Template | None = None
    target_arn: Template | None = None
    subject: Template | None = None
    message: Template | None = None
    attributes: dict[str, Template] | None = None
    use_aws_http_client: Flag | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        given = [name for name in _TARGETS if self.__dict__[name]]
        if len(given) != 1:
            # Upstream compares by exclusive or, which is also true of all three.
            raise Fault(
                "RCV034",
                f"SNS has {len(given)} targets: {', '.join(given)}" if given else "SNS has no target",
                why="Alertmanager refuses the file, or takes one of the three and forgets the others",
                help=f"keep one of: {', '.join(given or _TARGETS)}",
            )
        return self
