"""Classes that few definitions use: a field names them, and their module loads when a definition uses one.

Decision: a class of the same name stands in for the real one, and says of an object whether it is one without
loading anything: an object of the real class can't be there before its module is.
"""

from __future__ import annotations

import sys
from typing import Any

from typing_extensions import override

from vttalerts.model.spec import Spec


class _Deferred(type):
    """The kind of such a stand-in.

    Attributes:
        home: The module of the real class.
    """

    home: str

    @override
    def __instancecheck__(cls, instance: object) -> bool:
        module = sys.modules.get(cls.home)
        return module is not None and isinstance(instance, getattr(module, cls.__name__))


def deferred(module: str, name: str) -> Any:  # noqa: ANN401  type checkers read the real class instead
    """Return what stands in a field's annotation for a class that is not loaded.

    Args:
        module: The class's module.
        name: The class's name; its subclasses are taken too.
    """
    return _Deferred(name, (Spec,), {"__doc__": f"Stands in for `{module}.{name}`.", "home": module})
