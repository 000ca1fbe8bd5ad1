"""PromQL's functions and aggregations: what they take and give, and which Prometheus has them.

Read from promql/parser/functions.go of Prometheus 2.42, 3.5 and 3.14, and from its CHANGELOG.md for what came when.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from vttalerts.language._promql_nodes import Requirement, ValueType

_EXPERIMENTAL: Final = "promql-experimental-functions"


class Signature(NamedTuple):
    """What a function takes and gives.

    Attributes:
        arguments: The types of its arguments.
        variadic: 0 for exactly these; n for from one fewer up to n-1 more; -1 for one fewer or any number more
            (parse.go, checkAST).
        returns: The type of its result.
    """

    arguments: tuple[ValueType, ...]
    variadic: int
    returns: ValueType


_TYPES: Final[dict[str, ValueType]] = {"v": "vector", "m": "matrix", "s": "scalar", "t": "string"}

# Arguments, result, variadic: the names.
_TABLE: Final = {
    ("v", "v", 0): (
        "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count "
        "histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt "
        "start_timestamp tan tanh timestamp"
    ),
    ("m", "v", 0): (
        "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate "
        "last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time "
        "stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time "
        "ts_of_min_over_time"
    ),
    ("v", "v", 1): "day_of_month day_of_week day_of_year days_in_month hour minute month year",
    ("vs", "v", 0): "clamp_max clamp_min",
    ("vss", "v", 0): "clamp",
    ("vs", "v", 1): "round",
    ("vv", "v", 1): "info",
    ("vt", "v", -1): "sort_by_label sort_by_label_desc",
    ("vttt", "v", -1): "label_join",
    ("vtttt", "v", 0): "label_replace",
    ("vtss", "v", 9): "histogram_quantiles",
    ("ms", "v", 0): "predict_linear",
    ("mss", "v", 0): "double_exponential_smoothing holt_winters",
    ("sm", "v", 0): "quantile_over_time",
    ("sv", "v", 0): "histogram_quantile",
    ("ssv", "v", 0): "histogram_fraction",
    ("s", "v", 0): "vector",
    ("v", "s", 0): "scalar",
    ("ss", "s", 0): "max_of min_of",
    ("", "s", 0): "end pi range start step time",
}

SIGNATURES: Final[dict[str, Signature]] = {
    name: Signature(tuple(_TYPES[letter] for letter in arguments), variadic, _TYPES[returns])
    for (arguments, returns, variadic), names in _TABLE.items()
    for name in names.split()
}

AGGREGATIONS: Final = frozenset(
    "avg bottomk count count_values group limit_ratio limitk max min quantile stddev stdvar sum topk".split()
)
# lex.go, IsAggregatorWithParam
WITH_PARAMETER: Final = frozenset({"topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"})

NEWER: Final[dict[str, Requirement]] = {
    need.name: need
    for need in (
        Requirement("double_exponential_smoothing", "function", "3.0", feature=_EXPERIMENTAL),
        Requirement("end", "function", "3.12", feature=_EXPERIMENTAL),
        Requirement("first_over_time", "function", "3.7", feature=_EXPERIMENTAL, free="3.14"),
        Requirement("histogram_avg", "function", "2.51"),
        Requirement("histogram_quantiles", "function", "3.11", feature=_EXPERIMENTAL),
        Requirement("histogram_stddev", "function", "2.47"),
        Requirement("histogram_stdvar", "function", "2.47"),
        Requirement("holt_winters", "function", "2.0", until="3.0"),
        Requirement("info", "function", "2.55", feature=_EXPERIMENTAL),
        Requirement("limit_ratio", "aggregation", "2.54", feature=_EXPERIMENTAL),
        Requirement("limitk", "aggregation", "2.54", feature=_EXPERIMENTAL),
        Requirement("mad_over_time", "function", "2.49", feature=_EXPERIMENTAL),
        Requirement("max_of", "function", "3.13", feature=_EXPERIMENTAL),
        Requirement("min_of", "function", "3.13", feature=_EXPERIMENTAL),
        Requirement("range", "function", "3.12", feature=_EXPERIMENTAL),
        Requirement("sort_by_label", "function", "2.49", feature=_EXPERIMENTAL),
        Requirement("sort_by_label_desc", "function", "2.49", feature=_EXPERIMENTAL),
        Requirement("start", "function", "3.12", feature=_EXPERIMENTAL),
        Requirement("start_timestamp", "function", "3.14", feature=_EXPERIMENTAL),
        Requirement("step", "function", "3.12", feature=_EXPERIMENTAL),
        Requirement("ts_of_first_over_time", "function", "3.7", feature=_EXPERIMENTAL),
        Requirement("ts_of_last_over_time", "function", "3.5", feature=_EXPERIMENTAL),
        Requirement("ts_of_max_over_time", "function", "3.5", feature=_EXPERIMENTAL),
        Requirement("ts_of_min_over_time", "function", "3.5", feature=_EXPERIMENTAL),
    )
}

QUOTED_NAME: Final = Requirement("quoted name", "syntax", "2.55", feature="utf8-names", free="3.0")
COLON_LABEL: Final = Requirement("colon in a grouping label", "syntax", "3.0")
UNDERSCORES: Final = Requirement("underscores in a number", "syntax", "2.54")
NUMBER_AS_DURATION: Final = Requirement("number as a duration", "syntax", "2.54")
DURATION_AS_NUMBER: Final = Requirement("duration as a number", "syntax", "2.54")
ZERO_OFFSET: Final = Requirement("offset of zero", "syntax", "2.54")
DURATION_EXPRESSION: Final = Requirement(
    "duration expression", "syntax", "3.4", feature="promql-duration-expr", free="3.14"
)
SIGNED_DURATION: Final = Requirement("sign of a duration", "syntax", "3.4")
DURATION_FUNCTION: Final = Requirement(
    "function in a duration", "syntax", "3.13", feature="promql-duration-expr", free="3.14"
)
FILL: Final = Requirement("fill modifier", "syntax", "3.10", feature="promql-binop-fill-modifiers")
EXTENDED_RANGE: Final = Requirement(
    "anchored or smoothed selector", "syntax", "3.7", feature="promql-extended-range-selectors"
)
TRIM: Final = Requirement("histogram trimming operator", "syntax", "3.11")
