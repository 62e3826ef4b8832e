# Programs are built so that mistakes are hard to exploit: loaded anywhere, with
# tables that cannot be overwritten, and with checked stacks and copies.

. "$ROOT/tests/lib.sh"
need readelf
[ -z "${SAN-}" ] || skip_all "sanitizers check in other ways"
case $(basename "$BUILD") in
coverage) skip_all "built for other ends" ;;
esac
for p in "$BUILD"/bin/aai*; do
	[ -x "$p" ] || skip_all "no program was built"
done

for p in "$BUILD"/bin/aai*; do
	name=${p##*/}
	readelf -hlW "$p" >headers 2>&1
	readelf -dW "$p" >dynamic 2>&1
	readelf --dyn-syms -W "$p" >symbols 2>&1
	like headers 'Type: *DYN' "$name may be loaded anywhere"
	like dynamic 'FLAGS_1.*PIE' "$name says so"
	like headers '^ *GNU_RELRO ' "$name's tables are read-only once set"
	like dynamic 'BIND_NOW|FLAGS_1.*NOW' "and are set before it starts"
	like headers '^ *GNU_STACK .* RW ' "$name's stack holds no code"
	unlike headers ' RWE ' "nor does any other memory that can be written"
	unlike dynamic 'RPATH|RUNPATH|TEXTREL' \
	    "$name looks for libraries nowhere but where the system has them"
	like symbols '__stack_chk_fail' "$name checks its stack"
	if grep -q ' _FORTIFY_SOURCE=[23]\|-D_FORTIFY_SOURCE' "$BUILD/flags"; then
		like symbols '_chk(@|$)' "$name checks its copies"
	fi
done

# What this compiler knows is in use.
takes()
{
	$CC -O2 -Werror "$1" -include stdio.h -x c -c /dev/null \
	    -o /dev/null 2>/dev/null
}
for f in -fstack-clash-protection -fcf-protection \
    -mbranch-protection=standard -D_FORTIFY_SOURCE=3; do
	if ! takes "$f"; then
		skip "$f" "this compiler does not know it"
	elif [ "${f#-D}" != "$f" ] && ! grep -q -e ' -O[1-3s]' "$BUILD/flags"
	then
		skip "$f" "it needs optimisation"
	else
		check "programs are built with $f" grep -q -e " $f" "$BUILD/flags"
	fi
done
readelf -n "$BUILD/obj/cmd/aai-flatten/main.o" >notes 2>&1
if takes -fcf-protection; then
	like notes 'IBT, SHSTK' "objects mark the targets of indirect branches"
elif takes -mbranch-protection=standard; then
	like notes 'BTI, PAC' "objects mark the targets of indirect branches"
fi

# Only who asks a server has the libraries for it.
needs()
{
	readelf -dW "$BUILD/bin/$1" 2>&1 | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}
for p in aai-flatten aai-sink-csv aai-sink-parquet aai-sink-delta \
    aai-sink-iceberg aai-sink-sql aai-compact; do
	[ -x "$BUILD/bin/$p" ] || continue
	needs $p >libraries
	unlike libraries 'libcurl|libssl|microhttpd' "$p is not able to connect"
done
# Only who asks tables in SQL has a database.
for p in "$BUILD"/bin/aai-*; do
	p=$(basename "$p")
	[ "$p" != aai-query ] && [ -f "$ROOT/cmd/$p/main.c" ] || continue
	needs "$p" >libraries
	unlike libraries 'libsqlite3|libedit' "$p has no SQLite"
done
done_testing
