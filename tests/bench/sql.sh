# Rows of a words table into each database that is here, beside sqlite-utils
# on the same rows: writing the script, and loading it with the client.
#
#	ROWS=500000	how many
#
# DuckDB's client and sqlite-utils come from PyPI into build/interop/venv; what
# is not to be had is left out.

set -u
rows=${ROWS:-500000}
venv=$ROOT/build/interop/venv
CAPTURE=$PWD
export CAPTURE

note_file()
{
	cat "$2" >&2
}

[ -x "$venv/bin/duckdb" ] || {
	python3 -m venv "$venv" >/dev/null 2>&1 &&
	    "$venv/bin/python" -m pip install -q --disable-pip-version-check \
		duckdb-cli sqlite-utils >/dev/null 2>&1
}
PATH=$PATH:$venv/bin
. "$ROOT/tests/sql/db.sh"

awk -v n="$rows" 'BEGIN {
	srand(1)
	print "{\"_table\":\"words\",\"_columns\":[{\"name\":\"transcript_id\",\"type\":\"text\",\"key\":true},{\"name\":\"words_idx\",\"type\":\"bigint\",\"key\":true},{\"name\":\"text\",\"type\":\"text\"},{\"name\":\"start\",\"type\":\"bigint\"},{\"name\":\"end\",\"type\":\"bigint\"},{\"name\":\"confidence\",\"type\":\"double\"},{\"name\":\"speaker\",\"type\":\"text\"}]}"
	for (i = 0; i < n; i++)
		printf "{\"_table\":\"words\",\"transcript_id\":\"%08x-1d0f-4c3e-9f0e-5b7e0f6a2c11\",\"words_idx\":%d,\"text\":\"w%d\",\"start\":%d,\"end\":%d,\"confidence\":%.5f,\"speaker\":\"A\"}\n", i / 1000, i % 1000, rand() * 1e6, i % 1000 * 300, i % 1000 * 300 + 250, rand()
}' >words

# tell TITLE BEGAN: the time since.
tell()
{
	date +%s.%N | awk -v t="$1" -v b="$2" -v n="$rows" '{
		s = $1 - b
		printf "%-34s %6.2f s %9.0f rows/s\n", t, s, n / s
	}'
}

echo "$rows rows, $(nproc) cores"
for d in $(dialects); do
	db_new "$d"
	began=$(date +%s.%N)
	aai-sink-sql -d "$d" <words >script || exit 1
	tell "$d: the script" "$began"
	began=$(date +%s.%N)
	db_load <script || exit 1
	tell "$d: its load" "$began"
	began=$(date +%s.%N)
	aai-sink-sql -d "$d" <words | db_load || exit 1
	tell "$d: again, all merged" "$began"
	[ "$(db 'SELECT count(*) FROM words')" = "$rows" ] || exit 1
done
if command -v sqlite-utils >/dev/null 2>&1; then
	tail -n +2 words | sed 's/"_table":"words",//' >plain
	began=$(date +%s.%N)
	sqlite-utils insert plain.db words plain --nl --pk transcript_id \
	    --pk words_idx || exit 1
	tell "sqlite-utils insert" "$began"
fi
