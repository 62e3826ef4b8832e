# Files are one stream, whatever they are compressed by; each gives its name to
# the table of records that name none.

. "$ROOT/tests/lib.sh"

mkdir d
echo '{"id":1}' >d/issues.json
echo '{"id":2}' | gzip >d/issues.ndjson.gz
printf '[{"id":3},{"id":4}]' >list
run aai-flatten -O -k id d/issues.json d/issues.ndjson.gz
expect_status 0 "two files are taken"
expect_stdout "as one stream, of one table" <<'end'
{"_table":"issues","_columns":[{"name":"id","type":"bigint","key":true}],"_path":"issues"}
{"_table":"issues","id":1}
{"_table":"issues","id":2}
end
run aai-flatten -O -k id list d/issues.json - <<'end'
{"_table":"own","id":5}
end
grep -v _columns "$OUT" >rows
same rows "names are those of the files, or of the record" <<'end'
{"_table":"list","id":3}
{"_table":"list","id":4}
{"_table":"issues","id":1}
{"_table":"own","id":5}
end
run aai-flatten -O -t t -k id list d/issues.json
expect_stdout_like '"_table":"t","id":4' "-t names the table of all"
unlike "$OUT" issues "... and of each"
run aai-flatten - <list
expect_status 6 "standard input has no name"
expect_stderr_like 'standard input: line 1 \(byte 1\): .*table with -t' \
    "and says so"
mkfifo pipe
cat list >pipe &
run timeout 60 aai-flatten pipe
expect_status 6 "nor has a pipe"
wait

gzip <list >list.gz
cat list.gz list.gz | aai-flatten -O -t t -k id >got
cat list list | aai-flatten -O -t t -k id >want
same got "compressed input is recognised, also on standard input" <want
head -c 30 list.gz >cut.gz
run aai-flatten cut.gz
expect_status 6 "a file that is cut within its compression is an error"
expect_stderr_like 'cut\.gz: it is cut: its gzip data has no end' \
    "and said to be"
if command -v zstd >/dev/null 2>&1; then
	zstd -q list
	run aai-flatten -O -k id list.zst
	case $(aai-sink-parquet --version) in
	*'zstd: not in'*) expect_status 6 "zstd is not in this build" ;;
	*) expect_stdout_like '"_table":"list","id":3' "so is zstd" ;;
	esac
fi

# End records.
end='{"_table":"_aai_end","records":1'
{ cat d/issues.json; echo "$end}"; } >a.json
run aai-flatten -O -k id --require-end a.json a.json
expect_status 0 "files that are whole are one whole stream"
expect_stdout_like '"_aai_end","records":2' "with one end record"
run aai-flatten -O -k id a.json d/issues.json
unlike "$OUT" _aai_end "which is not there when one has none"
run aai-flatten -O -k id --require-end a.json d/issues.json
expect_status 6 "and that can be an error"
expect_stderr_like 'd/issues.json: it is cut: no end record' \
    "of the file that lacks it"
{
	cat d/issues.json
	echo "$end,\"selection\":{\"a\":1},\"merge\":true}"
} >merge.json
run aai-flatten -O -k id merge.json
expect_stdout_like '"merge":true' "what is to be merged is, alone"
run aai-flatten -O -k id merge.json a.json
expect_status 6 "among others it is an error"
expect_stderr_like 'merge.json: line 2 .*flatten it alone' \
    "which says what to do"

# What cannot be read.
run aai-flatten d/issues.json nowhere.json
expect_status 6 "a file that is not there"
expect_stderr_like "cannot open 'nowhere.json': No such file" "is an error"
run aai-flatten d
expect_stderr_like "'d' is a folder: name its files" "so is a folder"
printf '\3757zXZ\0\0\0' >list.xz
run aai-flatten list.xz
expect_status 6 "what is not unpacked here"
expect_stderr_like 'list\.xz: it is compressed by xz.*xz -dc' \
    "comes with what does"
: >empty.json
run aai-flatten empty.json
expect_status 0 "an empty file has no records"
expect_silence "and gives no byte"
done_testing
