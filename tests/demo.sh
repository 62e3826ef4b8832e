#!/bin/sh
# Load an account into tables and show them: `make demo`.
#
# With a key in ASSEMBLYAI_API_KEY this is the account of that key; without
# one, aai-mock serves a made-up account on this machine.  Files go to
# build/demo (or $DEMO).

set -eu
ROOT=${ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
BUILD=${BUILD:-$ROOT/build/release}
out=${DEMO:-$ROOT/build/demo}
PATH=$BUILD/bin:$PATH
export PATH

mock=
finish()
{
	[ -z "$mock" ] || kill "$mock" 2>/dev/null || :
}
trap finish EXIT
trap 'exit 1' INT TERM

# Show a command as one would type it, then run it.
show()
{
	printf '\n$ %s\n' "$*"
	sh -c "$*"
}

rm -rf "$out"
mkdir -p "$out"
cd "$out"

if [ -z "${ASSEMBLYAI_API_KEY:-}" ]; then
	echo 'No key in ASSEMBLYAI_API_KEY: aai-mock serves a made-up account.'
	aai-mock -p 0 --port-file port --transcripts 40 --no-drift --key demo-key \
	    >mock.log 2>&1 &
	mock=$!
	n=0
	until [ -s port ]; do
		n=$((n + 1))
		if [ "$n" -gt 100 ]; then
			cat mock.log >&2
			echo 'demo: aai-mock did not start' >&2
			exit 1
		fi
		sleep 0.1
	done
	ASSEMBLYAI_BASE_URL=http://127.0.0.1:$(cat port)
	ASSEMBLYAI_API_KEY=demo-key
	rm -f port
	export ASSEMBLYAI_API_KEY ASSEMBLYAI_BASE_URL
fi

show 'aai-fetch transcripts |
    aai-fanout --pass transcript_details sentences paragraphs subtitles |
    aai-flatten > rows.ndjson'
show 'aai-sink-parquet -o parquet < rows.ndjson'
show 'aai-sink-csv -o csv < rows.ndjson'
if command -v sqlite3 >/dev/null 2>&1 &&
    command -v aai-sink-sql >/dev/null 2>&1; then
	show 'aai-sink-sql -d sqlite < rows.ndjson | sqlite3 aai.db'
fi

# What was loaded, and the first rows of every table.
show 'aai-show -s parquet'
show 'aai-show -n 3 -w 80 parquet'

printf '\nThe tables are here:\n'
printf '  Parquet  %s\n' "$out/parquet"
printf '  CSV      %s\n' "$out/csv"
if [ -f aai.db ]; then
	printf '  SQLite   %s\n' "$out/aai.db"
	show "sqlite3 -box aai.db \"SELECT d.transcript_id, d.speaker, count(*) AS words
    FROM transcript_details__words d GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5\""
fi
