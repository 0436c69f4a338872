#!/usr/bin/env bash
# Tries the packages as people would install them, from local files: nothing is published, and no package of ours is
# asked of a registry. Builds them first with scripts/release.sh, unless --built is given.
#
# usage: scripts/packaging.sh [--built] [TARGET]   (default: this machine's, not linked statically)
# What is missing here is skipped and said; JIRA_MCP_REQUIRE=npm,pip,docker turns a skip into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
name=mcp-server-jira
built=
[ "${1:-}" != --built ] || { built=yes; shift; }
target=${1:-$(rustc -vV | sed -n 's/^host: //p')}
dist=$PWD/target/dist
scratch=$PWD/target/packaging
export REPOSITORY=${REPOSITORY:-https://github.com/example/$name}

skip() {
    echo "skipped: no $1"
    case ",${JIRA_MCP_REQUIRE:-}," in *",$1,"*) echo "$1 is required" >&2; exit 1 ;; esac
}
has() { command -v "$1" >/dev/null 2>&1; }

# A whole call, so that what answers is surely the program: `works COMMAND...`.
works() {
    local answer
    answer=$(cd "$scratch" && "$@" call jira_search '{"jql":"project = SHOP","limit":1}' --demo 2>"$scratch/stderr") || true
    case "$answer" in *'"rows":[["SHOP-'*) ;; *) echo "$* does not work: $answer" >&2; cat "$scratch/stderr" >&2; exit 1 ;; esac
}

[ -n "$built" ] || { rm -rf "$dist"; scripts/release.sh "$target"; scripts/release.sh --join; }
rm -rf "$scratch"
mkdir -p "$scratch"
version=$(cargo metadata --format-version 1 --locked --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["packages"][0]["version"])')

tar -xzf "$dist/$name-$version-$target.tar.gz" -C "$scratch"
place=$scratch/$name-$version-$target
[ "$("$place/$name" --version)" = "$name $version" ]
works "$place/$name"
bash -c "source '$place/completions/$name.bash' && complete -p $name" >/dev/null
for shell in zsh fish; do
    ! has $shell || case $shell in zsh) zsh -n "$place/completions/_$name" ;; fish) fish -n "$place/completions/$name.fish" ;; esac
done
for page in "$place"/man/*.1; do
    has groff || continue
    complaints=$(groff -Kutf8 -man -Tutf8 -ww -z "$page" 2>&1)
    [ -z "$complaints" ] || { echo "$complaints" >&2; exit 1; }
done
grep -q 'read\\-only' "$place/man/$name.1"
[ "$(grep -c '^====' "$place/THIRD-PARTY-LICENSES.txt")" -gt 20 ]
echo "archive: the program works, its man pages and completions can be read"

if python3 -m venv --help >/dev/null 2>&1; then
    python3 -m venv "$scratch/venv"
    "$scratch/venv/bin/pip" -q --disable-pip-version-check install --no-index "$dist"/*.whl
    works "$scratch/venv/bin/$name"
    wheel=$(basename "$dist"/*.whl | cut -d- -f1 | tr _ -)
    "$scratch/venv/bin/pip" show --files "$wheel" | grep THIRD-PARTY >/dev/null
    echo "wheel: pip installs it and the program works"
    if "$scratch/venv/bin/pip" -q --disable-pip-version-check install uv==0.13.9 twine==6.2.0 skillsaw==0.22.0; then
        "$scratch/venv/bin/twine" check --strict "$dist"/*.whl >/dev/null
        works "$scratch/venv/bin/uvx" --offline --no-index --find-links "$dist" --from "$wheel" "$name"
        echo "wheel: uvx works, its metadata are as an index wants them"
        mkdir -p "$scratch/registry"
        cp "$dist/server.json" "$scratch/registry/"
        "$scratch/venv/bin/skillsaw" lint --strict --quiet "$scratch/registry"
        echo "server.json: holds to the registry's schema and rules"
    fi
else
    skip pip
fi

if has npm; then
    npm install --silent --no-audit --no-fund --prefix "$scratch/node" node@22 @anthropic-ai/mcpb@2.1.2
    PATH=$scratch/node/node_modules/node/bin:$scratch/node/node_modules/.bin:$PATH
    for folder in "$dist"/npm/*/; do (cd "$scratch" && npm pack --silent "$folder" >/dev/null); done
    mkdir -p "$scratch/app"
    (cd "$scratch/app" && npm init -y >/dev/null && npm install --silent --offline --no-audit --no-fund ../*.tgz)
    works npx --offline --prefix "$scratch/app" "$name"
    launcher=$scratch/app/node_modules/.bin/$name
    status=0
    "$launcher" call jira_no_such_tool --demo >/dev/null 2>&1 || status=$?
    [ "$status" -eq 2 ] || { echo "npm: the exit code is $status" >&2; exit 1; }
    sleep 30 | "$launcher" serve --demo &
    sleep 1
    kill -TERM $!
    status=0
    wait $! || status=$?
    [ "$status" -eq 143 ] && ! pgrep -f "$scratch/app/node_modules/$name-.*/bin/$name" >/dev/null ||
        { echo "npm: the launcher ended with $status, or left the program behind" >&2; exit 1; }
    echo "npm: npx $name works, its launcher passes on exit codes and signals"

    mcpb validate "$dist"/mcpb/*/manifest.json >/dev/null
    mcpb unpack "$dist/$name-$version"-*.mcpb "$scratch/bundle" >/dev/null
    node scripts/packaging/bundle.mjs "$scratch/bundle" "$scratch/node"
else
    skip npm
fi

if has docker && docker info >/dev/null 2>&1; then
    docker build -q -f packaging/Dockerfile --build-arg VERSION="$version" -t "$name:$version" .
    works docker run --rm -i "$name:$version"
    echo "docker: the image works"
else
    skip docker
fi
