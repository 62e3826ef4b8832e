# A record's table and all below it join by one name where a description gives
# it; tables that have the key under its own go on with that.

. "$ROOT/tests/lib.sh"
need jq
. "$ROOT/tests/sql/db.sh"

# keys FILE: the names of each table's key columns.
keys()
{
	jq -r 'select(has("_columns")) |
	    "\(._table) \([._columns[] | select(.key).name] | join(" "))"' "$1"
}

cat >api.json <<'end'
{"name":"shop","base_url":"https://shop.test","auth":{"kind":"none"},
 "resources":{"orders":{"path":"/o","records":"data","pages":{"kind":"none"},
 "table":{"key":{"id":"order_id"}}},
 "lines":{"path":"/l","records":"data","pages":{"kind":"none"},
 "table":{"key":{"shopId":"shop_id","lineNo":"line"}}},
 "fees":{"path":"/o/{order_id}","parent_key":"order_id","parents":{"orders":{"id":"id"}}},
 "shop":{"path":"/s/{shop_id}","parent_key":"shop_id","parents":{"lines":{"id":"shopId"}}},
 "line":{"path":"/l/{line}","parent_key":"line","parents":{"lines":{"id":"lineNo"}}}}}
end
AAI_API=$PWD/api.json
export AAI_API
echo '{"_table":"orders","id":"a","goods":[{"n":1}]}' >one
jq 'del(.resources.fees)' api.json >alone.json
run aai-flatten -O -q --api alone.json <one
expect_equal "$(keys "$OUT")" "orders id
orders__goods order_id goods_idx" "a key that nothing is asked for by stays"

cat >records <<'end'
{"_table":"orders","id":"a","v":1,"goods":[{"n":1},{"n":2,"tags":["x"]}]}
{"_table":"orders","v":2,"goods":[{"n":3}],"id":"b"}
{"_table":"lines","shopId":1,"lineNo":7,"l":[true]}
end
run aai-flatten -O -q <records
expect_status 0 "records are flattened"
cp "$OUT" rows
keys rows >got
same got "a record's table has its key by the name that all below it have" <<'end'
orders order_id
orders__goods order_id goods_idx
orders__goods__tags order_id goods_idx tags_idx
lines shop_id line
lines__l shop_id line l_idx
end
jq -c 'select(has("_columns")) | ._columns[] | select(.plain) | [.name, .plain]' \
    rows >got
same got "where that is another than its own, that is told" <<'end'
["order_id","id"]
["line","line_no"]
end
grep '"_table":"orders",' rows | grep -v _columns >got
same got "its rows have it first" <<'end'
{"_table":"orders","order_id":"a","v":1}
{"_table":"orders","order_id":"b","v":2}
end
aai-flatten -O -q -k orders:id <records | keys - | head -n 1 >got
same got "also when the key is chosen by -k" <<'end'
orders order_id
end
aai-flatten -O -q --api none -t orders -k id <records >plain-rows 2>&1 ||
	sed 's/"_table":"[a-z]*",//; /shopId/d' records |
	aai-flatten -O -q --api none -t orders -k id >plain-rows
keys plain-rows >got
same got "without a description the key keeps its name" <<'end'
orders id
orders__goods orders_id goods_idx
orders__goods__tags orders_id goods_idx tags_idx
end

sed 's/"shopId":"shop_id"/"shopId":"line"/' api.json >equal.json
run aai-flatten -O --api equal.json <records
expect_status 2 "two keys of one name are refused"
expect_stderr_like "lines: table: keys of different names" "with the place"

