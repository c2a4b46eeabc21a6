"""The registry: what superbill can do, each capability once.

A tool is a typed function of a Context; its parameters are annotated with `Says`, which words
them for people. The command line, the list of tools and their JSON schemas are made from the
function itself, so they can't say anything else than it does. To add a tool: write the function in
a module of this package and name it in TOOLS.
"""

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from superbill.dates import parse_date
from superbill.errors import WrongUsage

Access = Literal["read", "write"]


class Says(NamedTuple):
    """The words for one parameter of a tool, for help and schema. option: its name on the command
    line, where that can be no name in Python."""

    text: str
    example: str = ""
    option: str = ""


class Tool(NamedTuple):
    """name: as people type it; function: `module:function`; access: `write` tools change the data
    home, and are offered on the command line only."""

    name: str
    function: str
    access: Access = "read"


TOOLS: dict[str, Tool] = {
    t.name: t
    for t in (
        Tool("lookup", "superbill.tools.lookup:lookup"),
        Tool("search", "superbill.tools.search:search"),
        Tool("complete", "superbill.tools.search:complete_words"),
        Tool("code", "superbill.tools.code:code"),
        Tool("assert", "superbill.tools.assertion:assert_words"),
        Tool("check", "superbill.tools.check:check"),
        Tool("scrub", "superbill.tools.scrub:scrub"),
        Tool("pcs_axes", "superbill.tools.pcs:pcs_axes"),
        Tool("pcs_choices", "superbill.tools.pcs:pcs_choices"),
        Tool("excludes_check", "superbill.tools.excludes:excludes_check"),
        Tool("sequencing", "superbill.tools.sequencing:sequencing"),
        Tool("seventh_character", "superbill.tools.seventh:seventh_character"),
        Tool("modifier_verdict", "superbill.tools.modifier:modifier_verdict"),
        Tool("modifiers_of", "superbill.tools.modifier:modifiers_of"),
        Tool("global_window", "superbill.tools.global_window:global_window"),
        Tool("fee_indicators", "superbill.tools.global_window:fee_indicators"),
        Tool("drg", "superbill.tools.drg:drg"),
        Tool("drg_what_if", "superbill.tools.drg:drg_what_if"),
        Tool("hcc", "superbill.tools.hcc:hcc"),
        Tool("ccsr", "superbill.tools.ccsr:ccsr"),
        Tool("ptp_pair", "superbill.tools.ptp:ptp_pair"),
        Tool("ptp_pairs", "superbill.tools.ptp:ptp_pairs"),
        Tool("ptp_partners", "superbill.tools.ptp:ptp_partners"),
        Tool("mue", "superbill.tools.mue:mue"),
        Tool("addon", "superbill.tools.addon:addon"),
        Tool("payment", "superbill.tools.payment:payment"),
        Tool("fee", "superbill.tools.payment:fee"),
        Tool("locality", "superbill.tools.payment:locality"),
        Tool("fees_by_locality", "superbill.tools.locality_fees:fees_by_locality"),
        Tool("em_facts", "superbill.tools.em_facts:em_facts"),
        Tool("em_by_mdm", "superbill.tools.em:em_by_mdm"),
        Tool("em_by_time", "superbill.tools.em:em_by_time"),
        Tool("em_new_or_established", "superbill.tools.em:em_new_or_established"),
        Tool("em_prolonged", "superbill.tools.em:em_prolonged"),
        Tool("therapy_units", "superbill.tools.units:therapy_units"),
        Tool("infusion_codes", "superbill.tools.units:infusion_codes"),
        Tool("anesthesia_units", "superbill.tools.units:anesthesia_units"),
        Tool("drug_units", "superbill.tools.units:drug_units"),
        Tool("ndc", "superbill.tools.units:ndc"),
        Tool("opps", "superbill.tools.opps:opps"),
        Tool("coverage", "superbill.tools.coverage:coverage"),
        Tool("ncd", "superbill.tools.coverage:ncd_text"),
        Tool("market_status", "superbill.tools.coverage:market_status"),
        Tool("consent_dates", "superbill.tools.consent:consent_dates"),
        Tool("rules_list", "superbill.tools.rules:rules_list"),
        Tool("rules_check", "superbill.tools.rules:rules_check"),
        Tool("knowledge_check", "superbill.tools.knowledge:knowledge_check"),
        Tool("data_list", "superbill.tools.data:data_list"),
        Tool("data_verify", "superbill.tools.data:data_verify", access="write"),
        Tool("data_rollback", "superbill.tools.data:data_rollback", access="write"),
        Tool("data_diff", "superbill.tools.data_diff:data_diff"),
        Tool("data_impact", "superbill.tools.data_impact:data_impact"),
        Tool("data_prune", "superbill.tools.data_prune:data_prune", access="write"),
        Tool("data_import", "superbill.tools.data_import:data_import", access="write"),
        Tool("data_pull", "superbill.tools.data_pull:data_pull", access="write"),
        Tool("learn", "superbill.tools.learn:learn", access="write"),
        Tool("learned_list", "superbill.tools.learn:learned_list"),
        Tool("learned_show", "superbill.tools.learn:learned_show"),
        Tool("learned_delete", "superbill.tools.learn:learned_delete", access="write"),
    )
}


