"""What is handed out, made of programs that `make install` laid out.

    python3 lib/packaging/release.py --version V --machine M --libraries DIR STAGE OUT

STAGE has bin, share/man and share with completions; DIR is a folder of
musl-libs (licences and versions).  OUT gets

    aai-V-linux-M.tar.gz        the programs, their pages, completions, licences
    aai-V-linux-M.spdx.json     what they are made of (SPDX 2.3)
    aai-V-py3-none-*.whl        the same for pip, with the module `aai`
    aai-V-linux-M.oci.tar       an image with nothing else (OCI 1.0)
    SHA256SUMS                  of all that is there, an RPM (rpm) as well

Nothing in them depends on when, where and by whom they are made: times are
SOURCE_DATE_EPOCH's, or else the last commit's.
"""
import argparse
import base64
import glob
import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
# What pip calls machines whose programs need nothing of them.
PLATFORMS = "manylinux_2_17_{0}.manylinux2014_{0}.musllinux_1_1_{0}"
# What containers call them.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
SUMMARY = "REST APIs into tables, with pipes"


def slurp(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    print(os.path.relpath(path), len(data), "bytes")


def commit_time():
    """Seconds since 1970."""
    said = os.environ.get("SOURCE_DATE_EPOCH") or subprocess.run(
        ["git", "-C", TOP, "log", "-1", "--format=%ct"], check=True,
        stdout=subprocess.PIPE).stdout
    return int(said)


def files_of(stage, libraries):
    """All files of a release, {name: (bytes, mode)}."""
    files = {"README.md": (slurp(os.path.join(TOP, "README.md")), 0o644),
             "LICENSE": (slurp(os.path.join(TOP, "LICENSE")), 0o644)}
    for folder, _, names in os.walk(stage):
        for name in names:
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, stage)
            mode = 0o755 if inside.startswith("bin/") else 0o644
            files[inside] = (slurp(path), mode)
    for path in glob.glob(os.path.join(libraries, "licences", "*")):
        files["share/licenses/aai/" + os.path.basename(path)] = (
            slurp(path), 0o644)
    return dict(sorted(files.items()))


def tar_of(files, top, when):
    """A tar archive of {name: (bytes, mode)} in the folder top."""
    out = io.BytesIO()
    folders = set()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        def put(name, kind, mode, data=b""):
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.mtime = kind, mode, when
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))

        for name, (data, mode) in files.items():
            path = os.path.join(top, name)
            parents = path.split("/")[:-1]
            for i in range(1, len(parents) + 1):
                folder = "/".join(parents[:i])
                if folder and folder not in folders:
                    folders.add(folder)
                    put(folder, tarfile.DIRTYPE, 0o755)
            put(path, tarfile.REGTYPE, mode, data)
    return out.getvalue()


def packages(libraries):
    """(name, version, licence) of each library."""
    with open(os.path.join(libraries, "versions")) as lines:
        return [tuple(line.split(None, 2)) for line in
                (line.strip() for line in lines)]


def spdx(version, machine, libraries, tarball, when):
    """The bill of materials."""
    name = "aai-%s-linux-%s" % (version, machine)
    parts = [{
        "SPDXID": "SPDXRef-aai", "name": "aai", "versionInfo": version,
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT",
        "checksums": [{"algorithm": "SHA256", "checksumValue":
                       hashlib.sha256(tarball).hexdigest()}],
    }]
    related = [{"spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-aai"}]
    for part, release, licence in packages(libraries):
        parts.append({
            "SPDXID": "SPDXRef-" + part, "name": part, "versionInfo": release,
            "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION", "licenseDeclared": licence,
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:deb/debian/%s@%s?arch=source" % (
                    part, release.replace(":", "%3A").replace("+", "%2B"))}],
        })
        related.append({"spdxElementId": "SPDXRef-aai",
                        "relationshipType": "STATIC_LINK",
                        "relatedSpdxElement": "SPDXRef-" + part})
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))
    return json.dumps({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT", "name": name,
        "documentNamespace": "https://spdx.org/spdxdocs/%s-%s" % (
            name, hashlib.sha256(tarball).hexdigest()[:32]),
        "creationInfo": {"created": stamp, "creators": ["Tool: aai-release"]},
        "packages": parts, "relationships": related,
    }, indent=1).encode() + b"\n"


