"""Drives the server with the Python SDK in one era.

usage: mcp_client.py PROGRAM legacy|modern
"""

import asyncio
import sys

from mcp import Client, ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from story import tell


async def told_to(client):
    async def call(name, arguments):
        result = await client.call_tool(name, arguments)
        return result.is_error, result.content[0].text, result.structured_content

    tools = (await client.list_tools()).tools
    await tell(call, {tool.name: tool.input_schema for tool in tools})


async def modern(server):
    async with Client(server) as client:
        assert str(client.protocol_version) >= "2026-07-28", client.protocol_version
        assert client.instructions
        await told_to(client)


async def legacy(server):
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        greeting = await session.initialize()
        assert greeting.protocol_version < "2026", greeting.protocol_version
        assert greeting.instructions
        await told_to(session)


program, era = sys.argv[1:]
server = StdioServerParameters(command=program, args=["serve", "--demo"])
asyncio.run({"modern": modern, "legacy": legacy}[era](server))
print(f"python mcp, {era} era: listed, searched, created, met an error and recovered")
