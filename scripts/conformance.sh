#!/bin/sh
# Runs the protocol's conformance suite against examples/http, for both eras.
#
# The suite speaks HTTP only and needs node 22; both come from npm into target/conformance. Scenarios that need the
# tools of an everything-server (named test_*) are listed in
# scripts/conformance-expected-failures.yml: one that fails and isn't listed fails this script, and so does one that
# is listed and passes.
set -eu
cd "$(dirname "$0")/.."

suite=0.2.0-alpha.12
place=target/conformance
port=${1:-18911}

if ! command -v npm >/dev/null 2>&1; then
    echo "skipped: no npm"
    case ",${JIRA_MCP_REQUIRE:-}," in *,npm,*) exit 1 ;; esac
    exit 0
fi

mkdir -p "$place"
if [ ! -x "$place/node_modules/.bin/conformance" ] || [ ! -x "$place/node_modules/node/bin/node" ]; then
    npm install --prefix "$place" --no-audit --no-fund --loglevel=error \
        "@modelcontextprotocol/conformance@$suite" node@22 || {
        echo "skipped: no npm package of the conformance suite"
        case ",${JIRA_MCP_REQUIRE:-}," in *,npm,*) exit 1 ;; esac
        exit 0
    }
fi
PATH="$PWD/$place/node_modules/node/bin:$PATH"
export PATH

# The list may shrink, and grow only on purpose.
expected=28
listed=$(grep -c '^  - ' scripts/conformance-expected-failures.yml)
[ "$listed" -eq "$expected" ] || { echo "conformance: $listed expected failures instead of $expected"; exit 1; }

cargo build --quiet --example http
target/debug/examples/http "$port" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT INT TERM

tries=0
until node -e "require('net').connect($port,'127.0.0.1').on('connect',()=>process.exit(0)).on('error',()=>process.exit(1))"; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || { echo "conformance: the server did not start"; exit 1; }
    sleep 0.2
done

failed=0
for requirements in 2025-11-25 2026-07-28; do
    echo "== $requirements"
    node "$place/node_modules/@modelcontextprotocol/conformance/dist/index.js" server \
        --url "http://127.0.0.1:$port/mcp" --requirements "$requirements" \
        --expected-failures scripts/conformance-expected-failures.yml -o "$place/out-$requirements" \
        >"$place/$requirements.log" 2>&1 || failed=1
    grep '^Total:' "$place/$requirements.log" || true
    sed -n '/^Total:/,$p' "$place/$requirements.log" | grep -v '^  ~' | sed 1d
done
[ "$failed" -eq 0 ] && echo "conformance: nothing but what is expected fails" || echo "conformance: failed, see $place/*.log"
exit "$failed"
