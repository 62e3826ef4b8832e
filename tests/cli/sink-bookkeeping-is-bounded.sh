# What a folder keeps of its files and columns takes a bounded memory, whoever
# wrote it, and is never written longer than it may be read.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"
need python3

echo '{"_table":"t","_columns":[{"name":"id","type":"bigint"}]}
{"_table":"t","id":1}' >rows

# bounded TITLE FILE COMMAND...: it is refused, by the name of the file.
bounded()
{
	what=$1 file=$2
	shift 2
	run timeout 60 peak kib "$@" <rows
	check "$what: fails" expr "$STATUS" : '[67]$'
	expect_stderr_like "$file.*longer than 67108864 bytes" \
	    "$what: with the reason"
	check "$what: took $(cat kib) KiB" [ "$(cat kib)" -le 150000 ]
}

mkdir -p out/.aai
(
	echo 'aai-manifest 1'
	echo 'note parts	csv'
	seq 1 6000000 | sed 's/^/file /'
) >out/.aai/manifest
bounded "a manifest of 6000000 files" manifest aai-sink-csv -o out --append
bounded "the same, shown" manifest aai-show --loads out
(
	echo 'aai-commit 1'
	seq 1 6000000 | sed 's/^/remove /'
	echo end
) >out/.aai/commit
bounded "a list of as many steps" commit aai-sink-csv -o out --append
bounded "the same, shown" commit aai-show out
rm out/.aai/commit
cat >out/.aai/manifest <<'end'
aai-manifest 1
file _aai_schema.ndjson
note parts	csv
note csv	delimiter=2c,crlf=0,bom=0,safe=0,null=
end
python3 -c '
print("{\"_table\":\"t\",\"_columns\":[" + ",".join(
    "{\"name\":\"%d\",\"type\":\"text\"}" % i for i in range(2500000)) + "]}")
' >out/_aai_schema.ndjson
bounded "a schema of 2500000 columns" _aai_schema \
    aai-sink-csv -o out --append

python3 -c '
print("{\"_table\":\"t\",\"_columns\":[" + ",".join(
    "{\"name\":\"%0190d\",\"type\":\"text\"}" % i for i in range(330000)) +
    "]}\n{\"_table\":\"t\",\"%0190d\":\"x\"}" % 5)
' >wide
run aai-sink-csv -q -o new --append <wide
expect_status 7 "columns that would take more"
expect_stderr_like "would have more than 64 MiB" "are refused with the reason"
check "and nothing is published" [ ! -e new ]
done_testing
