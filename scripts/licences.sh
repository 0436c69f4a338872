#!/usr/bin/env bash
# Holds the tree of dependencies to deny.toml: licences, crates that are not wanted, and where they come from. Known
# vulnerabilities need a list from the network, so they are asked for by name: scripts/licences.sh advisories
#
# usage: scripts/licences.sh [CHECK...]
# Needs cargo-deny (`cargo install --locked cargo-deny`); without it it is skipped and said.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- licenses bans sources
if ! cargo deny --version >/dev/null 2>&1; then
    echo "skipped: no cargo-deny"
    case ",${JIRA_MCP_REQUIRE:-}," in *,cargo-deny,*) echo "cargo-deny is required" >&2; exit 1 ;; esac
    exit 0
fi
cargo deny --log-level error check --hide-inclusion-graph "$@"