# Data that is called so, or as the key would have been.
cat >clash <<'end'
{"_table":"orders","id":"a","Id":5,"goods":[{"n":1}]}
{"_table":"orders","id":"b","order_id":6,"goods":[{"n":1}]}
end
run aai-flatten -O <clash
expect_status 0 "data may have the names of keys"
expect_stderr_like "the key 'order_id' is called 'orders__id'" "which is told"
keys "$OUT" >got
same got "the key is called otherwise in all tables" <<'end'
orders orders__id
orders__goods orders__id goods_idx
end
grep -v _columns "$OUT" | grep '"orders"' >got
same got "and the data is kept apart" <<'end'
{"_table":"orders","orders__id":"a","id_66a903":5}
{"_table":"orders","orders__id":"b","order_id":6}
end
run aai-flatten -O -q --window 0 <clash
keys "$OUT" | tail -n 1 >got
same got "once rows have left, the key's name stays" <<'end'
orders order_id
end
grep -c '"order_id":"b","order_id_[0-9a-f]*":6' "$OUT" >got
same got "and the data steps aside" <<'end'
1
end

# What an earlier release has made of the same records.
sed -e '/"_table":"orders"/s/"order_id"/"id"/' \
    -e '/"_table":"lines"/s/"line"/"line_no"/' -e 's/,"plain":"[a-z_]*"//' \
    rows >old-rows
keys old-rows | sed -n '1p;4p' >got
same got "(earlier releases called keys by their own name)" <<'end'
orders id
lines shop_id line_no
end
sed 's/"a"/"c"/; s/"b"/"d"/; s/shopId":1/shopId":2/' records |
    aai-flatten -O -q >next-rows
sed -e '/"_table":"orders"/s/"order_id"/"id"/' \
    -e '/"_table":"lines"/s/"line"/"line_no"/' next-rows >next-old-rows
cat rows next-rows | grep -v _columns | LC_ALL=C sort >want
cat old-rows next-old-rows | grep -v _columns | LC_ALL=C sort >want-old

# values FOLDER: its rows.
values()
{
	aai-show -q -a --json "$1" | grep -v '"_columns"' | LC_ALL=C sort
}
for kind in csv parquet delta iceberg; do
	aai-sink-$kind -q -o new-$kind --append <rows
	run aai-sink-$kind -q -o new-$kind --append <next-rows
	expect_status 0 "$kind: a new folder has the name"
	values new-$kind >got
	same got "$kind: in both loads" <want
	aai-sink-$kind -q -o old-$kind --append <old-rows
	run aai-sink-$kind -q -o old-$kind --append <next-rows
	expect_status 0 "$kind: a folder that has the key by its own name"
	values old-$kind >got
	same got "$kind: goes on with that" <want-old
	run aai-sink-$kind -q -o old-$kind --append <next-rows
	values old-$kind >got
	same got "$kind: a load that is repeated changes nothing" <want-old
done

# Where the link is: columns lines, Parquet's key-values, a package.
links()
{
	jq -c 'select(has("_columns") and has("_parent")) |
	    [._table, ._parent, ._parent_key, ._root, ._root_key]' "$1"
}
cat >want-links <<'end'
["orders__goods","orders",["order_id"],"orders",["order_id"]]
["orders__goods__tags","orders__goods",["order_id","goods_idx"],"orders",["order_id"]]
["lines__l","lines",["shop_id","line"],"lines",["shop_id","line"]]
end
sed -e 's/,"orders",\["order_id"\]/,"orders",["id"]/g' \
    -e 's/,"lines",\["shop_id","line"\]/,"lines",["shop_id","line_no"]/g' \
    want-links >want-old-links
links rows >got
same got "a child's columns line says how it joins its parent and its root" \
    <want-links
links plain-rows | sed -n '2p' >got
same got "also where the root's key has another name" <<'end'
["orders__goods__tags","orders__goods",["orders_id","goods_idx"],"orders",["id"]]
end
for kind in csv parquet; do
	LC_ALL=C sort want-links >want
	links new-$kind/_aai_schema.ndjson | LC_ALL=C sort >got
	same got "$kind: so does the schema beside parts" <want
	LC_ALL=C sort want-old-links >want
	links old-$kind/_aai_schema.ndjson | LC_ALL=C sort >got
	same got "$kind: also with the names of a folder that has others" <want
