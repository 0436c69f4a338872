#!/usr/bin/env python3
"""Puts the built program into the packages that people install it from. Needs Python 3.10 and cargo, nothing else.

usage: scripts/pack.py TARGET PROGRAM OUT
           an archive with the manual that is in OUT/manual/, a wheel, the platform's npm package in OUT/npm/ and the folder
           of an MCP bundle in OUT/mcpb/, each with the licences of what is linked
       scripts/pack.py --join OUT
           what speaks of all platforms, once they are in OUT: the npm package with the launcher, and server.json

REPOSITORY is the address of the sources, unless Cargo.toml has it; the name in the registry of MCP servers is made of it.
Name, version, description and licence stand in Cargo.toml alone, the settings that a person is asked for in
packaging/settings.json, the tools in tools/. What else a package says stands below packaging/.
"""

import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile
from urllib.parse import urlsplit

ROOT = pathlib.Path(__file__).resolve().parent.parent

PLATFORMS = {
    # target: (npm's system and processor, the tag of a wheel). A program that is linked statically runs on any Linux.
    "x86_64-unknown-linux-musl": ("linux", "x64", "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"),
    "aarch64-unknown-linux-musl": ("linux", "arm64", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"),
    "x86_64-apple-darwin": ("darwin", "x64", "macosx_10_12_x86_64"),
    "aarch64-apple-darwin": ("darwin", "arm64", "macosx_11_0_arm64"),
    "x86_64-pc-windows-msvc": ("win32", "x64", "win_amd64"),
    "aarch64-pc-windows-msvc": ("win32", "arm64", "win_arm64"),
    # Both of macOS in one: an MCP bundle can't say for which processor it is.
    "universal-apple-darwin": ("darwin", None, None),
    # Needs this machine's libc: to try packages with, never to publish. No index takes its tag.
    "x86_64-unknown-linux-gnu": ("linux", "x64", "linux_x86_64"),
    "aarch64-unknown-linux-gnu": ("linux", "arm64", "linux_aarch64"),
}


def cargo_package():
    listed = subprocess.check_output(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--no-deps"], cwd=ROOT, text=True
    )
    return json.loads(listed)["packages"][0]


def repository(package):
    found = package["repository"] or os.environ.get("REPOSITORY") or sys.exit("set REPOSITORY to the address of the sources")
    return found.rstrip("/").removesuffix(".git")


def registered_name(package):
    """The name in the registry of MCP servers: who owns a repository may publish below its host, turned around."""
    address = urlsplit(repository(package))
    owner, project = address.path.strip("/").split("/")[:2]
    host = address.netloc.removesuffix(".com").removesuffix(".org")
    return f"io.{host}.{owner}/{project}"


def wheel_name():
    """The name on the Python index, which need not be the program's."""
    return next(one["identifier"] for one in manifest("server.json")["packages"] if one["registryType"] == "pypi")


def described(package):
    """What every manifest says alike."""
    return {key: package[key] for key in ("name", "version", "description", "license")}


def manifest(path):
    return json.loads((ROOT / "packaging" / path).read_text(encoding="utf-8"))


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def place(program, folder, name):
    """The program below `folder` under its own name, executable also where the file system of the builder forgets it."""
    folder.mkdir(parents=True, exist_ok=True)
    placed = folder / (name + program.suffix)
    shutil.copyfile(program, placed)
    placed.chmod(0o755)
    return placed


def licences(target, package):
    """The licences of all that is linked, each text once: they demand to go along with the program."""
    listed = subprocess.check_output(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target], cwd=ROOT, text=True
    )
    graph = json.loads(listed)
    nodes = {node["id"]: node for node in graph["resolve"]["nodes"]}
    linked, waiting = set(), [graph["resolve"]["root"]]
    while waiting:
        one = waiting.pop()
        if one not in linked:
            linked.add(one)
            waiting += [
                edge["pkg"] for edge in nodes[one]["deps"] if any(kind["kind"] is None for kind in edge["dep_kinds"])
            ]
    texts, titles = {}, {}
    for one in graph["packages"]:
        if one["id"] not in linked or one["name"] == package["name"]:
            continue
        folder = pathlib.Path(one["manifest_path"]).parent
        files = [file for file in folder.iterdir() if file.name.upper().startswith(("LICEN", "COPYING", "NOTICE"))]
        if not any(file.is_file() for file in files):
            sys.exit(f"{one['name']} comes without its licence's text")
        for file in filter(pathlib.Path.is_file, files):
            text = file.read_text(encoding="utf-8", errors="replace").strip()
            same = " ".join(text.split())
            texts[same] = text
            titles.setdefault(same, []).append(f"{one['name']} {one['version']} ({one['license']})")
    rule = "\n\n" + "=" * 80 + "\n\n"
    return rule.join("\n".join(sorted(titles[same])) + "\n\n" + texts[same] for same in sorted(texts)) + "\n"


