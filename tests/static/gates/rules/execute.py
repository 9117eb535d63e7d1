"""EXECUTE: the procedure's parameters, which SQL Server looks at only when the statement runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..context import Context, Scope
from ..data import sections
from ..generated import named_by_variable
from ..report import Finding
from ..schema import Parameter, dotted
from ..tree import Node

# A type's name is known without its brackets.
UNQUOTED = re.compile(r"[\[\]]")
LENGTH = re.compile(r"(n?varchar|n?char|varbinary|binary)\((\d+|max)\)")


def check(context: Context) -> Iterator[Finding]:
    """Missing, unknown, surplus and doubled parameters, other table types, OUTPUT where there is none."""
    for scope in context.scopes():
        for call in scope.node.find("ExecutableProcedureReference"):
            reference = call.ProcedureReference.ProcedureReference
            if reference is None:
                continue
            name = dotted(reference.Name)
            parameters = _parameters(context, name)
            if parameters is None and name.startswith(("sys.", "sp_")):
                message = f"{name} is not among the system procedures known here"
                yield scope.source.finding(reference, scope.name, message, "execute")
            elif parameters:
                yield from _call(context, scope, name, parameters, call)
    for module in context.modules("procedure"):
        scope = Scope(module.source, module.node, module.name)
        for call, name in named_by_variable(context.schema, module):
            parameters = _parameters(context, name)
            if parameters is None:
                message = f"no script declares the procedure that the variable holds: {name or 'unknown'}"
                yield scope.source.finding(call, scope.name, message, "execute")
            else:
                yield from _call(context, scope, name, parameters, call)


def _parameters(context: Context, name: str) -> tuple[Parameter, ...] | None:
    module = context.schema.procedure(name)
    if module is not None:
        return module.parameters
    known = sections("system_procedures")
    if name not in known:
        return None
    return tuple(
        Parameter(word.rstrip("*"), "", optional=not word.endswith("*"), output=False, readonly=False)
        for word in known[name]
    )


def _call(
    context: Context, scope: Scope, name: str, parameters: tuple[Parameter, ...], call: Node
) -> Iterator[Finding]:
    source = scope.source
    by_name = {parameter.name: parameter for parameter in parameters}
    given: set[str] = set()
    named = False
    for place, argument in enumerate(call.Parameters):
        if argument.Variable is not None:
            named = True
            parameter = by_name.get(argument.Variable.Name)
            if parameter is None:
                message = f"{name} has no parameter {argument.Variable.Name}"
                yield source.finding(argument, scope.name, message, "execute")
                continue
        elif named:
            yield source.finding(argument, scope.name, "a parameter without name after named ones", "execute")
            continue
        elif place >= len(parameters):
            message = f"{name} takes {len(parameters)} parameters, {len(call.Parameters)} are given"
            yield source.finding(argument, scope.name, message, "execute")
            return
        else:
            parameter = parameters[place]
        if parameter.name in given:
            yield source.finding(argument, scope.name, f"{parameter.name} is given twice", "execute")
        given.add(parameter.name)
        yield from _argument(context, scope, name, parameter, argument)
    lacking = [p.name for p in parameters if not (p.optional or p.readonly or p.name in given)]
    if lacking:
        message = f"{name} is called without {', '.join(lacking)}, which has no default"
        yield source.finding(call, scope.name, message, "execute")


def _argument(
    context: Context, scope: Scope, name: str, parameter: Parameter, argument: Node
) -> Iterator[Finding]:
    source = scope.source
    if argument.IsOutput and not parameter.output:
        yield source.finding(
            argument, scope.name, f"{parameter.name} of {name} is no OUTPUT parameter", "execute"
        )
    value = argument.ParameterValue
    if value.kind != "VariableReference":
        if parameter.readonly:
            message = (
                f"{parameter.name} of {name} is of type {parameter.type}: it takes a variable of that type"
            )
            yield source.finding(value, scope.name, message, "execute")
        return
    _, table_types = scope.table_variables()
    given = table_types.get(value.Name, "")
    if parameter.readonly and given != UNQUOTED.sub("", parameter.type):
        message = f"{parameter.name} of {name} is of type {parameter.type}, {value.Name} is {given or 'not'}"
        yield source.finding(value, scope.name, message, "execute")
    elif not parameter.readonly and given in context.schema.types:
        message = f"{value.Name} is a table, {parameter.name} of {name} takes one value"
        yield source.finding(value, scope.name, message, "execute")
    elif not parameter.readonly and parameter.type and not argument.IsOutput:
        yield from _length(scope, name, parameter, value)


def _length(scope: Scope, name: str, parameter: Parameter, value: Node) -> Iterator[Finding]:
    """A longer string or byte variable is cut to the parameter's length without an error."""
    taken = LENGTH.fullmatch(parameter.type.lower())
    given = LENGTH.fullmatch(scope.variable_types().get(value.Name, ""))
    if taken and given and _units(given.group(2)) > _units(taken.group(2)):
        message = (
            f"{value.Name} is {given.group()}, {parameter.name} of {name} is {taken.group()}: it would be cut"
        )
        yield scope.source.finding(value, scope.name, message, "execute-length")


def _units(length: str) -> int:
    return 2**31 if length == "max" else int(length)
