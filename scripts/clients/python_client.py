"""Drives the server with the Python SDK: lists, calls, meets an error and recovers from it, in one era.

usage: python_client.py PROGRAM legacy|modern
"""

import asyncio
import json
import sys

from mcp import Client, ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def session_of(call, tools):
    names = [tool.name for tool in tools]
    assert "jira_search" in names and "jira_get_issue" in names, names

    found = await call("jira_search", {"jql": "project = SHOP ORDER BY key", "limit": 2})
    assert not found.is_error
    rows = json.loads(found.content[0].text)
    assert rows == found.structured_content and len(rows["rows"]) == 2, rows

    key = rows["rows"][0][0]
    issue = await call("jira_get_issue", {"key": key})
    assert not issue.is_error and key in issue.content[0].text

    wrong = await call("jira_search", {"jql": "project = SHOP", "limit": 1, "fields": ["Story Pionts"]})
    assert wrong.is_error
    error = json.loads(wrong.content[0].text)["error"]
    mended = await call("jira_search", {"jql": "project = SHOP", "limit": 1, "fields": error["fields"]["fields"]["send"]})
    assert not mended.is_error, mended


async def modern(server):
    async with Client(server) as client:
        assert str(client.protocol_version) >= "2026-07-28", client.protocol_version
        assert client.instructions
        await session_of(client.call_tool, (await client.list_tools()).tools)


async def legacy(server):
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        greeting = await session.initialize()
        assert greeting.protocol_version < "2026", greeting.protocol_version
        assert greeting.instructions
        await session_of(session.call_tool, (await session.list_tools()).tools)


program, era = sys.argv[1:]
server = StdioServerParameters(command=program, args=["serve", "--demo"])
asyncio.run({"modern": modern, "legacy": legacy}[era](server))
print(f"python mcp, {era} era: listed, called, met an error and recovered")
