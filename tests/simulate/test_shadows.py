"""A route that is called dead is never taken, whatever fires; and the plain cases are called so."""

from hypothesis import given
from hypothesis import strategies as st
from simulate.test_routing import LABELS, PATTERNS, VALUES, trees

from vttalerts import Receiver, Route, match, no_match, regex
from vttalerts.simulate.routing import Router
from vttalerts.simulate.shadows import shadows

TEAM = Receiver(name="team")
