"""Checks the tools' schemas against what the converters of models' makers demand.

usage: schemas.py PROGRAM

* google-genai: Gemini's own converter takes each schema, and loses no argument, no list of values and no description.
* openai-agents: its strict mode takes each schema, and changes nothing but what strict mode is.
* llama.cpp: its converter makes a grammar of each schema, in which every argument has its rule.
"""

import asyncio
import copy
import importlib.util
import pathlib
import sys

from agents.strict_schema import ensure_strict_json_schema
from google.genai import _mcp_utils as gemini
from mcp import Client, StdioServerParameters

def check_gemini(tool):
    [declaration] = gemini.mcp_to_gemini_tool(tool).function_declarations
    ours, theirs = tool.input_schema, declaration.parameters
    assert declaration.description == tool.description
    assert set(theirs.properties or {}) == set(ours["properties"]), theirs.properties
    assert set(theirs.required or []) == set(ours.get("required", [])), theirs.required
    for name, ours in ours["properties"].items():
        kept = theirs.properties[name]
        assert kept.type.value == ours["type"].upper(), (name, kept)
        assert kept.description == ours.get("description"), (name, kept)
        assert kept.enum == ours.get("enum"), (name, kept)
        if ours["type"] == "array":
            assert kept.items.type.value == ours["items"]["type"].upper(), (name, kept)
            assert kept.items.enum == ours["items"].get("enum"), (name, kept)


def check_strict(tool):
    strict = ensure_strict_json_schema(copy.deepcopy(tool.input_schema))
    assert strict.pop("additionalProperties") is False
    assert set(strict.pop("required")) == set(tool.input_schema["properties"])
    assert strict == {key: value for key, value in tool.input_schema.items() if key != "required"}, strict


def llama():
    """The converter, which is a copy of llama.cpp's own, loaded without the library that it comes with."""
    package = importlib.util.find_spec("cyllama")
    file = pathlib.Path(package.submodule_search_locations[0]) / "utils" / "json_schema_to_grammar.py"
    spec = importlib.util.spec_from_file_location("json_schema_to_grammar", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_llama(tool, converter):
    grammar = converter.json_schema_to_grammar(copy.deepcopy(tool.input_schema), force_gbnf=True)
    for name in tool.input_schema["properties"]:
        assert f'\\"{name}\\"' in grammar, (name, grammar)
    # A large grammar slows each token of a small model, or is refused.
    assert len(grammar) < 2000, len(grammar)


async def run(program):
    async with Client(StdioServerParameters(command=program, args=["serve", "--demo"])) as client:
        tools = (await client.list_tools()).tools
    assert len(tools) >= 10, tools
    converter = llama()
    for tool in tools:
        try:
            check_gemini(tool)
            check_strict(tool)
            check_llama(tool, converter)
        except Exception as error:
            raise AssertionError(f"{tool.name}: {error}") from error
    print(f"schemas of {len(tools)} tools: taken whole by google-genai, openai-agents strict, llama.cpp")


asyncio.run(run(sys.argv[1]))
