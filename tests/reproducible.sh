# The same sources make the same programs and the same archive, wherever and
# whenever they are built.

. "$ROOT/tests/lib.sh"
need make
case ${SAN-}${VALGRIND-}$(basename "$BUILD") in
release) ;;
*) skip_all "one kind of build will do" ;;
esac

# built FOLDER: the programs of a copy of the sources, built in it.  What
# differs is the folder, the time, the zone, the mask, the user's home.
built()
{
	mkdir -p "$1/home"
	(cd "$ROOT" && tar cf - Makefile cmd lib man) | (cd "$1" && tar xmf -)
	make -s -j2 -C "$1" CC="${CC:-cc}" CFLAGS='-O0 -g' HOME="$1/home" all
}
one=$PWD/one
other=$PWD/another/much/longer/folder
check "it builds in one folder" built "$one"
umask 077
check "it builds in another" built "$other"
umask 022
for p in "$one"/build/release/bin/*; do
	name=${p##*/}
	check "$name is the same in both" \
	    cmp "$p" "$other/build/release/bin/$name"
	grep -qF "$PWD" "$p" && found=yes || found=no
	expect_equal $found no "$name does not say where it was built"
done

# The archive: everything that is in the repository, and its commit's time.
if ! git -C "$ROOT" rev-parse -q --verify HEAD >/dev/null 2>&1; then
	skip "the archive is reproducible" "not a repository"
	done_testing
fi
git clone -q "$ROOT" clone 2>"$ERR"
make -s -C clone dist >/dev/null 2>"$ERR"
mv clone/build/aai-*.tar.gz first.tar.gz
umask 077
sleep 1
check "an archive is made" make -s -C clone dist TZ=Asia/Kathmandu
check "and is the same the next time" cmp first.tar.gz clone/build/aai-*.tar.gz
tar tf first.tar.gz | sed 's,^[^/]*/,,; /\/$/d; /^$/d' | LC_ALL=C sort >got
git -C clone ls-files | LC_ALL=C sort >want
same got "it has every file of the repository" <want
tar tf first.tar.gz | sed 's,/.*,,' | sort -u >got
expect_equal "$(cat got)" "$(basename clone/build/*.tar.gz .tar.gz)" \
    "all in one folder"
done_testing
