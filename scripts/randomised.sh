#!/usr/bin/env bash
# Runs the randomised tests with their full number of seeds; a failure prints the smallest input that fails.
#
# usage: scripts/randomised.sh [CASES]
set -euo pipefail
cd "$(dirname "$0")/.."
PROPTEST_CASES="${1:-5000}" cargo test --locked --release --lib
