# What is installed runs from there, and uninstalling leaves nothing.

. "$ROOT/tests/lib.sh"
need make

for p in "$BUILD"/bin/aai-*; do
	[ -x "$p" ] || skip_all "no program was built"
done
VARIANT=$(basename "$BUILD")
export VARIANT

to_root()
{
	make -s --no-print-directory -C "$ROOT" PREFIX=/usr DESTDIR="$DIR/root" "$@"
}
DIR=$PWD

check "make install ends well" to_root install
for p in "$BUILD"/bin/aai-*; do
	name=$(basename "$p")
	check "$name is installed" test -x "root/usr/bin/$name"
done
for p in "$ROOT"/man/*.[1-8]; do
	[ -f "$p" ] || continue
	page=$(basename "$p")
	check "$page is installed" cmp "$p" "root/usr/share/man/man${p##*.}/$page"
done
run "root/usr/bin/$name" --version
expect_status 0 "what is installed runs"

check "make uninstall ends well" to_root uninstall
expect_equal "$(find root -type f)" "" "uninstalling leaves no file"
done_testing
