#!/usr/bin/env bash
# Runs the randomised tests with their full number of seeds; a failure prints the smallest input that fails.
#
# usage: scripts/randomised.sh [CASES] [RUNS]
# RUNS is of the test that loses answers, in scaled time: about a second for two.
set -euo pipefail
cd "$(dirname "$0")/.."
PROPTEST_CASES="${1:-5000}" JIRA_MCP_RUNS="${2:-1000}" cargo test --locked --release --lib
