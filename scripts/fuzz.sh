#!/usr/bin/env bash
# Fuzzes the text module, each direction, and the reading of queries, for a bounded time, beginning with the inputs in fuzz/corpus.
#
# usage: scripts/fuzz.sh [SECONDS] [TARGET...]
# Needs a nightly toolchain and cargo-fuzz (`cargo install cargo-fuzz`); without them it is skipped and said. What was found
# to be interesting is kept below target/fuzz for the next run; an input that fails stands there under `found`.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-60}"
[ $# -gt 0 ] && shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(adf_to_markdown markdown_to_adf wiki_to_markdown markdown_to_wiki edit jql)

skip() {
    echo "skipped: no $1"
    case ",${JIRA_MCP_REQUIRE:-}," in *",$1,"*) echo "$1 is required" >&2; exit 1 ;; esac
    exit 0
}

cargo +nightly --version >/dev/null 2>&1 || skip nightly
cargo +nightly fuzz --version >/dev/null 2>&1 || skip cargo-fuzz

export RUST_BACKTRACE=0
status=0
for target in "${targets[@]}"; do
    mkdir -p "target/fuzz/corpus/$target" "target/fuzz/found"
    if cargo +nightly fuzz run --target-dir target/fuzz/build "$target" "target/fuzz/corpus/$target" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=2048 -dict=fuzz/words.dict \
        -artifact_prefix="$PWD/target/fuzz/found/$target-" -print_final_stats=1 >"target/fuzz/$target.log" 2>&1; then
        echo "$target: $(grep -oE 'number_of_executed_units: [0-9]+' "target/fuzz/$target.log" | grep -oE '[0-9]+') inputs, nothing found"
    else
        status=1
        echo "$target: found something"
        grep -E "^error|panicked|^SUMMARY|ERROR: libFuzzer|Test unit written|^ *left:|^ *right:" -A1 "target/fuzz/$target.log" | cut -c1-400
    fi
done
exit $status
