"""Drives the server from an agent of the OpenAI Agents SDK whose model is a script, so that nothing leaves the machine.

The model is told what the framework tells any model: the tools as it converts them, and the answers as it passes them on.

usage: agents_client.py PROGRAM
"""

import asyncio
import json
import sys

from agents import Agent, Model, ModelResponse, Runner, Usage, set_tracing_disabled
from agents.mcp import MCPServerStdio
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText
from story import WRONG, mend


class Scripted(Model):
    """Searches, creates with mistakes, reads the error it is given, creates again, and says what was made."""

    def __init__(self):
        self.turn = 0
        self.told = []

    async def get_response(self, system_instructions, input, model_settings, tools, *args, **kwargs):
        self.turn += 1
        if self.turn > 1:
            self.told.append(answer_of(input))
        schemas = {tool.name: tool.params_json_schema for tool in tools}
        match self.turn:
            case 1:
                output = self.calls("jira_search", {"jql": "project = SHOP ORDER BY key", "limit": 2}, schemas)
            case 2:
                output = self.calls("jira_create_issue", WRONG, schemas)
            case 3:
                error = json.loads(self.told[-1])["error"]
                mended = mend(WRONG, error, schemas["jira_create_issue"])
                output = self.calls("jira_create_issue", mended, schemas)
            case _:
                output = said(json.loads(self.told[-1])["key"])
        return ModelResponse(output=[output], usage=Usage(), response_id=None)

    def calls(self, name, arguments, schemas):
        """A call. A strict schema demands every argument, so the model fills those that it has nothing for."""
        properties = schemas[name]["properties"]
        fillers = {one: [] if properties[one]["type"] == "array" else "" for one in schemas[name].get("required", [])}
        return ResponseFunctionToolCall(
            type="function_call",
            call_id=f"call-{self.turn}",
            name=name,
            arguments=json.dumps({**fillers, **arguments}),
        )

    def stream_response(self, *args, **kwargs):
        raise NotImplementedError


def said(text):
    content = [ResponseOutputText(type="output_text", text=text, annotations=[])]
    return ResponseOutputMessage(id="said", type="message", role="assistant", status="completed", content=content)


def answer_of(input):
    """The text of the last tool's answer, as the framework hands it to a model."""
    [block] = input[-1]["output"]
    return block["text"]


async def run(program, strict):
    server = MCPServerStdio({"command": program, "args": ["serve", "--demo"]})
    async with server:
        model = Scripted()
        agent = Agent(
            name="clerk", model=model, mcp_servers=[server], mcp_config={"convert_schemas_to_strict": strict}
        )
        result = await Runner.run(agent, "Report that the coupon field forgets its text.")
        search, refused, created = (json.loads(answer) for answer in model.told)
        assert len(search["rows"]) == 2, search
        assert refused["error"]["side_effects"] == "none", refused
        assert created["created"] and result.final_output == created["key"], created


set_tracing_disabled(True)
for strict in (False, True):
    asyncio.run(run(sys.argv[1], strict))
print("openai-agents, a scripted model: listed, searched, created, met an error and recovered, strict schemas too")
