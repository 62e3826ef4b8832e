# Every example of the manual and of the README runs, one after the other in
# one folder, against the stand-in API, with the files there that they name.
#
# In a page an example is a line that begins with "$ ", with its continuation
# lines, which are indented.  A comment before a display says what else it is:
#
#	.\" example: file NAME		a file that later examples use
#	.\" example: crontab NAME	likewise, and its commands run
#	.\" example: timer NAME		likewise, of systemd; its service, which
#					is there already, runs
#	.\" example: python		also: sql (DuckDB's), r
#	.\" example: needs PROGRAM	its commands use what PROGRAM made
#	.\" example: none REASON	nothing that could run
#
# In the README it is a block of sh, sql or python.  A program of the toolkit
# that is called in a display without any of that is an error.

. "$ROOT/tests/lib.sh"
need bash jq
start_mock --transcripts 12
export SHOP_KEY=test-key
. "$ROOT/tests/sql/db.sh"
PATH=$CAPTURE/shims:$PATH:$ROOT/build/interop/venv/bin
mkdir "$CAPTURE/shims" "$CAPTURE/pieces"
python=python3
[ ! -x "$ROOT/build/interop/venv/bin/python" ] ||
	python=$ROOT/build/interop/venv/bin/python

# Cut a page into files NUMBER.KIND: what the kind's comment named, then text.
page_pieces()
{
	awk -v dir="$CAPTURE/pieces" '
	function put(kind, name, text) {
		file = sprintf("%s/%03d.%s", dir, ++n, kind)
		print name >file
		printf "%s", text >file
		close(file)
	}
	function finish() {
		if (cmd != "")
			put("cmd", needs, cmd "\n")
		cmd = ""
	}
	function bare(line) {
		if (line ~ /^(.*\| )?aai-[a-z-]+ /)
			put("bare", "", line "\n")
	}
	/^\.\\" example: / {
		kind = $3
		name = $0
		sub(/^[^:]*: [a-z]* ?/, "", name)
		if (kind == "needs") {
			needs = name
			kind = ""
		}
		next
	}
	/^\.Bd -literal/ { inside = 1; text = ""; next }
	/^\.Ed/ {
		finish()
		if (kind != "")
			put(kind, name, text)
		kind = needs = ""
		inside = 0
		next
	}
	/^\.Dl \$ / { sub(/^\.Dl \$ /, ""); put("cmd", "", $0 "\n"); next }
	/^\.Dl / { sub(/^\.Dl /, ""); bare($0); next }
	!inside { next }
	kind != "" { text = text $0 "\n"; next }
	/^\$ / { finish(); cmd = substr($0, 3); sub(/ *\\e$/, "", cmd); next }
	/^ / && cmd != "" { sub(/^ +/, ""); sub(/ *\\e$/, ""); cmd = cmd " " $0; next }
	{ finish(); bare($0) }' "$1"
}

# Likewise the blocks of the README.
readme_pieces()
{
	awk -v dir="$CAPTURE/pieces" '
	/^```/ && inside { inside = 0; close(file); next }
	/^```/ {
		kind = substr($0, 4)
		if (kind == "sh")
			kind = "script"
		file = sprintf("%s/%03d.%s", dir, ++n, kind == "" ? "bare" : kind)
		print "" >file
		inside = 1
		next
	}
	inside { print >file }' "$1"
}

# A piece's text, as roff would show it.
text()
{
	sed '1d; s/\\(dq/"/g; s/\\(aq/'"'"'/g; s/\\(ti/~/g; s/\\(ha/^/g
		s/\\&//g; s/\\-/-/g; s/\\(ga/`/g; s/\\(bu/-/g; s/\\e/\\/g' "$1"
}

# Name a program of the command on standard input that is not here.
lacking()
{
	sed 's/"[^"]*"//g; s/'"'[^']*'"'//g; s/#.*//' | tr '|;&(' '\n\n\n\n' |
	    sed 's/^[[:blank:]]*//; s/^[A-Z_]*=[^ ]* //' |
	    awk '$1 ~ /^[a-z][a-z0-9-]*$/ { print $1 }' |
	    while read -r w; do
		command -v "$w" >/dev/null 2>&1 || {
			[ -f "$w" ] || echo "$w"
		}
	done | head -n 1
}

