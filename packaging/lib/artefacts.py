"""How each artefact is installed into an empty place, and how the program in it is run then."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from exercise import Installed, Skipped, contains
from server import serve

HERE = Path(__file__).resolve().parent.parent
VERSION = next(line.split('"')[1] for line in (HERE.parent / "Cargo.toml").read_text().splitlines()
               if line.startswith("version"))
TRIPLES = {"x86_64": "x86_64-unknown-linux-gnu", "arm64": "aarch64-unknown-linux-gnu"}
EMULATORS = {"x86_64": "qemu-x86_64-static", "arm64": "qemu-aarch64-static"}


@dataclass
class Artefact:
    """A file that is given away, or the program itself."""

    kind: str
    arch: str
    file: Path
    by: str  # what installs it, for the table
    install: Callable | None = None
    prove: Callable | None = None  # instead of installing and using it

    def size(self):
        return self.file.stat().st_size


def of(dist, arch):
    """Returns the artefacts of an architecture."""
    triple = TRIPLES[arch]
    deb, rpm, npm, wheel = {"x86_64": ("amd64", "x86_64", "x64", "x86_64"),
                            "arm64": ("arm64", "aarch64", "arm64", "aarch64")}[arch]
    tarball = dist / f"chirp-cli-{VERSION}-{triple}.tar.gz"
    wrapper = dist / f"chirp-cli-{VERSION}.tgz"
    platform = dist / f"chirp-cli-linux-{npm}-{VERSION}.tgz"
    deb = dist / f"chirp-cli_{VERSION}_{deb}.deb"
    rpm = dist / f"chirp-cli-{VERSION}-1.{rpm}.rpm"
    wheel = next(dist.glob(f"chirp_cli-{VERSION}-*_{wheel}.whl"))
    image = dist / f"chirp-cli-{VERSION}-oci.tar"
    program = unpacked_program(dist, tarball)
    return [
        Artefact("program", arch, program, "cp into an empty root", lambda at: bare(at, arch, program)),
        Artefact("tarball", arch, tarball, "tar -x", lambda at: from_tarball(at, arch, tarball)),
        Artefact("deb", arch, deb, "dpkg --root", lambda at: from_deb(at, arch, deb)),
        Artefact("rpm", arch, rpm, "rpm --root", lambda at: from_rpm(at, arch, rpm)),
        Artefact("npm", arch, platform, "npm install --offline --ignore-scripts",
                 lambda at: from_npm(at, arch, npm, wrapper, platform)),
        Artefact("wheel", arch, wheel, "pip install --no-index", lambda at: from_wheel(at, arch, wheel)),
        ImageOf("image", arch, image, "umoci unpack, as user 65532", lambda at: from_image(at, arch, image)),
        Artefact("install.sh", arch, dist / "install.sh", "sh install.sh --from loopback",
                 lambda at: from_script(at, arch, dist)),
    ]


class ImageOf(Artefact):
    """An image of one architecture: its size is that of what is pulled."""

    def size(self):
        arch = {"x86_64": "amd64", "arm64": "arm64"}[self.arch]
        described = output("skopeo", "--override-arch", arch, "inspect", "--raw", f"oci-archive:{self.file}")
        index = json.loads(described)
        digest = next(m["digest"] for m in index["manifests"] if m["platform"]["architecture"] == arch)
        manifest = json.loads(output("tar", "-xOf", str(self.file), f"./blobs/{digest.replace(':', '/')}"))
        return sum(layer["size"] for layer in manifest["layers"])


def output(*command, **options):
    """Returns the output of a command; its last words are in the error when it fails."""
    if not shutil.which(command[0]):
        raise Skipped(f"{command[0]} is not installed")
    done = subprocess.run(command, text=True, capture_output=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command[:4]))}: {(done.stdout + done.stderr)[-600:]}")
    return done.stdout


def unpacked_program(dist, tarball):
    """The program as it is in the tarball, beside dist."""
    into = dist.parent / "packaging" / "checked"
    into.mkdir(parents=True, exist_ok=True)
    top = tarball.name.removesuffix(".tar.gz")
    output("tar", "-xzf", str(tarball), "-C", str(into), f"{top}/chirp")
    return into / top / "chirp"


def emulator(arch):
    """Returns the path of the emulator for an architecture, or None where this machine is of it."""
    if os.uname().machine == {"x86_64": "x86_64", "arm64": "aarch64"}[arch]:
        return None
    found = shutil.which(EMULATORS[arch])
    if not found:
        raise Skipped(f"{EMULATORS[arch]} is not installed")
    return found


def outside(arch, program, work, **more):
    """A program in its place on this machine, run by itself."""
    emulate = emulator(arch)
    env = {"HOME": str(work), "PATH": "/nonexistent"}
    return Installed([*([emulate] if emulate else []), str(program)], env, VERSION, TRIPLES[arch],
                     work, str(work), **more)


def rooted(arch, root, program, user=None, inside="/tmp", env=None, **more):
    """A program in a root of its own, in which there is nothing but what was installed."""
    if os.geteuid():
        raise Skipped("chroot needs root")
    emulate = emulator(arch)
    command = [shutil.which("chroot"), *([f"--userspec={user}"] if user else []), str(root)]
    if emulate:
        shutil.copy(emulate, root / "emulator")
        command.append("/emulator")
    scratch = root / inside.lstrip("/")
    scratch.mkdir(parents=True, exist_ok=True)
    scratch.chmod(0o1777)
    return Installed([*command, program], {"HOME": inside, **(env or {})}, VERSION, TRIPLES[arch],
                     scratch, inside, **more)


def bare(at, arch, program):
    shutil.copy(program, at / "chirp")
    return rooted(arch, at, "/chirp", bare=True)


def from_tarball(at, arch, tarball):
    output("tar", "-xzf", str(tarball), "-C", str(at), "--strip-components=1")
    return rooted(arch, at, "/chirp", man=at / "man", completion=at / "completions" / "chirp.bash")


def shared(root):
    share = root / "usr/share"
    return {"man": share / "man/man1", "completion": share / "bash-completion/completions/chirp"}


def from_deb(at, arch, deb):
    (at / "var/lib/dpkg/info").mkdir(parents=True)
    (at / "var/lib/dpkg/updates").mkdir()
    for name in ("status", "available"):
        (at / "var/lib/dpkg" / name).touch()
    output("dpkg", f"--root={at}", "--force-architecture", "--install", str(deb))
    said = output("dpkg-query", f"--admindir={at}/var/lib/dpkg", "--show", "--showformat=${Status}", "chirp-cli")
    contains(said, "install ok installed")
    lintian = output("lintian", "--fail-on", "error", str(deb))
    return rooted(arch, at, "/usr/bin/chirp", **shared(at),
                  extra=[f"lintian ({len(lintian.splitlines())} remarks)"])


def from_rpm(at, arch, rpm):
    database = ["--root", str(at), "--dbpath", "/var/lib/rpm"]
    output("rpm", *database, "--initdb")
    output("rpm", *database, "--ignorearch", "--install", str(rpm))
    output("rpm", *database, "--verify", "chirp-cli")
    return rooted(arch, at, "/usr/bin/chirp", **shared(at), extra=["rpm --verify"])


def from_npm(at, arch, cpu, wrapper, platform):
    install = ["npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", f"--cpu={cpu}"]
    env = os.environ | {"HOME": str(at), "npm_config_cache": str(at / "cache")}
    # Named on the command line, a package of another platform needs --force.
    forced = ["--force"] if emulator(arch) else []
    output(*install, *forced, "--prefix", str(at / "whole"), str(wrapper), str(platform), env=env)
    modules = at / "whole/node_modules"
    without = at / "without"
    output(*install, "--omit=optional", "--prefix", str(without), str(wrapper), env=env)
    done = subprocess.run([without / "node_modules/.bin/chirp", "--version"], capture_output=True, text=True,
                          check=False)
    if done.returncode != 1 or "--include=optional" not in done.stderr:
        raise AssertionError(f"without its program the wrapper says {done.stderr!r}")
    if emulator(arch):
        return outside(arch, modules / f"chirp-cli-linux-{cpu}/bin/chirp", at, extra=["without: a hint"])
    said = output("npx", "--offline", "--no-install", "chirp-cli", "--version", cwd=at / "whole", env=env)
    contains(said, f"chirp {VERSION}")
    chirp = outside(arch, modules / ".bin/chirp", at, extra=["npx chirp-cli", "without: a hint"])
    chirp.env["PATH"] = os.environ["PATH"]
    return chirp


def from_wheel(at, arch, wheel):
    if emulator(arch):
        platform = f"manylinux_2_17_{'aarch64' if arch == 'arm64' else arch}"
        output("python3", "-m", "pip", "install", "--no-index", "--quiet", "--only-binary=:all:", "--platform",
               platform, "--target", str(at / "target"), str(wheel))
        return outside(arch, at / "target/bin/chirp", at)
    output("python3", "-m", "venv", str(at / "venv"))
    pip = at / "venv/bin/pip"
    output(str(pip), "install", "--no-index", "--quiet", "--find-links", str(wheel.parent), "chirp-cli")
    contains(output(str(pip), "show", "--files", "chirp-cli"), "bin/chirp", "THIRD-PARTY.md")
    return outside(arch, at / "venv/bin/chirp", at)


def from_image(at, arch, image):
    oci = {"x86_64": "amd64", "arm64": "arm64"}[arch]
    output("skopeo", "--override-arch", oci, "copy", "--quiet", f"oci-archive:{image}", f"oci:{at}/layout:one")
    output("umoci", "unpack", "--image", f"{at}/layout:one", str(at / "bundle"))
    process = json.loads((at / "bundle/config.json").read_text())["process"]
    user = process["user"]
    env = dict(pair.split("=", 1) for pair in process["env"])
    if (user["uid"], user["gid"]) != (65532, 65532) or process["args"][0] != "/usr/bin/chirp":
        raise AssertionError(f"the image runs {process['args']} as {user}")
    root = at / "bundle/rootfs"
    contains((root / "etc/ssl/certs/ca-certificates.crt").read_text(), "BEGIN CERTIFICATE")
    for folder in [at, at / "bundle", root]:
        folder.chmod(0o755)
    return rooted(arch, root, "/usr/bin/chirp", user="65532:65532", inside="/tmp", env=env)


def from_script(at, arch, dist):
    """The installer with a server on loopback: the right archive, a wrong one, and none."""
    machine = {"x86_64": "x86_64", "arm64": "aarch64"}[arch]
    home, tools, wrong = at / "home", at / "tools", at / "wrong"
    for folder in (home, tools, wrong):
        folder.mkdir()
    # The script asks uname which machine it is on.
    (tools / "uname").write_text(f"#!/bin/sh\n[ \"$1\" = -s ] && echo Linux || echo {machine}\n")
    (tools / "uname").chmod(0o755)
    env = {"HOME": str(home), "PATH": f"{tools}:/usr/bin:/bin"}
    tarball = f"chirp-cli-{VERSION}-{TRIPLES[arch]}.tar.gz"
    (wrong / tarball).write_bytes((dist / tarball).read_bytes()[:-1] + b"x")
    script = ["sh", str(dist / "install.sh")]
    with serve(wrong) as url:
        refused(subprocess.run([*script, "--from", url], env=env, capture_output=True, text=True, check=False),
                "has the checksum", home)
        refused(subprocess.run([*script, "--from", f"{url}/none"], env=env, capture_output=True, text=True,
                               check=False), "cannot download", home)
    with serve(dist) as url:
        contains(output(*script, "--from", url, env=env), "installed", str(home / ".local/bin/chirp"))
    share = home / ".local/share"
    return outside(arch, home / ".local/bin/chirp", home, man=share / "man/man1",
                   completion=share / "bash-completion/completions/chirp",
                   extra=["refused: wrong checksum, missing archive"])


def refused(done, reason, home):
    contains(done.stderr, reason)
    if done.returncode != 1 or list(home.iterdir()):
        raise AssertionError(f"code {done.returncode}, and {list(home.iterdir())} is left")