def wheel(version, machine, files, when):
    """The name and bytes of a wheel: the programs are its scripts, the pages
    its data, and lib/packaging/python/aai its module."""
    platform = PLATFORMS.format(machine)
    tag = "py3-none-" + platform
    info = "aai-%s.dist-info/" % version
    data = "aai-%s.data/" % version
    held = {}
    for name in ("__init__.py", "py.typed"):
        held["aai/" + name] = (
            slurp(os.path.join(HERE, "python", "aai", name)), 0o644)
    for name, (content, mode) in files.items():
        if name.startswith("bin/"):
            held[data + "scripts/" + name[4:]] = (content, mode)
        elif name.startswith("share/"):
            held[data + "data/" + name] = (content, mode)
    about = "".join("%s: %s\n" % line for line in (
        ("Metadata-Version", "2.1"), ("Name", "aai"), ("Version", version),
        ("Summary", SUMMARY), ("License", "MIT"), ("License-File", "LICENSE"),
        ("Requires-Python", ">=3.8"),
        ("Provides-Extra", "pandas"),
        ("Requires-Dist", 'pandas; extra == "pandas"'),
        ("Requires-Dist", 'pyarrow; extra == "pandas"'),
        ("Provides-Extra", "polars"),
        ("Requires-Dist", 'polars; extra == "polars"'),
        ("Description-Content-Type", "text/markdown")))
    held[info + "METADATA"] = (
        about.encode() + b"\n" + files["README.md"][0], 0o644)
    tags = "".join("Tag: py3-none-%s\n" % p for p in platform.split("."))
    held[info + "WHEEL"] = (
        ("Wheel-Version: 1.0\nGenerator: aai-release\nRoot-Is-Purelib: false\n"
         + tags).encode(), 0o644)
    held[info + "LICENSE"] = (files["LICENSE"][0], 0o644)
    record = ""
    for name, (content, _) in held.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
        record += "%s,sha256=%s,%d\n" % (
            name, digest.rstrip(b"=").decode(), len(content))
    record += info + "RECORD,,\n"
    held[info + "RECORD"] = (record.encode(), 0o644)
    out = io.BytesIO()
    stamp = time.gmtime(max(when, 315532800))[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, mode) in held.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)
    return "aai-%s-%s.whl" % (version, tag), out.getvalue()


def image(version, machine, files, when):
    """An OCI image as a tar archive: the programs in /bin, a folder /data that
    they are started in, a writable /tmp."""
    inside = {name: held for name, held in files.items()
              if name.startswith(("bin/", "share/licenses/"))}
    layer = io.BytesIO(tar_of(inside, "", when))
    with tarfile.open(fileobj=layer, mode="a",
                      format=tarfile.USTAR_FORMAT) as tar:
        for name, mode in (("data", 0o755), ("tmp", 0o1777)):
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.mtime = tarfile.DIRTYPE, mode, when
            tar.addfile(info)
    plain = layer.getvalue()
    packed = gzip.compress(plain, 9, mtime=0)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))
    blobs = {}

    def blob(media, content):
        digest = hashlib.sha256(content).hexdigest()
        blobs["blobs/sha256/" + digest] = (content, 0o644)
        return {"mediaType": "application/vnd.oci.image." + media,
                "digest": "sha256:" + digest, "size": len(content)}

    platform = {"architecture": ARCHITECTURES[machine], "os": "linux"}
    config = blob("config.v1+json", json.dumps(dict(
        platform, created=stamp,
        config={"Env": ["PATH=/bin"], "WorkingDir": "/data",
                "Entrypoint": ["/bin/aai"], "Cmd": ["--help"]},
        rootfs={"type": "layers", "diff_ids":
                ["sha256:" + hashlib.sha256(plain).hexdigest()]},
        history=[{"created": stamp, "created_by": "aai-release"}],
    )).encode())
    manifest = blob("manifest.v1+json", json.dumps({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": config, "layers": [blob("layer.v1.tar+gzip", packed)],
    }).encode())
    manifest.update(platform=platform, annotations={
        "org.opencontainers.image.ref.name": version})
    held = {
        "oci-layout": (b'{"imageLayoutVersion":"1.0.0"}', 0o644),
        "index.json": (json.dumps({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": [manifest]}).encode(), 0o644),
    }
    held.update(sorted(blobs.items()))
    return tar_of(held, "", when)


def sums(out):
    """SHA256SUMS of what is there."""
    lines = ""
    for path in sorted(glob.glob(os.path.join(out, "aai-*"))):
        lines += "%s  %s\n" % (
            hashlib.sha256(slurp(path)).hexdigest(), os.path.basename(path))
    write(os.path.join(out, "SHA256SUMS"), lines.encode())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", required=True)
    parser.add_argument("--machine", required=True, choices=ARCHITECTURES)
    parser.add_argument("--libraries", required=True)
    parser.add_argument("stage")
    parser.add_argument("out")
    options = parser.parse_args()
    when = commit_time()
    version, machine = options.version, options.machine
    files = files_of(options.stage, options.libraries)
    name = "aai-%s-linux-%s" % (version, machine)
    os.makedirs(options.out, exist_ok=True)
    tarball = gzip.compress(tar_of(files, name, when), 9, mtime=0)
    write(os.path.join(options.out, name + ".tar.gz"), tarball)
    write(os.path.join(options.out, name + ".spdx.json"),
          spdx(version, machine, options.libraries, tarball, when))
    packed, content = wheel(version, machine, files, when)
    write(os.path.join(options.out, packed), content)
    write(os.path.join(options.out, name + ".oci.tar"),
          image(version, machine, files, when))
    sums(options.out)


main()
