"""Asks several MCP servers the same, against the embedded Jira, and prints what it cost as a table in Markdown.

usage: drive.py --jira EXAMPLE --answers FOLDER --versions TEXT NAME=PROGRAM ...

Tokens are estimated for all alike: UTF-8 bytes / 3.5. Each server has its own defaults; only the address and the
credentials are set. Times are the median of five starts after one that isn't counted.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import time

STARTS = 5
SUMMARY = "Coupon field forgets its text"
QUERY = "project = SHOP ORDER BY created DESC"
COLUMNS = "{key: key, type: fields.issuetype.name, status: fields.status.name, priority: fields.priority.name, " \
    "assignee: fields.assignee.displayName, updated: fields.updated, summary: fields.summary}"
FIELDS = "issuetype,status,priority,assignee,updated,summary"


def tokens(text):
    return round(len(text.encode()) / 3.5)


class Jira:
    """The embedded Jira of one kind, until the end of the block."""

    def __init__(self, example, kind):
        self.command, self.kind = [example, kind], kind

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.told = json.loads(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class Server:
    """A server as a child process, greeted as clients of 2025 greet it."""

    def __init__(self, command, variables):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.begun, self.number = time.monotonic(), 0
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept | variables
        )
        me = {"name": "compare", "version": "0"}
        greeting = self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": me})
        self.instructions = greeting.get("instructions") or ""
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        self.tools = self.ask("tools/list", {})["tools"]
        self.waited = time.monotonic() - self.begun

    def send(self, message):
        self.process.stdin.write((json.dumps(message) + "\n").encode())
        self.process.stdin.flush()

    def ask(self, method, params):
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("id") == self.number and "method" not in message:
                return message.get("result") or {"isError": True, "content": [{"text": json.dumps(message["error"])}]}
        raise SystemExit("a server ended without an answer")

    def call(self, tool, arguments):
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})
        return "\n".join(block.get("text", "") for block in result["content"]), result.get("isError") is True

    def listed(self):
        """What a model is shown of the tools: name, description, schema."""
        return "\n".join(
            f"{tool['name']} {tool.get('description', '')} {json.dumps(tool['inputSchema'], separators=(',', ':'), ensure_ascii=False)}"
            for tool in self.tools
        )

    def memory(self):
        """Resident memory in MB, children included; None where the system doesn't tell."""
        try:
            return sum(resident(process) for process in [self.process.pid, *children(self.process.pid)]) / 1000
        except OSError:
            return None

    def end(self):
        self.process.kill()
        self.process.wait()


def children(process):
    direct = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in direct] + [further for one in direct for further in children(one)]


