# Every example of the manual and of the README runs: a line that begins with
# "$ " in a page, an indented command in the README's own-data sections.  They
# run one after the other in one folder, against the stand-in API, with a few
# files there that they name.

. "$ROOT/tests/lib.sh"
need jq
start_mock --transcripts 12

# The commands of a page, one a line, continued lines joined.
page_commands()
{
	awk '/^\.Dl \$ / { sub(/^\.Dl \$ /, ""); print; next }
	/^\$ / { if (cmd != "") print cmd; sub(/^\$ /, ""); cmd = $0; next }
	/^ / && cmd != "" { sub(/^ +/, ""); sub(/ *\\e$/, "", cmd); cmd = cmd " " $0; next }
	cmd != "" { print cmd; cmd = "" }' "$1" |
	    sed 's/\\(dq/"/g; s/\\(aq/'"'"'/g; s/\\(ti/~/g; s/\\(ha/^/g
		s,http://127.0.0.1:8080,$ASSEMBLYAI_BASE_URL,g
		s/\\&//g; s/\\-/-/g; s/\\(ga/`/g; s/\\e/\\/g'
}

# Whether all the programs that a command names are here.
all_here()
{
	words=$(printf '%s\n' "$1" | sed 's/"[^"]*"//g; s/'"'[^']*'"'//g' |
	    tr '|;&(' '\n\n\n\n' | sed 's/^ *//; s/^[A-Z_]*=[^ ]* //' |
	    awk '$1 ~ /^[a-z]/ { print $1 }')
	for w in $words; do
		command -v "$w" >/dev/null 2>&1 || { echo "$w"; return 1; }
	done
}

# What the examples name.
aai-fetch transcripts >records.ndjson 2>/dev/null
jq -r .id records.ndjson | head -n 3 >ids.txt
aai-fanout --pass transcript_details sentences <records.ndjson \
    >details.ndjson 2>/dev/null
aai-flatten <details.ndjson >rows.ndjson 2>/dev/null
aai-sink-parquet -o out <rows.ndjson 2>/dev/null
printf '%s\n' "$ASSEMBLYAI_API_KEY" >key
chmod 600 key
printf 'a secret of webhooks\n' >secret
chmod 600 secret
printf 'cat\n' >load.sh

for page in "$ROOT"/man/*.[1-8]; do
	name=$(basename "$page")
	page_commands "$page" >"$CAPTURE/commands"
	while IFS= read -r cmd <&3; do
		if ! missing=$(all_here "$cmd"); then
			skip "$name: $cmd" "no $missing here"
			continue
		fi
		case $cmd in
		*--region*)
			skip "$name: $cmd" "needs the API itself"
			continue
			;;
		aai-mock*--dump*) run timeout 60 sh -c "$cmd" </dev/null ;;
		aai-mock* | aai-listen*)
			# A server runs until it is told to end.
			run timeout -s TERM 1 sh -c "exec $cmd" </dev/null
			[ "$STATUS" = 124 ] && STATUS=0
			;;
		*) run timeout 60 sh -c "$cmd" </dev/null ;;
		esac
		# 3: some items were left out, as an account has them.
		case $STATUS in
		0 | 3) ok "$name: $cmd" ;;
		*)
			not_ok "$name: $cmd"
			show
			;;
		esac
	done 3<"$CAPTURE/commands"
done
done_testing
