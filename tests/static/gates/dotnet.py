"""Starts the .NET runtime inside this process and hands out ScriptDom and DacFx.

The process must have been started with `Toolchain.environment()`.
"""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Any

from .toolchain import Toolchain


def start(toolchain: Toolchain) -> None:
    """Loads the runtime and the assemblies; once per process, before any other function here."""
    from clr_loader import get_coreclr

    pythonnet = importlib.import_module("pythonnet")
    pythonnet.set_runtime(
        get_coreclr(runtime_config=str(toolchain.runtime_config), dotnet_root=str(toolchain.dotnet_root))
    )
    sys.path.append(str(toolchain.assemblies))
    for assembly in ("TransactSql.ScriptDom", "Dac", "Dac.Extensions"):
        _clr().AddReference(f"Microsoft.SqlServer.{assembly}")


def _clr() -> Any:
    # Its stub declares nothing, and it can be imported only once the runtime is chosen.
    return importlib.import_module("clr")


@functools.cache
def script_dom() -> Any:
    """The namespace Microsoft.SqlServer.TransactSql.ScriptDom."""
    from Microsoft.SqlServer.TransactSql import ScriptDom

    return ScriptDom


@functools.cache
def dac_model() -> Any:
    """The namespace Microsoft.SqlServer.Dac.Model."""
    from Microsoft.SqlServer.Dac import Model

    return Model


def string_reader(text: str) -> Any:
    """A .NET StringReader over `text`."""
    from System.IO import StringReader

    return StringReader(text)


def clr_type(managed: Any) -> Any:
    """The System.Type behind a class that pythonnet shows."""
    return _clr().GetClrType(managed)
