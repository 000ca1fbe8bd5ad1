"""How Prometheus keeps what it has, and how its process runs (prometheus config `StorageConfig`, `RuntimeConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from vttalerts.model.fields import Duration, Whole
from vttalerts.model.schema import Field
from vttalerts.model.sizes import Size
from vttalerts.model.spec import Spec


class Retention(Spec):
    """How long and how much is kept; what is said here replaces the command line's.

    Attributes:
        time: How long.
        size: How much, at most.
        percentage: How much of the disk at most, 0 to 100.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"percentage": "3.11"}

    time: Duration | None = None
    size: Size | None = None
    percentage: float | None = Field(default=None, ge=0, le=100)


class ChunkEncoding(Spec):
    """How samples are packed.

    Attributes:
        floats: Of plain numbers; `xor2` needs Prometheus's feature `xor2-encoding`.
    """

    server: ClassVar[str] = "prometheus"

    floats: Literal["xor", "xor2"] | None = None


class TSDB(Spec):
    """The database of samples.

    Attributes:
        out_of_order_time_window: How late a sample may come; without it, never late.
        stale_series_compaction_threshold: The share of dead series, 0 to 1, at which they are written out early.
        chunk_encoding: How samples are packed.
        retention: How long and how much is kept.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        "retention": "3.8",
        "stale_series_compaction_threshold": "3.10",
        "chunk_encoding": "3.13",
    }

    out_of_order_time_window: Duration | None = None
    stale_series_compaction_threshold: float | None = Field(default=None, ge=0, le=1)
    chunk_encoding: ChunkEncoding | None = None
    retention: Retention | None = None


class Exemplars(Spec):
    """The memory of exemplars.

    Attributes:
        max_exemplars: How many; without it 100,000, and 0 for none.
    """

    server: ClassVar[str] = "prometheus"

    max_exemplars: Whole | None = None


class Storage(Spec):
    """What Prometheus keeps.

    Attributes:
        tsdb: Samples.
        exemplars: Exemplars; needs Prometheus's feature `exemplar-storage`.
    """

    server: ClassVar[str] = "prometheus"

    tsdb: TSDB | None = None
    exemplars: Exemplars | None = None


class Runtime(Spec):
    """How the process runs.

    Attributes:
        gogc: How much garbage may gather before it is collected, in percent of what is in use; without it 75.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"": "2.53"}

    gogc: Whole | None = None
