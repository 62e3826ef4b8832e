# A decimal is exact: it is compared and sorted by its value, and a statement
# that would make a double of it, or a number of other text, is an error.

. "$ROOT/tests/lib.sh"
command -v aai-query >/dev/null 2>&1 || skip_all "no aai-query was built"

aai-sink-parquet -o out <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"price","type":"decimal","precision":38,"scale":2},{"name":"big","type":"decimal","precision":20,"scale":0},{"name":"rate","type":"double"},{"name":"created","type":"timestamp"},{"name":"day","type":"date"},{"name":"name","type":"text"},{"name":"meta","type":"json"}]}
{"_table":"t","id":1,"price":9.50,"big":18446744073709551615,"rate":9.5,"created":"2026-01-01T10:00:00Z","day":"2026-01-01","name":"7","meta":{"a":1}}
{"_table":"t","id":2,"price":10.00,"big":18446744073709551614,"rate":1,"created":"2026-01-02T10:00:00Z","day":"2026-01-02","name":"8","meta":2}
{"_table":"t","id":3,"price":-12345678901234567890.01,"big":2,"rate":1,"created":"2026-01-03T10:00:00Z","day":"2026-01-03","name":"9","meta":null}
{"_table":"t","id":4,"price":-12345678901234567890.02,"big":null,"rate":1,"created":"2026-01-03T10:00:00Z","day":"2026-01-03","name":"9","meta":null}
end

# gives WANT SQL: one column, its values on a line.
gives()
{
	aai-query -f csv out "$2" >"$CAPTURE/csv" 2>"$ERR" ||
		cat "$ERR" >>"$CAPTURE/csv"
	expect_equal "$(sed 1d "$CAPTURE/csv" | tr '\n' ' ' | sed 's/ $//')" \
	    "$1" "$2"
}
refuses()
{
	run aai-query out "$1"
	expect_status 2 "refused: $1"
	like "$ERR" 'CAST|julianday|write it as text' "... and says what to write"
}

gives '4 3 1 2' 'SELECT id FROM t ORDER BY price'
gives '2 1 3 4' 'SELECT id FROM t ORDER BY price DESC'
gives '1' 'SELECT id FROM t WHERE price = 9.5'
gives '2' 'SELECT id FROM t WHERE price > 9.5'
gives '2' 'SELECT id FROM t WHERE 9.5 < price'
gives '1 2' 'SELECT id FROM t WHERE price > 9 ORDER BY id'
gives '4' "SELECT id FROM t WHERE price < '-12345678901234567890.01'"
gives '1 2' 'SELECT id FROM t WHERE price IN (9.5, 10, 11) ORDER BY id'
gives '1 2' 'SELECT id FROM t WHERE price BETWEEN 9 AND 10 ORDER BY id'
gives '1' "SELECT id FROM t WHERE big = '18446744073709551615'"
gives '-12345678901234567890.02' 'SELECT min(price) FROM t'
gives '10.00' 'SELECT max(price) FROM t'
gives '4' 'SELECT count(DISTINCT price) FROM t'
gives '4' 'SELECT count(*) FROM (SELECT price FROM t GROUP BY price)'
gives '4' 'SELECT count(*) FROM t a JOIN t b ON a.price = b.price'
gives '6' 'SELECT count(*) FROM t a JOIN t b ON a.price < b.price'
gives '10.5' 'SELECT CAST(price AS REAL) + 1 FROM t WHERE id = 1'
gives '19.5' 'SELECT sum(CAST(price AS REAL)) FROM t WHERE id < 3'
gives '19.0' 'SELECT CAST(coalesce(price, 0) AS REAL) * 2 FROM t WHERE id = 1'
gives '2 4' 'SELECT id * 2 FROM t WHERE price > 9 ORDER BY price'
gives '9.50x' "SELECT price || 'x' FROM t WHERE id = 1"
gives '4' 'SELECT count(price) + 0 FROM t'
gives '-1' 'SELECT id - 2 FROM t WHERE price = 9.5'
gives '1' 'SELECT id FROM t WHERE price COLLATE DECIMAL = (SELECT max(price) FROM t WHERE id = 1)'
gives '7.0' 'SELECT CAST(name AS REAL) FROM t WHERE id = 1'
gives '86400.0' 'SELECT round((julianday(a.created) - julianday(b.created)) * 86400) FROM t a, t b WHERE a.id = 2 AND b.id = 1'
gives '1767261600' "SELECT strftime('%s', created) + 0 FROM t WHERE id = 1"
gives '5' "SELECT json_extract(meta, '\$.a') + 4 FROM t WHERE id = 1"

for x in 'price + 1' '1 + price' 'price - price' 'price * rate' 'price / 2' \
    'price % 2' '-price' 'sum(price)' 'avg(price)' 'total(price)' \
    'abs(price)' 'round(price, 1)' 'coalesce(price, 0) + 1' \
    'CASE WHEN id > 1 THEN price ELSE 0 END * 2' '(price || 0) + 1' \
    'max(price, 3)' 'min(price, rate)' 'nullif(price, 10)' 'price & 1' \
    '~price' 'price << 1' 'big + 1' 'sum(big)' "printf('%.2f', price)" \
    'ceil(price)' 'sum(price) OVER (ORDER BY id)' \
    'sum(coalesce(price, 0))' 'iif(id, price, 0) + 0' \
    '(SELECT price) + 1' 'CAST(price AS TEXT) + 1' 'created - 1' 'day + 1' \
    'created - created' 'sum(created)' 'name + 1' 'sum(name)' 'avg(name)' \
    'meta + 1' 'abs(name)'; do
	refuses "SELECT $x FROM t"
done
for x in 'price = rate' 'price > rate' 'rate < price' 'price = id' \
    '+price > 2' 'coalesce(price, 0) > 2' 'price IN (SELECT id FROM t)' \
    'id IN (SELECT price FROM t)' 'price = rate * 2' \
    'price > 12345678901234567.5' 'big = 18446744073709551615' \
    'price = name' 'price + 1 > 2' 'created + 1 > 2' \
    'price > (SELECT avg(CAST(price AS REAL)) FROM t)'; do
	refuses "SELECT id FROM t WHERE $x"
done
refuses "SELECT min(price) AS m FROM t GROUP BY id ORDER BY m"
refuses "SELECT price FROM t ORDER BY coalesce(price, 0)"
refuses "SELECT DISTINCT coalesce(price, 0) FROM t"
refuses "SELECT id FROM t GROUP BY id HAVING sum(price) > 1"
refuses "WITH x AS (SELECT price AS p FROM t LIMIT 2) SELECT p * 2 FROM x"
refuses "WITH x AS MATERIALIZED (SELECT price AS p FROM t) SELECT p * 2 FROM x"
refuses "SELECT p + 1 FROM (SELECT price AS p FROM t ORDER BY id)"
refuses "SELECT p + 1 FROM (SELECT price AS p FROM t UNION ALL SELECT rate FROM t)"
refuses "SELECT lag(price) OVER (ORDER BY id) + 1 FROM t"
refuses "SELECT max(price) * 2 FROM t"
refuses "SELECT 1; SELECT price + 1 FROM t"
done_testing
