# Records into rows, beside what else reads JSON on this machine: 300 MB of
# rich transcripts and as many of lean ones (BYTES for another size).  Needs
# python3; DuckDB comes from PyPI into build/bench-venv, if it can be had.

command -v python3 >/dev/null 2>&1 || {
	echo "no python3 here: nothing measured"
	exit 0
}
command -v aai-mock >/dev/null 2>&1 || {
	echo "no aai-mock was built: nothing measured"
	exit 0
}
bytes=${BYTES:-300M}
for set in rich lean; do
	aai-mock --dump transcript_details --bytes "$bytes" --words 3000 \
	    --seed 7 --features $set >$set.ndjson || exit 1
done
venv=$ROOT/build/bench-venv
python=python3
if "$ROOT/build/interop/venv/bin/python" -c 'import duckdb' 2>/dev/null; then
	python=$ROOT/build/interop/venv/bin/python
else
	[ -x "$venv/bin/python" ] || python3 -m venv "$venv" 2>/dev/null
	"$venv/bin/python" -c 'import duckdb' 2>/dev/null ||
	    "$venv/bin/python" -m pip install -q --disable-pip-version-check \
	    duckdb 2>/dev/null
	"$venv/bin/python" -c 'import duckdb' 2>/dev/null &&
	    python=$venv/bin/python
fi
"$python" "$ROOT/tests/bench/flatten.py" rich.ndjson lean.ndjson
