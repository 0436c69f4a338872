#!/usr/bin/env bash
# Measures this server and two that people use today, side by side: what a list of tools, a search, an issue and a failed
# create cost a model, how long a client waits for the list, and how much memory is taken. All are asked by the same few
# lines (scripts/compare/drive.py) and work in the same embedded Jira (examples/jira.rs). Run by hand; prints a table in
# Markdown, and leaves every answer in target/compare/answers for reading.
#
# usage: scripts/compare.sh [PROGRAM]
# Without a program the release build is made. What is missing here (pip, npm) is skipped and said.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$PWD/target/compare
mkdir -p "$place"

if [ $# -gt 0 ]; then
    program=$(realpath "$1")
else
    cargo build --locked --release --bin mcp-server-jira
    program=$PWD/target/release/mcp-server-jira
fi
cargo build --locked --example jira

python="mcp-atlassian==0.23.1"
node="@aashari/mcp-server-atlassian-jira@3.3.0"

skip() {
    echo "skipped: no $1"
    case ",${JIRA_MCP_REQUIRE:-}," in *,"$1",*) echo "$1 is required" >&2; exit 1 ;; esac
}

# What is installed already is taken as it is, so that nothing is asked of a registry twice.
once() {
    local list="$place/$1/installed"
    shift
    [ -f "$list" ] && [ "$(cat "$list")" = "$*" ] && return
    "$@" && echo "$*" >"$list"
}

command -v python3 >/dev/null 2>&1 || { echo "skipped: no python3, which asks the servers"; exit 0; }
servers=(ours="$program")
if { [ -x "$place/venv/bin/pip" ] || python3 -m venv "$place/venv"; } &&
    once venv "$place/venv/bin/pip" -q --disable-pip-version-check install "$python"; then
    servers+=(mcp-atlassian="$place/venv/bin/mcp-atlassian")
else
    skip pip
fi
if command -v npm >/dev/null 2>&1 && once npm npm install --silent --no-audit --no-fund --prefix "$place/npm" "$node"; then
    servers+=(aashari="$place/npm/node_modules/.bin/mcp-atlassian-jira")
else
    skip npm
fi

python3 scripts/compare/drive.py --jira target/debug/examples/jira --answers "$place/answers" \
    --versions "$python $node" "${servers[@]}"
