#!/usr/bin/env bash
# Runs the randomised tests with their full number of seeds; a failure prints the smallest input that fails.
#
# usage: scripts/randomised.sh [CASES] [RUNS] [CALLS]
# RUNS is of the test that loses answers, in scaled time: about a second for two.
# CALLS is of each tool in each dialect, with arguments that no schema allows; of faults all cells and shapes are tried.
set -euo pipefail
cd "$(dirname "$0")/.."
PROPTEST_CASES="${1:-5000}" JIRA_MCP_RUNS="${2:-1000}" cargo test --locked --release --lib
JIRA_MCP_CALLS="${3:-5000}" JIRA_MCP_SHAPES=1000000 JIRA_MCP_FAULTS=all cargo test --locked --release --test it -- edges::random faults
