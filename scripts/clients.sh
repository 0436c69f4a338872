#!/usr/bin/env bash
# Drives the built server with clients written by others, against the embedded Jira: the inspector, the TypeScript SDK 1
# and 2, Python's mcp and fastmcp, and an agent of openai-agents whose model is a script. Each lists, searches, creates,
# meets an error and recovers from it by what the error says. Then the schemas against what models' makers demand.
#
# usage: scripts/clients.sh [PROGRAM]
# What is missing here (pip, npm) is skipped and said; JIRA_MCP_REQUIRE=npm,pip turns a skip into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/debug/mcp-server-jira}")
clients=$PWD/scripts/clients
scratch=$PWD/target/clients
mkdir -p "$scratch"

skip() {
    echo "skipped: no $1"
    case ",${JIRA_MCP_REQUIRE:-}," in *",$1,"*) echo "$1 is required" >&2; exit 1 ;; esac
}

# What is installed already is taken as it is, so that nothing is asked of a registry twice.
once() {
    local list="$scratch/$1/installed"
    shift
    [ -f "$list" ] && [ "$(cat "$list")" = "$*" ] && return
    "$@" && echo "$*" >"$list"
}

if python3 -m venv --help >/dev/null 2>&1 && { [ -x "$scratch/venv/bin/pip" ] || python3 -m venv "$scratch/venv"; } &&
    once venv "$scratch/venv/bin/pip" -q --disable-pip-version-check install \
        mcp==2.3.0 fastmcp==4.2.3 openai-agents==0.24.0 google-genai==3.6.1 cyllama==0.2.18; then
    python() { timeout 60 "$scratch/venv/bin/python" "$clients/$1" "$program" "${@:2}" 2>"$scratch/stderr" || { cat "$scratch/stderr" >&2; exit 1; }; }
    for era in modern legacy; do
        python mcp_client.py "$era"
        python fastmcp_client.py "$era"
    done
    python agents_client.py
    python schemas.py
else
    skip pip
fi

# The inspector needs node 22, which npm brings along.
if command -v npm >/dev/null 2>&1 && once npm npm install --silent --no-audit --no-fund --prefix "$scratch/npm" \
    node@22 @modelcontextprotocol/inspector@2.12.0 @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.3.1; then
    PATH="$scratch/npm/node_modules/node/bin:$scratch/npm/node_modules/.bin:$PATH"
    cd "$scratch/npm"
    timeout 60 node "$clients/typescript_client.mjs" "$program" 1 legacy
    for era in modern legacy; do
        timeout 60 node "$clients/typescript_client.mjs" "$program" 2 "$era"
        timeout 60 node "$clients/inspector_client.mjs" "$program" "$era"
    done
else
    skip npm
fi