def resident(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


# Per server: which kind of Jira it can be pointed at, its variables, and the same calls in its words.
def ours(kind):
    def variables(told):
        login = {"JIRA_EMAIL": told["email"], "JIRA_API_TOKEN": told["api_token"]}
        return {"JIRA_URL": told["url"]} | (login if kind == "cloud" else {"JIRA_PERSONAL_TOKEN": told["personal_token"]})

    create = {"project": "SHOP", "type": "Bug", "summary": SUMMARY, "assignee": "Ana", "priority": "Urgent"}
    calls = {
        "search": ("jira_search", {"jql": QUERY, "limit": 20}),
        "issue": ("jira_get_issue", {"key": "SHOP-1"}),
        "create": ("jira_create_issue", create),
    }
    return kind, variables, calls


def mcp_atlassian(more):
    def variables(told):
        return {"JIRA_URL": told["url"], "JIRA_PERSONAL_TOKEN": told["personal_token"]} | more

    create = {"project_key": "SHOP", "issue_type": "Bug", "summary": SUMMARY, "assignee": "Ana"}
    calls = {
        "search": ("jira_search", {"jql": QUERY, "limit": 20}),
        "search with `fields`": ("jira_search", {"jql": QUERY, "limit": 20, "fields": FIELDS}),
        "issue": ("jira_get_issue", {"issue_key": "SHOP-1"}),
        "create": ("jira_create_issue", create | {"additional_fields": '{"priority": {"name": "Urgent"}}'}),
    }
    return "data_center", variables, calls


def aashari():
    def variables(told):
        redirect = pathlib.Path(__file__).with_name("redirect.cjs").resolve()
        site = {"ATLASSIAN_SITE_NAME": "embedded", "EMBEDDED_JIRA": told["url"], "NODE_OPTIONS": f"--require={redirect}"}
        return site | {"ATLASSIAN_USER_EMAIL": told["email"], "ATLASSIAN_API_TOKEN": told["api_token"]}

    search = {"path": "/rest/api/3/search/jql", "queryParams": {"jql": QUERY, "maxResults": "20", "fields": FIELDS}}
    issue = {"path": "/rest/api/3/issue/SHOP-1"}
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Bug"}, "summary": SUMMARY}
    fields |= {"assignee": {"name": "Ana"}, "priority": {"name": "Urgent"}}
    calls = {
        "search": ("jira_get", search),
        "search with `jq`": ("jira_get", search | {"jq": f"issues[*].{COLUMNS}"}),
        "issue": ("jira_get", issue),
        "issue with `jq`": ("jira_get", issue | {"jq": COLUMNS[:-1] + ", description: fields.description}"}),
        "create": ("jira_post", {"path": "/rest/api/3/issue", "body": {"fields": fields}}),
    }
    return "cloud", variables, calls


COLUMNS_OF = {
    "ours": [("this server, Cloud", ours("cloud")), ("this server, Data Center", ours("data_center"))],
    "mcp-atlassian": [
        ("mcp-atlassian, Data Center", mcp_atlassian({})),
        ("the same, `TOOLSETS=default`", mcp_atlassian({"TOOLSETS": "default"})),
    ],
    "aashari": [("mcp-server-atlassian-jira, Cloud", aashari())],
}


def measure(program, settings, jira, answers):
    kind, variables, calls = settings
    with Jira(jira, kind) as site:
        waited = []
        for start in range(STARTS + 1):
            server = Server([program], variables(site.told))
            if start == STARTS:
                break
            waited += [server.waited] if start > 0 else []
            server.end()
        waited.append(server.waited)
        cost = {"tools": len(server.tools), "list": tokens(server.listed()), "instructions": tokens(server.instructions)}
        cost |= {"start": statistics.median(waited), "memory": server.memory()}
        answers.mkdir(parents=True, exist_ok=True)
        for name, (tool, arguments) in calls.items():
            text, failed = server.call(tool, arguments)
            file = answers / f"{name.replace('`', '').replace(' ', '_')}.txt"
            file.write_text(f"{tool} {json.dumps(arguments)}\n{'error' if failed else 'result'}\n{text}\n")
            cost[name] = f"{tokens(text):,}"
            if failed != (name == "create"):
                cost[name] += f" (as {'an error' if failed else 'a result'})"
            if name == "create":
                cost["allowed"] = "yes" if "Lowest" in text else "no"
                cost["people"] = "yes" if "ana.silva.design" in text else "no"
        cost["after"] = server.memory()
        server.end()
    return cost


def memory(value):
    return "not told here" if value is None else f"{value:,.0f} MB"


def asked(cost, what):
    """What a call cost by default, and what it cost with less asked for."""
    return "; ".join(f"{cost[name]}{name.removeprefix(what)}" for name in cost if name.split(" ")[0] == what)


def seconds(value):
    return f"{value * 1000:,.0f} ms" if value < 1 else f"{value:.1f} s"


ROWS = [
    ("tools", lambda cost: cost["tools"]),
    ("list of tools, tokens", lambda cost: f"{cost['list']:,}"),
    ("instructions, tokens", lambda cost: cost["instructions"]),
    ("start until the list is there", lambda cost: seconds(cost["start"])),
    ("memory then", lambda cost: memory(cost["memory"])),
    ("memory after the calls", lambda cost: memory(cost["after"])),
    ("search, 20 issues, tokens", lambda cost: asked(cost, "search")),
    ("one issue, tokens", lambda cost: asked(cost, "issue")),
    ("failed create, tokens", lambda cost: cost["create"]),
    ("… names the allowed priorities", lambda cost: cost["allowed"]),
    ("… names the people who may be meant", lambda cost: cost["people"]),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jira", required=True)
    parser.add_argument("--answers", required=True, type=pathlib.Path)
    parser.add_argument("--versions", default="")
    parser.add_argument("servers", nargs="+")
    given = parser.parse_args()
    columns = {}
    for name, program in (server.split("=", 1) for server in given.servers):
        for number, (title, settings) in enumerate(COLUMNS_OF[name]):
            columns[title] = measure(program, settings, given.jira, given.answers / f"{name}-{number}")
    system = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{datetime.date.today()}; {system}; load {os.getloadavg()[0]:.1f}; {given.versions}\n")
    print("| |", " | ".join(columns), "|")
    print("|---" * (len(columns) + 1) + "|")
    for title, cell in ROWS:
        print(f"| {title} |", " | ".join(str(cell(cost)) for cost in columns.values()), "|")


main()