def pack_npm(system, processor, program, out, package):
    name = f"{package['name']}-{system}-{processor}"
    folder = fresh(out / "npm" / name)
    place(program, folder / "bin", package["name"])
    write_json(
        folder / "package.json",
        {
            **described(package),
            "name": name,
            "description": f"The program of {package['name']} for {system} on {processor}; install {package['name']}",
            "os": [system],
            "cpu": [processor],
            "files": ["bin"],
        },
    )
    (folder / "README.md").write_text(f"The program of `{package['name']}` for one platform: install that package.\n")


def pack_wheel(tag, program, out, package, notices):
    name, version = wheel_name().replace("-", "_"), package["version"]
    info = f"{name}-{version}.dist-info"
    metadata = "\n".join(
        [
            "Metadata-Version: 2.4",
            f"Name: {wheel_name()}",
            f"Version: {version}",
            f"Summary: {package['description']}",
            f"License-Expression: {package['license']}",
            *(f"License-File: {file}" for file in [*licence_files(), notices.name]),
            f"Keywords: {','.join(package['keywords'])}",
            "Requires-Python: >=3.8",
            "Description-Content-Type: text/markdown",
            "",
            (ROOT / "README.md").read_text(encoding="utf-8"),
            # By this the registry of MCP servers knows that both have one owner.
            f"<!-- mcp-name: {registered_name(package)} -->",
            "",
        ]
    )
    wheel = "Wheel-Version: 1.0\nGenerator: scripts/pack.py\nRoot-Is-Purelib: false\n"
    wheel += "".join(f"Tag: py3-none-{one}\n" for one in tag.split("."))
    files = {
        f"{name}-{version}.data/scripts/{package['name']}{program.suffix}": (program.read_bytes(), 0o755),
        f"{info}/METADATA": (metadata.encode(), 0o644),
        f"{info}/WHEEL": (wheel.encode(), 0o644),
        f"{info}/licenses/{notices.name}": (notices.read_bytes(), 0o644),
        **{f"{info}/licenses/{file}": ((ROOT / file).read_bytes(), 0o644) for file in licence_files()},
    }
    record = "".join(f"{path},sha256={digest(content)},{len(content)}\n" for path, (content, _) in files.items())
    files[f"{info}/RECORD"] = (f"{record}{info}/RECORD,,\n".encode(), 0o644)
    with zipfile.ZipFile(out / f"{name}-{version}-py3-none-{tag}.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, (content, mode) in files.items():
            entry = zipfile.ZipInfo(path)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)


def licence_files():
    return sorted(file.name for file in ROOT.glob("LICENSE-*"))


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def pack_mcpb(system, processor, program, out, package, notices):
    folder = fresh(out / "mcpb" / f"{system}-{processor or 'universal'}")
    placed = place(program, folder / "server", package["name"])
    for file in [*(ROOT / one for one in licence_files()), notices]:
        shutil.copyfile(file, folder / file.name)
    settings, given = manifest("settings.json"), manifest("mcpb/manifest.json")
    entry = placed.relative_to(folder).as_posix()
    given["server"]["entry_point"] = entry
    given["server"]["mcp_config"] = {
        "command": "${__dirname}/" + entry,
        "args": ["serve"],
        "env": {one["variable"]: "${user_config." + key(one) + "}" for one in settings},
    }
    asked = {}
    for one in settings:
        kind = one.get("type", "string")
        asked[key(one)] = {
            "type": kind,
            "title": one["title"],
            "description": one["description"],
            "required": one.get("required", False),
            **({"sensitive": True} if one.get("secret") else {}),
            # What has no default and isn't filled in would reach the program as the placeholder that it is.
            **({} if one.get("required") else {"default": False if kind == "boolean" else ""}),
        }
    tools = sorted(file for file in (ROOT / "tools").glob("*.md") if file.stem not in ("README", "SERVER"))
    write_json(
        folder / "manifest.json",
        {
            **given,
            **described(package),
            "author": {"name": f"the {package['name']} contributors"},
            "tools": [{"name": file.stem, "description": file.read_text(encoding="utf-8").strip()} for file in tools],
            "compatibility": {"platforms": [system]},
            "user_config": asked,
        },
    )


