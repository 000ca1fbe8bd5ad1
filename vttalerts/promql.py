"""What a PromQL expression says: which metrics it reads, which labels its result has, whether it can be quiet.

The only importer of promql-parser.

Decision: promql-parser decides on plain expressions, which are nearly all, in 40 µs; our own grammar decides on the
rest, says where a refused one goes wrong, and knows where each piece stands. An expression is plain if it is made of
words that promql-parser and Prometheus read alike (tests/parity/test_promql.py, tests/property/test_promql.py).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import promql_parser

from vttalerts._promql_functions import NEWER
from vttalerts._promql_labels import Labels, labels_of_nodes
from vttalerts._promql_nodes import (
    COMPARISONS,
    SETS,
    Aggregate,
    Binary,
    Call,
    Constant,
    Matcher,
    Node,
    Read,
    Requirement,
    Selector,
    ValueType,
    Wrap,
    can_be_quiet,
)
from vttalerts._promql_numbers import regex_problem
from vttalerts.diagnostics import Fault

__all__ = [
    "MAX_LENGTH",
    "MAX_NESTING",
    "MAX_OPERATORS",
    "Labels",
    "Place",
    "Query",
    "Requirement",
    "Selector",
    "parenthesise",
    "parse",
    "requires",
    "result_labels",
    "unmet",
]
