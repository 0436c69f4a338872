#!/usr/bin/env bash
# Builds what a release consists of, into target/dist, from one build of the program for each target: an archive with man
# pages and completions, a wheel, the platform's npm package, an MCP bundle, and at last what speaks of all platforms.
#
# usage: scripts/release.sh TARGET...   on a system that can build them:
#            Linux    x86_64-unknown-linux-musl aarch64-unknown-linux-musl
#            macOS    x86_64-apple-darwin aarch64-apple-darwin universal-apple-darwin (after the two)
#            Windows  x86_64-pc-windows-msvc aarch64-pc-windows-msvc (in Git's shell)
#        scripts/release.sh --join      once, after target/dist of all systems were put together
# Needs rustup, Python 3.10 and npm; on Linux also cargo-zigbuild or, for the machine's own processor, musl-gcc.
# REPOSITORY is the address of the sources, unless Cargo.toml has it. PROGRAM takes a program that is built already.
# packaging/README.md says what is done with the files.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2; }
name=mcp-server-jira
mcpb=@anthropic-ai/mcpb@2.1.2
dist=target/dist
mkdir -p "$dist"
python=$(command -v python3 || command -v python)

# Builds the program for a target; `program` is then where it stands.
build() {
    local target=$1 line=(build --release --locked --bin "$name" --target "$1")
    program=target/$target/release/$name
    case "$target" in *-windows-*) program=$program.exe ;; esac
    if [ "$target" = universal-apple-darwin ]; then
        mkdir -p "target/$target/release"
        lipo -create -output "$program" target/{x86_64,aarch64}-apple-darwin/release/"$name"
        return
    fi
    rustup target add "$target"
    case "$target" in
        *-windows-msvc) export RUSTFLAGS="-C target-feature=+crt-static" ;;
        # Zig is a linker for every Linux; without it the C in the tree needs musl's own compiler.
        *-linux-musl) ! cargo zigbuild --version >/dev/null 2>&1 || line[0]=zigbuild ;;
    esac
    cargo "${line[@]}"
}

# A program for any Linux asks for nothing of the machine that it runs on.
check_static() {
    # `grep` reads to the end: stopping early could kill `readelf`, and that would pass for "not found".
    if command -v readelf >/dev/null && readelf -d "$1" | grep NEEDED >/dev/null; then
        echo "$1 is not linked statically" >&2
        exit 1
    fi
}

if [ "$1" = --join ]; then
    "$python" scripts/pack.py --join "$dist"
    (cd "$dist" && for file in *.tar.gz *.zip *.whl *.mcpb; do [ ! -f "$file" ] || "$python" -c \
        'import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],"rb").read()).hexdigest() + "  " + sys.argv[1])' "$file"; done >SHA256SUMS)
    exit 0
fi

cargo run --quiet --locked --example manual -- "$dist/manual"
for target in "$@"; do
    if [ -n "${PROGRAM:-}" ]; then program=$PROGRAM; else build "$target"; fi
    case "$target" in *-linux-musl) check_static "$program" ;; esac
    "$python" scripts/pack.py "$target" "$program" "$dist"
done
version=$(cargo metadata --format-version 1 --locked --no-deps | "$python" -c 'import json,sys; print(json.load(sys.stdin)["packages"][0]["version"])')
for folder in "$dist"/mcpb/*/; do
    [ -d "$folder" ] || continue
    # Packing checks the manifest first.
    npx --yes "$mcpb" pack "$folder" "$dist/$name-$version-$(basename "$folder").mcpb" >"$dist/mcpb.log" || { cat "$dist/mcpb.log"; exit 1; }
done
