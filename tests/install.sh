# What is installed is all there and runs from there; uninstalling takes away
# that and nothing else.

. "$ROOT/tests/lib.sh"
need make

for p in "$BUILD"/bin/aai*; do
	[ -x "$p" ] || skip_all "no program was built"
done
VARIANT=$(basename "$BUILD")
export VARIANT
DIR=$PWD

# make_root TARGET [VARIABLE=VALUE...]
make_root()
{
	make -s --no-print-directory -C "$ROOT" CC="${CC:-cc}" \
	    SAN="${SAN-}" DESTDIR="$DIR/a root" "$@"
}

# listed FOLDER: what is in it, as "mode path".
listed()
{
	find "$1" -type f -printf '%m %P\n' | LC_ALL=C sort
}

# wanted BIN MAN BASH ZSH FISH: the same of what should be there.
wanted()
{
	for p in "$BUILD"/bin/aai*; do
		p=${p##*/}
		printf '%s\n' "755 $1/$p" "644 $3/$p" "644 $4/_$p" \
		    "644 $5/$p.fish"
	done
	for p in "$ROOT"/man/*.[1-8]; do
		echo "644 $2/man${p##*.}/${p##*/}"
	done
}

umask 077
check "make install ends well" make_root install PREFIX=/usr
wanted usr/bin usr/share/man usr/share/bash-completion/completions \
    usr/share/zsh/site-functions usr/share/fish/vendor_completions.d |
	LC_ALL=C sort >want
listed "a root" >got
same got "programs, pages and completions are installed" <want
find "a root" -type d ! -perm 755 >private
check "everybody may look into the folders" test ! -s private ||
	note_file private private
for p in "a root"/usr/bin/aai*; do
	name=${p##*/}
	run "$p" --version
	expect_stdout_like "^$name " "$name runs from there"
	"$p" --completion=bash >said
	same "a root/usr/share/bash-completion/completions/$name" \
	    "its completions are its own" <said
done

echo mine >"a root/usr/bin/aai-mine"
check "make uninstall ends well" make_root uninstall PREFIX=/usr
listed "a root" >got
same got "uninstalling leaves what is somebody else's" <<end
600 usr/bin/aai-mine
end
rm -r "a root"

check "each folder may be chosen" make_root install PREFIX=/opt BINDIR=/b \
    MANDIR=/m BASHDIR=/c/bash ZSHDIR=/c/zsh FISHDIR=/c/fish
wanted b m c/bash c/zsh c/fish | LC_ALL=C sort >want
listed "a root" >got
same got "everything is in the folders chosen" <want
check "and may be removed from them" make_root uninstall PREFIX=/opt \
    BINDIR=/b MANDIR=/m BASHDIR=/c/bash ZSHDIR=/c/zsh FISHDIR=/c/fish
listed "a root" >got
same got "nothing is left there" </dev/null
done_testing
