# What `make release` hands out: a tarball, a wheel, an image, and what they are
# made of; each works where it is unpacked.  RELEASE names a folder of a release
# that was made; otherwise one is made of this build's programs.

. "$ROOT/tests/lib.sh"
need make python3
case ${SAN-}${VALGRIND-}${EMULATOR-} in
"") ;;
*) skip_all "one kind of build will do" ;;
esac
for p in "$BUILD"/bin/aai*; do
	[ -x "$p" ] || skip_all "no program was built"
done
VARIANT=$(basename "$BUILD")
export VARIANT SOURCE_DATE_EPOCH=1700000000
version=$(sed -n 's/^VERSION := //p' "$ROOT/Makefile")
machine=$(uname -m)

# released FOLDER: of this build, with a list of two libraries.
released()
{
	if command -v rpmbuild >/dev/null 2>&1; then
		"$ROOT/lib/packaging/rpm" "$version" "$machine" stage "$1" ||
			return
	fi
	python3 -B "$ROOT/lib/packaging/release.py" --version "$version" \
	    --machine "$machine" --libraries libraries stage "$1"
}
if [ -z "${RELEASE-}" ]; then
	case $machine in
	x86_64 | aarch64) ;;
	*) skip_all "no releases are made for $machine" ;;
	esac
	make -s --no-print-directory -C "$ROOT" CC="${CC:-cc}" PREFIX= \
	    DESTDIR="$PWD/stage" install >"$OUT" 2>&1 || note_file make "$OUT"
	mkdir -p libraries/licences
	echo "curl text" >libraries/licences/curl
	printf '%s\n' 'musl 1.2.3-1 MIT' 'zlib 1:1.2.13-1 Zlib' \
	    >libraries/versions
	check "a release is made" released out
	umask 077
	check "once more, by someone else" released again
	umask 022
	check "it is the same to the byte" diff -r out again
	RELEASE=$PWD/out
fi
name=aai-$version-linux-$machine
run sh -c 'cd "$1" && sha256sum -c SHA256SUMS' sh "$RELEASE"
expect_status 0 "its sums are right"
like "$RELEASE/SHA256SUMS" "  $name.tar.gz\$" "the tarball has one"
like "$RELEASE/SHA256SUMS" "  $name.oci.tar\$" "so has the image"
like "$RELEASE/SHA256SUMS" "  aai-$version-py3-none-.*_$machine\\.whl\$" "and the wheel"

cat >spdx.py <<'end'
import hashlib, json, sys
document = json.load(open(sys.argv[1]))
with open(sys.argv[2], "rb") as file:
    digest = hashlib.sha256(file.read()).hexdigest()
ids = {p["SPDXID"]: p for p in document["packages"]}
assert document["spdxVersion"] == "SPDX-2.3"
assert ids["SPDXRef-aai"]["checksums"][0]["checksumValue"] == digest
linked = [r["relatedSpdxElement"] for r in document["relationships"]
          if r["relationshipType"] == "STATIC_LINK"]
assert sorted(linked) == sorted(i for i in ids if i != "SPDXRef-aai")
assert "SPDXRef-zlib" in ids and ids["SPDXRef-zlib"]["licenseDeclared"] == "Zlib"
end
check "the bill of materials names what is linked" \
    python3 spdx.py "$RELEASE/$name.spdx.json" "$RELEASE/$name.tar.gz"

# loads PATH: the demo account, by the programs there.
loads()
{
	rm -rf tables
	run env PATH="$1:/usr/bin:/bin" "$1/aai" load transcripts sentences \
	    -o tables
	expect_status 0 "$2: a load ends well"
	run "$1/aai-query" tables 'SELECT count(*) > 9 AS many FROM sentences'
	expect_equal "$(cat "$OUT")" '{"many":1}' "$2: its tables answer"
}

start_mock
mkdir unpacked
tar xzf "$RELEASE/$name.tar.gz" -C unpacked
check "the tarball has one folder" test -d "unpacked/$name/bin"
for page in "$ROOT"/man/*.[1-8]; do
	[ -f "unpacked/$name/share/man/man${page##*.}/${page##*/}" ] ||
		echo "$page"
done >lacking
check "with all pages" test ! -s lacking || note_file lacking lacking
find unpacked ! -user "$(id -u)" >others
find unpacked -type f -perm /022 >>others
check "nobody else may write there" test ! -s others || note_file others others
loads "$PWD/unpacked/$name/bin" tarball

