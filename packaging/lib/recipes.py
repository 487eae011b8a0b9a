"""Checks of what cannot be installed here: recipes of other systems, and what cargo binstall looks for."""

import json
from pathlib import Path

from artefacts import HERE, TRIPLES, VERSION, Artefact, output
from exercise import contains
from server import serve


def of(dist):
    """Returns the recipes and documents in dist."""
    recipes = dist / "recipes"
    return [
        Artefact("SHA256SUMS", "", dist / "SHA256SUMS", "sha256sum --check", prove=lambda at: sums(dist)),
        Artefact("SBOM", "", dist / f"chirp-cli-{VERSION}.cdx.json", "-", prove=lambda at: sbom(dist)),
        Artefact("binstall", "", HERE.parent / "Cargo.toml", "-", prove=lambda at: binstall(dist)),
        Artefact("setup-chirp", "", dist / "install.sh", "setup.sh, loopback", prove=lambda at: action(at, dist)),
        Artefact("Homebrew formula", "", recipes / "chirp-cli.rb", "-",
                 prove=lambda at: ["ruby -c"] if output("ruby", "-c", str(recipes / "chirp-cli.rb")) else []),
        Artefact("PKGBUILD", "", recipes / "PKGBUILD", "package()", prove=lambda at: pkgbuild(at, dist)),
        Artefact("Nix expression", "", recipes / "package.nix", "-", prove=lambda at: nix(at, recipes)),
    ]


def sums(dist):
    output("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", cwd=dist)
    listed = {line.split()[1] for line in (dist / "SHA256SUMS").read_text().splitlines()}
    there = {file.name for file in dist.iterdir() if file.is_file()} - {"SHA256SUMS"}
    if listed != there:
        raise AssertionError(f"listed or there, not both: {sorted(listed ^ there)}")
    return [f"{len(listed)} files"]


def sbom(dist):
    document = json.loads((dist / f"chirp-cli-{VERSION}.cdx.json").read_text())
    names = {part["name"] for part in document["components"]}
    if not {"rustls", "tokio", "rusqlite", "hickory-resolver"} <= names:
        raise AssertionError(f"parts are missing from {sorted(names)}")
    known = {document["metadata"]["component"]["bom-ref"]} | {part["bom-ref"] for part in document["components"]}
    for edge in document["dependencies"]:
        if not set(edge["dependsOn"]) <= known:
            raise AssertionError(f"unknown parts in {edge}")
    return [f"{len(names)} parts"]


def binstall(dist):
    """The names that Cargo.toml tells cargo binstall are those of the archives."""
    described = json.loads(output("cargo", "metadata", "--no-deps", "--format-version", "1", "--locked",
                                  cwd=HERE.parent))["packages"][0]
    told = described["metadata"]["binstall"]
    ran = []
    for triple in TRIPLES.values():
        values = {"repo": described["repository"], "name": described["name"], "version": VERSION,
                  "target": triple, "bin": "chirp", "binary-ext": ""}
        url, path = told["pkg-url"], told["bin-dir"]
        for key, value in values.items():
            url, path = (text.replace("{ %s }" % key, value) for text in (url, path))
        archive = dist / url.rsplit("/", 1)[1]
        if archive.exists():
            contains(output("tar", "-tzf", str(archive)), f"{path}\n")
            ran.append(archive.name)
    if not ran:
        raise AssertionError("no archive has the name that Cargo.toml tells")
    return ran


def action(at, dist):
    """Runs the script of the GitHub action as a runner does."""
    (at / "releases").mkdir()
    (at / "releases" / f"v{VERSION}").symlink_to(dist)
    env = {"PATH": "/usr/bin:/bin", "HOME": str(at), "RUNNER_TEMP": str(at / "temp"),
           "GITHUB_PATH": str(at / "path"), "GITHUB_OUTPUT": str(at / "output")}
    with serve(at / "releases") as url:
        output("bash", str(HERE.parent / ".github/actions/setup-chirp/setup.sh"), env=env | {"CHIRP_RELEASES": url})
    program = Path((at / "path").read_text().strip()) / "chirp"
    contains((at / "output").read_text(), f"version={VERSION}\n", f"path={program}\n")
    contains(output(str(program), "--version"), f"chirp {VERSION}")
    return ["path", "outputs", "version"]


def pkgbuild(at, dist):
    """Runs the recipe's own package() over the archive, as makepkg does."""
    archives = {triple: dist / f"chirp-cli-{VERSION}-{triple}.tar.gz" for triple in TRIPLES.values()}
    triple, archive = next((triple, file) for triple, file in archives.items() if file.exists())
    output("tar", "-xzf", str(archive), "-C", str(at))
    script = "set -e; source \"$1\"; srcdir=$2 pkgdir=$2/package CARCH=$4; cd \"$srcdir\"; package; " \
             "sums=sha256sums_$CARCH[0]; [ \"${!sums}\" = \"$(sha256sum \"$3\" | cut -d' ' -f1)\" ]"
    output("bash", "-c", script, "-", str(dist / "recipes/PKGBUILD"), str(at), str(archive), triple.split("-")[0])
    for file in ["bin/chirp", "share/man/man1/chirp-listen.1", "share/licenses/chirp-cli-bin/THIRD-PARTY.md"]:
        if not (at / "package/usr" / file).is_file():
            raise AssertionError(f"{file} is missing")
    return ["package()", "checksum"]


def nix(at, recipes):
    """The expression can be read; a Nix store to build it in is not to be had here."""
    store = {"NIX_STORE_DIR": f"{at}/store", "NIX_STATE_DIR": f"{at}/state", "NIX_LOG_DIR": f"{at}/log",
             "HOME": str(at), "PATH": "/usr/bin:/bin"}
    Path(store["NIX_STORE_DIR"]).mkdir()
    output("nix-instantiate", "--parse", str(recipes / "package.nix"), env=store)
    return ["nix-instantiate --parse"]


