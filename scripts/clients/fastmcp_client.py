"""Drives the server with FastMCP's client in one era.

usage: fastmcp_client.py PROGRAM legacy|modern
"""

import asyncio
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from story import tell


async def run(program, era):
    transport = StdioTransport(command=program, args=["serve", "--demo"])
    async with Client(transport, mode="legacy" if era == "legacy" else "2026-07-28") as client:
        assert (str(client.protocol_version) >= "2026-07-28") == (era == "modern"), client.protocol_version

        async def call(name, arguments):
            result = await client.call_tool(name, arguments, raise_on_error=False)
            return result.is_error, result.content[0].text, result.structured_content

        await tell(call, {tool.name: tool.input_schema for tool in await client.list_tools()})


asyncio.run(run(*sys.argv[1:]))
print(f"fastmcp, {sys.argv[2]} era: listed, searched, created, met an error and recovered")
