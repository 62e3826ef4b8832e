# What others wrote, names, values and a server's words, comes into messages
# and figures as text: no character of it acts on the terminal.
. "$ROOT/tests/lib.sh"
need python3
for p in fetch flatten sink-csv show; do
	need "aai-$p"
done

csi=$(printf '\302\233') osc=$(printf '\302\235')
rlo=$(printf '\342\200\256') lri=$(printf '\342\201\246')
evil="x${csi}31m ${osc}0;t $rlo $lri end é漢"

# quiet_text FILE TITLE: FILE is UTF-8 and holds nothing that is obeyed.
quiet_text()
{
	check "$2" python3 - "$1" <<-'END'
		import sys
		text = open(sys.argv[1], "rb").read().decode()
		bad = [c for c in text if c != "\n" and (ord(c) < 32 or
		    127 <= ord(c) < 160 or c in "\u061c\u200e\u200f" or
		    "\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069")]
		sys.exit(ascii(bad) if bad or "end" not in text else 0)
	END
}

run aai-show "$evil"
quiet_text "$ERR" "an argument is spelled in a message"
like "$ERR" 'x\\x9b31m .x9d0;t .u202e .u2066 end é漢' "... and readable"
run aai-show --log-format json "$evil"
quiet_text "$ERR" "so it is in a message as JSON"
check "... which stands for the same" python3 - "$ERR" "$evil" <<'END'
import json, sys
text = json.load(open(sys.argv[1]))["text"]
sys.exit(sys.argv[2] not in text)
END
run aai-show "--$evil"
quiet_text "$ERR" "so is an unknown option"
run aai-show "$(printf 'a\377b end')"
quiet_text "$ERR" "bytes that are not UTF-8 are replaced"

mkdir t
printf 'a%s,b end\n1,2\n' "$rlo" >"t/$evil.csv"
printf 'a,b\n1,2\n' >"t/other.csv"
for option in -l -s -a; do
	run aai-show $option t
	quiet_text "$OUT" "a table's and a column's name with $option"
done
run aai-show -a "t/$evil.csv" t/other.csv
quiet_text "$OUT" "a table's name above its rows"

printf '{"_table":"%s","a":1}\n' "$evil" >rows
run aai-sink-csv -o out <rows
quiet_text "$ERR" "a name in a stream"
printf '{"%s":1,"%s":2}\n' "$evil" "X${evil#x}" >records
run aai-flatten -t t <records
quiet_text "$ERR" "a name in a record"
run aai-flatten -t t --stats - <records
quiet_text "$ERR" "counts on standard error"
done_testing
