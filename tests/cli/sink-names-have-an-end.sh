# A folder of somebody who chose its tables' names, so that each name that the
# sink could give to another table is taken, holds no load up: there is always
# another one.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv

# A folder with tables of these names, none of which is of the stream's path.
taken()
{
	rm -rf out
	mkdir -p out/.aai
	cat >out/.aai/manifest <<'end'
aai-manifest 1
file _aai_schema.ndjson
note parts	csv
note csv	delimiter=2c,crlf=0,bom=0,safe=0,null=
end
	while read -r name; do
		line="{\"_table\":\"$name\",\"_columns\":[{\"name\":\"id\","
		line="$line\"type\":\"bigint\"}],\"_path\":\"another\"}"
		echo "$line" >>out/_aai_schema.ndjson
		echo "note names $name	$line" >>out/.aai/manifest
	done <names
}

# The longest name that a table may have, so that what is added takes the place
# of something.
long=$(printf '%0200d' 0 | tr 0 t)
echo "$long" >names
echo '{"id":1}' | aai-flatten --api none -t "$long" -k id -q >rows
for i in 1 2 3 4 5 6; do
	taken
	run timeout 60 aai-sink-csv -q -o out --append <rows
	expect_status 0 "round $i: the table gets a name"
	(cd out && echo t*) >new
	like new '^t{100,}(_[0-9a-f]{6}){1,}$' "round $i: and is there"
	cat new >>names
done
sort names | uniq -d >twice
same twice "no name is given twice" </dev/null
done_testing