def key(setting):
    return setting["variable"].replace("JIRA_MCP_", "").replace("JIRA_", "").lower()


def pack_archive(target, program, out, package, notices):
    name = f"{package['name']}-{package['version']}-{target}"
    folder = fresh(out / "archive" / name)
    place(program, folder, package["name"])
    for file in [*(ROOT / one for one in ("README.md", "CHANGELOG.md", *licence_files())), notices]:
        shutil.copyfile(file, folder / file.name)
    shutil.copytree(out / "manual", folder, dirs_exist_ok=True)
    kind = "zip" if program.suffix == ".exe" else "gztar"
    shutil.make_archive(str(out / name), kind, root_dir=folder.parent, base_dir=name)


def pack(target, program, out):
    system, processor, tag = PLATFORMS[target]
    package = cargo_package()
    notices = out / "THIRD-PARTY-LICENSES.txt"
    notices.write_text(licences(target.replace("universal", "aarch64"), package), encoding="utf-8")
    if system != "darwin" or processor is None:
        pack_mcpb(system, processor, program, out, package, notices)
    if processor:
        pack_archive(target, program, out, package, notices)
        pack_npm(system, processor, program, out, package)
        pack_wheel(tag, program, out, package, notices)


def join(out):
    package = cargo_package()
    join_npm(out, package)
    join_registry(out, package)


def join_npm(out, package):
    folder = fresh(out / "npm" / package["name"])
    built = sorted(one.name for one in (out / "npm").glob(f"{package['name']}-*"))
    write_json(
        folder / "package.json",
        {
            **described(package),
            **manifest("npm/package.json"),
            "mcpName": registered_name(package),
            "repository": {"type": "git", "url": f"git+{repository(package)}.git"},
            "optionalDependencies": {one: package["version"] for one in built},
        },
    )
    for file in [ROOT / "packaging" / "npm" / "launcher.js", ROOT / "README.md", *(ROOT / one for one in licence_files())]:
        shutil.copyfile(file, folder / file.name)


def join_registry(out, package):
    variables = [
        {
            "name": one["variable"],
            "description": one["description"],
            "isRequired": one.get("required", False),
            "isSecret": one.get("secret", False),
            "format": one.get("type", "string"),
        }
        for one in manifest("settings.json")
    ]
    given, version = manifest("server.json"), package["version"]
    common = {"version": version, "transport": {"type": "stdio"}, "environmentVariables": variables}
    bundles = [
        {
            "registryType": "mcpb",
            "identifier": f"{repository(package)}/releases/download/v{version}/{bundle.name}",
            "fileSha256": hashlib.sha256(bundle.read_bytes()).hexdigest(),
        }
        for bundle in sorted(out.glob("*.mcpb"))
    ]
    write_json(
        out / "server.json",
        {
            "$schema": given["$schema"],
            "name": registered_name(package),
            "title": given["title"],
            "description": package["description"],
            "version": version,
            "repository": {"url": repository(package), "source": urlsplit(repository(package)).netloc.split(".")[0]},
            "packages": [{**one, **common} for one in [*given["packages"], *bundles]],
        },
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--join", out]:
            join(pathlib.Path(out))
        case [target, program, out] if target in PLATFORMS:
            pack(target, pathlib.Path(program), pathlib.Path(out))
        case _:
            sys.exit(f"{__doc__}\nTargets: {', '.join(PLATFORMS)}")