done
for kind in parquet delta iceberg; do
	for age in new old; do
		aai-show -q -a --json $age-$kind >shown
		links shown | LC_ALL=C sort >got
		links=want-links
		[ $age = new ] || links=want-old-links
		LC_ALL=C sort $links >want
		same got "$kind: files say so in their key-values ($age)" <want
	done
	aai-sink-$kind -q -o replaced-$kind <rows
	aai-show -q -a --json replaced-$kind >shown
	links shown | LC_ALL=C sort >got
	LC_ALL=C sort want-links >want
	same got "$kind: also after a replace" <want
done
for folder in new old; do
	jq -c '.resources[] | select(.name == "orders__goods__tags").schema |
	    .foreignKeys[] | [.fields, .reference.resource, .reference.fields]' \
	    $folder-csv/datapackage.json
done >got
same got "a package has foreign keys to both" <<'end'
[["order_id","goods_idx"],"orders__goods",["order_id","goods_idx"]]
[["order_id"],"orders",["order_id"]]
[["order_id","goods_idx"],"orders__goods",["order_id","goods_idx"]]
[["order_id"],"orders",["id"]]
end
grep -v '"_table":"orders"' rows >some-rows
aai-sink-parquet -q -o some <some-rows
aai-show -q -a --json some >shown
links shown | LC_ALL=C sort >got
LC_ALL=C sort want-links >want
same got "tables that are published alone keep what the stream says" <want

# A schema of such a folder.
run aai-flatten -O -q --schema old-csv/_aai_schema.ndjson <records
keys "$OUT" | sed -n '1,2p;4,5p' >got
same got "with a folder's schema the key is called as there" <<'end'
orders id
orders__goods order_id goods_idx
lines shop_id line_no
lines__l shop_id line l_idx
end
run aai-flatten -O -q --schema new-csv/_aai_schema.ndjson <records
keys "$OUT" | sed -n '1,2p;4,5p' >got
same got "old or new" <<'end'
orders order_id
orders__goods order_id goods_idx
lines shop_id line
lines__l shop_id line l_idx
end

some=
for d in $(dialects); do
	some=yes
	for mode in merge append replace; do
		db_new "$d"
		# shellcheck disable=SC2120 # given to run as well
		load()
		{
			aai-sink-sql -d "$d" -m $mode "$@" | db_load
		}
		load <rows
		expect_equal "$(db 'SELECT count(*) FROM orders
		    JOIN orders__goods USING (order_id)')" 3 \
		    "$d, $mode: tables join by one name"
		run load --root-key id <next-rows
		check "$d, $mode: another one is refused" test "$STATUS" -ne 0
		expect_stderr_like "load without --root-key id" \
		    "$d, $mode: with what to do"
		expect_equal "$(db 'SELECT count(*) FROM orders')" 2 \
		    "$d, $mode: before anything is changed"
		run load <next-rows
		expect_status 0 "$d, $mode: the next load is taken"

		db_new "$d"
		load <old-rows
		run load <next-rows
		check "$d, $mode: so is one into tables of an earlier release" \
		    test "$STATUS" -ne 0
		expect_stderr_like "load with --root-key id: the key of 'orders'" \
		    "$d, $mode: with what to do"
		expect_equal "$(db 'SELECT count(*) FROM orders')" 2 \
		    "$d, $mode: before anything is changed"
		run load --root-key id <next-rows
		check "$d, $mode: each such name counts" test "$STATUS" -ne 0
		expect_stderr_like "load with --root-key line_no: the key of 'lines'" \
		    "$d, $mode: with what to do"
		run load --root-key id --root-key line_no <next-rows
		expect_status 0 "$d, $mode: with --root-key they go on"
		n=2
		[ $mode = replace ] || n=4
		expect_equal "$(db 'SELECT count(DISTINCT id) FROM orders')" $n \
		    "$d, $mode: under the old name"
		run load --root-key id --root-key line_no <next-rows
		[ $mode = append ] || expect_equal \
		    "$(db 'SELECT count(*) FROM orders__goods')" $((n * 3 / 2)) \
		    "$d, $mode: a record that comes again is there once"
	done
done
[ -n "$some" ] || skip "databases, too" "no database"
done_testing