# The image is what its digests say, and what it unpacks to runs.
cat >image.py <<'end'
import gzip, hashlib, io, json, sys, tarfile
image = tarfile.open(sys.argv[1])
def blob(which):
    kind, digest = which["digest"].split(":")
    data = image.extractfile("blobs/%s/%s" % (kind, digest)).read()
    assert hashlib.new(kind, data).hexdigest() == digest
    assert len(data) == which["size"]
    return data
assert json.load(image.extractfile("oci-layout")) == {"imageLayoutVersion": "1.0.0"}
index = json.load(image.extractfile("index.json"))
manifest = json.loads(blob(index["manifests"][0]))
config = json.loads(blob(manifest["config"]))
assert config["os"] == "linux" and config["config"]["Entrypoint"] == ["/bin/aai"]
layers = [gzip.decompress(blob(layer)) for layer in manifest["layers"]]
assert config["rootfs"]["diff_ids"] == [
    "sha256:" + hashlib.sha256(layer).hexdigest() for layer in layers]
for layer in layers:
    tarfile.open(fileobj=io.BytesIO(layer)).extractall(sys.argv[2])
end
mkdir image
check "the image is what its digests say" \
    python3 image.py "$RELEASE/$name.oci.tar" image
check "its programs are the tarball's" diff -r image/bin "unpacked/$name/bin"
expect_equal "$(stat -c %a image/tmp)" 1777 "everybody has a /tmp in it"

rpm=$RELEASE/aai-$version-1.$machine.rpm
if [ "$(id -u)" = 0 ] && [ -f "$rpm" ]; then
	check "rpm installs the package" \
	    rpm --root "$PWD/installed" --nodeps -i "$rpm"
	check "its programs are the tarball's" \
	    diff -r installed/usr/bin "unpacked/$name/bin"
	rpm -qp --requires "$rpm" | grep -v '^rpmlib(' >needed
	check "it needs no other" test ! -s needed || note_file needed needed
else
	skip "rpm installs the package" "no rpmbuild here, or this is not root"
fi

# Static programs need nothing else; these see no other file.
mkdir image/dev
if mknod -m 666 image/dev/null c 1 3 2>/dev/null &&
    chroot image /bin/aai --version >"$OUT" 2>&1; then
	run chroot image /bin/aai load transcripts sentences -o /data/tables
	expect_status 0 "the image has all that a load needs"
	run chroot image /bin/aai-query /data/tables \
	    'SELECT count(*) > 9 AS many FROM sentences'
	expect_equal "$(cat "$OUT")" '{"many":1}' "and all that an answer needs"
else
	skip "the image has all that a load needs" \
	    "its programs are not static, or this is not root"
fi

if ! python3 -c 'import venv, ensurepip' 2>/dev/null ||
    ! python3 -m venv venv >"$OUT" 2>&1; then
	skip "the wheel" "no venv or pip here"
	done_testing
fi
check "pip installs the wheel" venv/bin/python -m pip install -q --no-index \
    --disable-pip-version-check "$RELEASE"/aai-"$version"-py3-none-*_"$machine".whl
loads "$PWD/venv/bin" wheel
expect_equal "$(find venv/share/man -name 'aai*' | wc -l)" \
    "$(printf '%s\n' "$ROOT"/man/*.[1-8] | wc -l)" "with the pages"
cat >load.py <<'end'
import aai
tables = aai.load("transcripts", "sentences", out="of-python")
assert aai.__version__
assert sorted(tables.names()) == ["sentences", "sentences__words", "transcripts"]
rows = list(tables.rows("transcripts"))
assert rows[0]["transcript_id"], rows[0]
assert tables.query("SELECT count(*) n FROM transcripts") == [{"n": len(rows)}]
# JSON has characters that end lines elsewhere.
assert tables.query("SELECT char(8232, 133) AS x") == [{"x": "\u2028\x85"}]
some = tables.rows("sentences")
assert next(some)["transcript_id"]
some.close()
assert all(f.endswith(".parquet") for f in tables.files("sentences"))
try:
    aai.load("transcripts", out="of-nobody", env={"ASSEMBLYAI_API_KEY": "no"})
except aai.Error as error:
    assert error.status == 4 and "401" in error.message, error
else:
    raise SystemExit("a refused key is no error")
try:
    tables.files("nothing")
except KeyError:
    pass
else:
    raise SystemExit("a table that is not there is no error")
end
check "a Python program loads, reads and hears of errors" \
    venv/bin/python load.py

done_testing
