"""What other repositories use in their own tests: proofs of definitions and of the checks that they add.

`sim` is a fixture that pytest finds by itself where vttalerts is installed; importing it is not needed, but makes
plain where it comes from. `Sim` and `Shot` are its types, for annotations.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from vttalerts.testing.plugin import sim as sim
    from vttalerts.testing.simulating import Shot as Shot
    from vttalerts.testing.simulating import Sim as Sim

__all__ = ["Shot", "Sim", "sim"]


def __getattr__(name: str) -> object:
    # On first use (PEP 562): whoever proves a check needs no pytest.
    from importlib import import_module

    if name == "sim":
        return import_module("vttalerts.testing.plugin").sim
    if name in {"Shot", "Sim"}:
        return getattr(import_module("vttalerts.testing.simulating"), name)
    raise AttributeError(f"module 'vttalerts.testing' has no attribute {name!r}")
