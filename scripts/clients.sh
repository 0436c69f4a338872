#!/usr/bin/env bash
# Drives the built server with two clients written by others, in both eras: the Python SDK and the MCP inspector.
#
# usage: scripts/clients.sh [PROGRAM]
# What is missing here (pip, npm) is skipped and said; JIRA_MCP_REQUIRE=npm,pip turns a skip into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/debug/mcp-server-jira}")
scratch=target/clients
mkdir -p "$scratch"

skip() {
    echo "skipped: no $1"
    case ",${JIRA_MCP_REQUIRE:-}," in *",$1,"*) echo "$1 is required" >&2; exit 1 ;; esac
}

if python3 -m venv --help >/dev/null 2>&1 && { [ -x "$scratch/venv/bin/pip" ] || python3 -m venv "$scratch/venv"; } &&
    "$scratch/venv/bin/pip" -q --disable-pip-version-check install mcp==2.3.0; then
    for era in modern legacy; do
        timeout 60 "$scratch/venv/bin/python" scripts/clients/python_client.py "$program" "$era"
    done
else
    skip pip
fi

if command -v npm >/dev/null 2>&1 && { [ -x "$scratch/npm/node_modules/.bin/mcp-inspector" ] ||
    npm install --silent --no-audit --no-fund --prefix "$scratch/npm" node@22 @modelcontextprotocol/inspector@2.12.0; }; then
    # The inspector needs node 22, which npm brings along.
    PATH="$PWD/$scratch/npm/node_modules/node/bin:$PWD/$scratch/npm/node_modules/.bin:$PATH"
    for era in modern legacy; do
        inspect() { timeout 60 mcp-inspector --cli "$program" serve --demo --protocol-era "$era" "$@"; }
        inspect --method tools/list --strict | grep -q jira_search
        inspect --method tools/call --tool-name jira_search --tool-args-json '{"jql":"project = SHOP","limit":1}' | grep -q SHOP-
        # A failure of the work ends the inspector with 5 and shows the whole error.
        status=0
        answer=$(inspect --method tools/call --tool-name jira_get_issue --tool-args-json '{"key":"SHOP-99999"}') || status=$?
        [ "$status" -eq 5 ] && grep -q not_found_or_hidden <<<"$answer"
        echo "inspector, $era era: listed, called and met an error"
    done
else
    skip npm
fi