# tried TITLE COMMAND...: run it with standard input.  Where children are
# asked for, 3 is right, too: some are left out, as an account has them.
tried()
{
	tried_title=$1
	shift
	run timeout 100 "$@"
	case $STATUS,$* in
	0,* | 3,*aai-fanout*) ok "$tried_title" ;;
	*)
		not_ok "$tried_title"
		show
		;;
	esac
}

# try_command TITLE COMMAND [PROGRAM]: one of a page, or a block of the README;
# without PROGRAM there is not what it works on.
try_command()
{
	missing=$(printf '%s\n%s\n' "$2" "${3-}" | lacking)
	if [ -n "$missing" ]; then
		skip "$1" "no $missing here"
		return
	fi
	case $2 in
	*--region*)
		# The API itself is not asked.
		first=${2%%|*}
		tried "$1" env -u ASSEMBLYAI_BASE_URL \
		    bash -c "$first --dry-run" </dev/null
		return
		;;
	*--dump* | *'aai-mock -d'*) ;;
	aai-mock* | aai-listen*)
		# A server runs until it is told to end.
		run timeout -s TERM 2 bash -c "exec $(printf '%s\n' "$2" |
		    sed 's/ -p 8080//; s/^aai-[a-z]*/& -p 0/')" </dev/null
		[ "$STATUS" = 124 ] && STATUS=0
		check "$1" test "$STATUS" = 0 || show
		return
		;;
	esac
	tried "$1" bash -o pipefail -c "$(printf '%s\n' "$2" |
	    sed "s,http://127.0.0.1:8080,$ASSEMBLYAI_BASE_URL,g
		s,https://api.shop.example,$ASSEMBLYAI_BASE_URL,g
		s/5f0c8f0a-[0-9a-f-]*/$(head -n 1 ids)/; s/300M/300k/")" </dev/null
}

# try_with TITLE PROGRAM FILE: by an interpreter, with the modules it needs.
try_with()
{
	case $2 in
	*python*)
		for m in $(sed -n 's/^\(import\|from\) \([a-z]*\).*/\2/p' "$3"); do
			"$2" -c "import $m" 2>/dev/null && continue
			skip "$1" "no $m here"
			return
		done
		;;
	Rscript*)
		for m in $(sed -n 's/^library(\([a-z]*\)).*/\1/p' "$3"); do
			Rscript -e "library($m)" >/dev/null 2>&1 && continue
			skip "$1" "no R, or no $m for it, here"
			return
		done
		;;
	duckdb) set -- "$1" "duckdb -bail" ;;
	esac
	if ! command -v "${2%% *}" >/dev/null 2>&1; then
		skip "$1" "no ${2%% *} here"
		return
	fi
	# shellcheck disable=SC2086 # a command's words
	tried "$1" $2 <"$CAPTURE/text"
}

# A crontab's lines are variables, or five fields and a command.
try_crontab()
{
	grep -Ev '^(#|$|[A-Z]+=)' "$2" >"$CAPTURE/jobs"
	unlike "$CAPTURE/jobs" '%' "$1: no % is in it, which cron takes for a line end"
	check "$1: five fields are before each command" test -z "$(
	    grep -Ev '^([0-9*/,-]+ +){5}[^ ]' "$CAPTURE/jobs")"
	sed 's/^\([^ ]* *\)\{5\}//' "$CAPTURE/jobs" >"$CAPTURE/cronjobs"
	while IFS= read -r job <&4; do
		tried "$1: $job" sh -c "$job" </dev/null
		check "... says nothing, so that no mail is sent" \
		    test ! -s "$OUT" -a ! -s "$ERR"
	done 4<"$CAPTURE/cronjobs"
}

# A service's command runs, with its credential; systemd finds no fault.
try_timer()
{
	if command -v systemd-analyze >/dev/null 2>&1; then
		check "$1: systemd-analyze finds no fault" systemd-analyze \
		    verify --man=no "$PWD/$2.service" "$PWD/$2.timer"
	else
		skip "$1: systemd-analyze finds no fault" "none here"
	fi
	mkdir -p credentials
	cp key credentials/assemblyai_api_key
	sed -n '/^ExecStart=/,/[^\\]$/p' "$2.service" |
	    sed 's/^ExecStart=//; s/\\$//' | tr -d '\n' >"$CAPTURE/start"
	tried "$1: its service runs" env -u ASSEMBLYAI_API_KEY \
	    CREDENTIALS_DIRECTORY="$PWD/credentials" sh "$CAPTURE/start" \
	    </dev/null
}