class Parameter(NamedTuple):
    """One parameter of a tool, as its signature has it.

    kind: the type without None; choices: of a Literal; many: a tuple of values
    """

    name: str
    kind: type
    says: Says
    required: bool
    default: Any
    keyword: bool
    choices: tuple[str, ...] = ()
    many: bool = False


def tool_named(name: str) -> Tool:
    """Raises WrongUsage with the names there are."""
    tool = TOOLS.get(name)
    if tool is None:
        raise WrongUsage(f"there is no tool {name!r}.", remedy=f"Tools: {' '.join(TOOLS)}.")
    return tool


def function_of(tool: Tool) -> Callable[..., Any]:
    module, _, name = tool.function.partition(":")
    return getattr(import_module(module), name)


def summary_of(tool: Tool) -> str:
    """The first sentence of the function's docstring."""
    return (function_of(tool).__doc__ or "").strip().split("\n", 1)[0]


def parameters_of(tool: Tool) -> tuple[Parameter, ...]:
    """The parameters but the first, which is the Context.

    Read from the function's code object: importing `inspect` would take a fifth of the time that
    a look-up may.
    """
    function = function_of(tool)
    hints = get_type_hints(function, include_extras=True)
    code = function.__code__
    first_keyword = code.co_argcount
    names = code.co_varnames[: first_keyword + code.co_kwonlyargcount]
    positional = names[:first_keyword]
    defaults = dict(zip(reversed(positional), reversed(function.__defaults__ or ()), strict=False))
    defaults |= function.__kwdefaults__ or {}
    return tuple(
        _parameter(name, hints[name], defaults, keyword=place >= first_keyword)
        for place, name in enumerate(names)
        if place > 0
    )


def _parameter(name: str, hint: Any, defaults: Mapping[str, Any], *, keyword: bool) -> Parameter:
    says = Says("")
    if get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        says = next((m for m in marks if isinstance(m, Says)), says)
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (a for a in get_args(hint) if a is not NoneType)
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    choices: tuple[str, ...] = ()
    if get_origin(hint) is Literal:
        choices, hint = get_args(hint), str
    return Parameter(
        name=name,
        kind=hint,
        says=says,
        required=name not in defaults,
        default=defaults.get(name),
        keyword=keyword,
        choices=choices,
        many=many,
    )


def describe(tool: Tool) -> dict[str, Any]:
    """A tool for machines: name, description, access, JSON schema of its input."""
    from inspect import cleandoc

    function = function_of(tool)
    return {
        "name": tool.name,
        "summary": summary_of(tool),
        "description": cleandoc(function.__doc__ or ""),
        "access": tool.access,
        "input": input_model(tool).model_json_schema(),
    }


def input_model(tool: Tool) -> Any:
    """The pydantic model of a tool's input; unknown fields are refused."""
    # Slow to import, and only where JSON comes in.
    from pydantic import BeforeValidator, ConfigDict, Field, create_model

    # Left alone, pydantic takes numbers and instants for dates: 0 would be 1 January 1970.
    written = BeforeValidator(parse_date)
    hints = get_type_hints(function_of(tool))
    fields: dict[str, Any] = {
        p.name: (
            _json_type(p, hints[p.name], written),
            Field(
                default=... if p.required else p.default,
                description=p.says.text,
                examples=[p.says.example] if p.says.example else None,
            ),
        )
        for p in parameters_of(tool)
    }
    return create_model(
        f"{tool.name}_input", __config__=ConfigDict(extra="forbid", strict=False), **fields
    )


def _json_type(parameter: Parameter, hint: Any, written: Any) -> Any:
    if parameter.kind is not date:
        return hint
    day: Any = Annotated[date, written]
    return day if parameter.required else day | None


def call(tool: Tool, context: Any, given: Mapping[str, Any]) -> Any:
    """Runs a tool with an input as JSON gives it, after validation.

    Raises WrongUsage that names the field at fault.
    """
    from pydantic import ValidationError

    try:
        checked = input_model(tool).model_validate(dict(given))
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "input"
        raise WrongUsage(
            f"{place}: {first['msg']}.", where=tool.name,
            remedy=f"`superbill tool list --json` shows the input of {tool.name}.",
        ) from None  # fmt: skip
    parameters = parameters_of(tool)
    arguments: dict[str, Any] = {p.name: getattr(checked, p.name) for p in parameters}
    positional = [arguments.pop(p.name) for p in parameters if not p.keyword]
    return function_of(tool)(context, *positional, **arguments)
