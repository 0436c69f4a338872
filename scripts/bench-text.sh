#!/usr/bin/env bash
# Measures how fast texts are turned into Markdown and back, in one run with the other converter in Rust.
#
# usage: scripts/bench-text.sh
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --quiet --release --manifest-path benches/text/Cargo.toml --target-dir target/bench-text