# try NAME PIECE
try()
{
	text "$2" >"$CAPTURE/text"
	what=$(head -n 1 "$2")
	title="$1: $(head -n 1 "$CAPTURE/text")"
	case $2 in
	*.cmd) try_command "$title" "$(cat "$CAPTURE/text")" "$what" ;;
	*.script) try_script "$title" ;;
	*.file | *.crontab | *.timer)
		sed "s,/srv/aai,$PWD,g" "$CAPTURE/text" >"$what"
		[ "${what%.sh}" = "$what" ] || chmod +x "$what"
		case $2 in
		*.crontab) try_crontab "$1: $what" "$what" ;;
		*.timer) try_timer "$1: $what" "${what%.timer}" ;;
		esac
		;;
	*.python) try_with "$title" "$python" "$CAPTURE/text" ;;
	*.r) try_with "$title" "Rscript -" "$CAPTURE/text" ;;
	*.sql) try_with "$title" duckdb "$CAPTURE/text" ;;
	*.none) skip "$title" "$what" ;;
	*.text) ;;
	*)
		not_ok "$title"
		note "an example that does not say how it runs"
		;;
	esac
}

# A block of the README: one script, with the key for who asks for it.
try_script()
{
	case $(cat "$CAPTURE/text") in
	*'make '*)
		skip "$1" "it installs and builds"
		return
		;;
	*--region*)
		try_command "$1" "$(cat "$CAPTURE/text")"
		return
		;;
	esac
	missing=$(lacking <"$CAPTURE/text")
	if [ -n "$missing" ]; then
		skip "$1" "no $missing here"
		return
	fi
	tried "$1" bash -o pipefail -c "$(sed \
	    "s,https://api.shop.example,$ASSEMBLYAI_BASE_URL,g" \
	    "$CAPTURE/text")" <key
}

# What the examples name; each page begins with it, in a folder of its own.
mkdir base
cd base || exit 1
aai-fetch transcripts >records.ndjson 2>/dev/null
jq -r 'select(.status == "completed") | .id' records.ndjson |
    head -n 3 >ids.txt
cp ids.txt ids
aai-fanout --pass transcript_details sentences <records.ndjson \
    >details.ndjson 2>/dev/null
cp details.ndjson records
aai-flatten <details.ndjson >rows.ndjson 2>/dev/null
aai-sink-parquet -o out <rows.ndjson 2>/dev/null
aai-sink-csv -o csv <rows.ndjson 2>/dev/null
head -n 6 details.ndjson >part1
tail -n +7 details.ndjson >part2
echo '{"id":1,"title":"one","labels":["a","b"]}' >issues.ndjson
gzip <issues.ndjson >issues.json.gz
printf 'id,total\n1,9.90\n' >orders.csv
printf '%s\n' "$ASSEMBLYAI_API_KEY" >key
printf 'a secret of webhooks\n' >secret
chmod 600 key secret
printf '#!/bin/sh\ncat key\n' >"$CAPTURE/shims/pass"
chmod +x "$CAPTURE/shims/pass"

# A database server, where there is one.
dialects >"$CAPTURE/dialects"
if grep -q postgres "$CAPTURE/dialects" && pg_start; then
	trap 'stop_mocks; pg_stop' EXIT
	DATABASE_URL="postgresql://aai@/postgres?host=$PGHOST"
	export DATABASE_URL
	psql -Xqc "CREATE TABLE files (
	    $(head -n 1 csv/transcripts.csv | sed 's/[^,]*/"&" text/g'))" \
	    >/dev/null
fi
cd ..

for page in "$ROOT"/man/*.[1-8] "$ROOT/README.md"; do
	name=$(basename "$page")
	rm -f "$CAPTURE"/pieces/*
	cp -R base "$name"
	cd "$name" || exit 1
	case $name in
	*.md) readme_pieces "$page" ;;
	*) page_pieces "$page" ;;
	esac
	for piece in "$CAPTURE"/pieces/*; do
		[ -f "$piece" ] && try "$name" "$piece"
	done
	cd ..
done
# No example is broken by a terminal of 80 columns; a character is one, however
# many bytes it has.
LC_ALL=C awk '/^```/ { inside = !inside; next }
	{ gsub(/[\200-\277]/, "") }
	inside && length > 80 { print FILENAME ":" FNR }' "$ROOT/README.md" >wide
same wide "the README's examples fit 80 columns" </dev/null
done_testing
