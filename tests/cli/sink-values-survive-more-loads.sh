# Values that come in several loads are those that one load gives: no digit of a
# number is lost, whichever came first; or the load is refused.  VALUES and SEED
# choose how many pairs of kinds of values (0: all), and which; see
# tests/values.py.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-sql \
	aai-show

# rows NUMBER VALUE: those of a record.
rows()
{
	printf '{"id":%d,"a":%s}\n' "$1" "$2" |
		aai-flatten -O --api none -t r -k id
}

# What is shown of the values, one a line.
shown()
{
	aai-show --json "$1" | sed -n 's/.*"a":"\{0,1\}\([^",}]*\).*/\1/p' |
		tr '\n' ' '
}

big=9007199254740993
for kind in parquet csv; do
	for pair in "$big 1.5" "1.5 $big" "$big -0.25" \
		"9223372036854775807 0.125"; do
		set -- $pair
		rm -rf out
		rows 1 "$1" | aai-sink-$kind -o out --append
		rows 2 "$2" | aai-sink-$kind -o out --append
		values=$(shown out/r |
			sed 's/\(\.[0-9]*[1-9]\)0* /\1 /g; s/\.0* / /g')
		case $values in
		"$1 $2 " | "$2 $1 ") ok "$kind: $1, then $2" ;;
		*) not_ok "$kind: $1, then $2"; note "$values" ;;
		esac
	done
	like out/_aai_schema.ndjson \
		'"type":"decimal","precision":38,"scale":3,"seen":\["integer","long","double"\],"whole":19,"behind":3' \
		"$kind: the schema has what was seen, and the type of one load"
done

# What one load makes of the pair, a schema of the folder makes of the second.
rm -rf out
rows 1 "$big" | aai-sink-csv -o out --append
run aai-flatten -O --api none -t r -k id --schema out/_aai_schema.ndjson <<'end'
{"id":2,"a":1.5}
end
like "$OUT" '"name":"a","type":"decimal","precision":38,"scale":1' \
	"flatten goes on from what the folder's loads have seen"

# A folder of an earlier release does not tell how long its integers are.
rm -rf out
rows 1 "$big" | aai-sink-parquet -o out --append
sed 's/,"seen":[^}]*//g' out/_aai_schema.ndjson >schema
cp schema out/_aai_schema.ndjson
rows 2 1.5 | aai-sink-parquet -o out --append
like out/_aai_schema.ndjson '"name":"a","type":"decimal"' \
	"what an older schema does not tell is not rounded"

# Delta has one type for all files.
rm -rf out
rows 1 1.5 | aai-sink-delta -o out --append
rows 2 7 | aai-sink-delta -o out --append
rows 3 "$big" >three
run aai-sink-delta -o out --append <three
expect_status 6 "delta: doubles take no integer beyond 2^53"
expect_equal "$(shown out/r)" "1.5 7.0 " "... and have those within"

# In one stream, too, whoever made it.
cat >stream <<'end'
{"_table":"r","_columns":[{"name":"a","type":"bigint"}]}
{"_table":"r","a":9007199254740993}
{"_table":"r","_columns":[{"name":"a","type":"double"}]}
{"_table":"r","a":1.5}
end
for sink in "parquet -o out2" "csv -o out3" "sql -d sqlite -m append"; do
	run aai-sink-$sink <stream
	expect_status 6 "$sink: long integers do not become doubles"
done
like "$ERR" "cannot be double: it has integers beyond" "... as is said"

# A column that is declared double has the nearest ones.
cat >declared <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"double"}]}
end
for v in 3.14159265358979323846 0.1000000000000000055511151231257827 \
	-2.7182818284590452353602874713527e-5; do
	rm -rf out
	{ cat declared; printf '{"_table":"r","id":1,"a":%s}\n' "$v"; } |
		aai-sink-parquet -o out
	check "declared double: $v" python3 -c "
import sys; sys.exit(float(sys.argv[1]) != float(sys.argv[2]))" \
		"$(shown out/r.parquet)" "$v"
	printf '{"id":1,"a":%s}\n' "$v" >record
	run aai-flatten -O --api none -t r -k id --schema declared \
		--contract types=freeze <record
	expect_status 0 "... also where types are frozen"
	like "$OUT" "\"a\":$v}" "... and handed on as it is spelled"
done
printf '{"id":1,"a":1e400}\n' >record
run aai-flatten -O --api none -t r -k id --schema declared \
	--contract types=freeze <record
expect_status 6 "but not what no double is near to"

command -v python3 >/dev/null || { done_testing; exit; }
count=${VALUES:-20}
[ -z "${VALGRIND-}" ] || count=1
run python3 "$ROOT/tests/values.py" "$count" "${SEED:-1}"
expect_status 0 "values of several loads are those of one"
note_file "of these" "$OUT"
done_testing
