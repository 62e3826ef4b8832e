# What analysts ask is answered, and as SQLite answers it of the same rows:
# groups by expressions, averages, order by aggregates, HAVING, subqueries.

. "$ROOT/tests/lib.sh"
command -v aai-query >/dev/null 2>&1 || skip_all "no aai-query was built"
need python3 sqlite3

python3 - >rows <<'end'
import json
kinds = ("id bigint", "grp text", "name text", "created timestamp",
         "units bigint", "secs bigint", "score double", "rate double",
         "ok bool", "meta json")
print(json.dumps({"_table": "calls", "_columns": [
    {"name": k.split()[0], "type": k.split()[1], "key": k == "id bigint"}
    for k in kinds]}))
print(json.dumps({"_table": "calls__lines", "_columns": [
    {"name": "id", "type": "bigint", "key": True},
    {"name": "calls__lines_idx", "type": "bigint", "key": True},
    {"name": "mood", "type": "text"}, {"name": "start", "type": "bigint"},
    {"name": "stop", "type": "bigint"},
    {"name": "confidence", "type": "double"}]}))
for i in range(60):
    print(json.dumps({"_table": "calls", "id": i,
        "grp": ["en", "de", "fr", None][i * 7 % 4], "name": "n%d" % (i % 11),
        "created": "2026-%02d-%02dT%02d:10:00.%03dZ" %
            (1 + i % 3, 1 + i * 5 % 4, i % 24, i),
        "units": None if i % 13 == 0 else i * 37 % 101, "secs": i * i,
        "score": i * 31 % 17 / 16, "rate": None if i % 9 == 0 else i / 8,
        "ok": i % 3 == 0, "meta": {"a": i % 5}}))
    for k in range(i % 4):
        print(json.dumps({"_table": "calls__lines", "id": i,
            "calls__lines_idx": k, "start": k * 1000, "stop": k * 1500 + i,
            "mood": ["POSITIVE", "NEGATIVE", "NEUTRAL"][(i + k) % 3],
            "confidence": (i * 5 + k) % 8 / 8}))
end
aai-sink-parquet -o out <rows
aai-sink-sql -d sqlite <rows | sqlite3 calls.db >/dev/null

cat >compare.py <<'end'
import json, sqlite3, sys
with open(sys.argv[1]) as f:
    got = [list(json.loads(line).values()) for line in f]
want = [list(r) for r in sqlite3.connect("calls.db").execute(sys.argv[2])]
if got != want:
    print("# aai-query:", *got[:9], "# SQLite:", *want[:9], sep="\n# ")
sys.exit(got != want or not got)
end

# Statements are apart by an empty line.
cat >statements <<'end'
SELECT date(c.created), avg(CASE l.mood WHEN 'POSITIVE' THEN 1
WHEN 'NEGATIVE' THEN -1 ELSE 0 END)
FROM calls c JOIN calls__lines l USING (id) GROUP BY date(c.created) ORDER BY 1

SELECT date(c.created), count(*), avg(CASE l.mood WHEN 'POSITIVE' THEN 1
WHEN 'NEGATIVE' THEN -1 ELSE 0 END)
FROM calls__lines l JOIN calls c USING (id) GROUP BY 1 ORDER BY 3 DESC, 1

SELECT grp, round(sum(secs) / 3600.0, 2) FROM calls GROUP BY grp
ORDER BY sum(secs) DESC

SELECT grp, round(avg(score), 3) AS a FROM calls GROUP BY grp ORDER BY a, grp

SELECT grp, round(avg(score), 3) FROM calls GROUP BY 1 ORDER BY avg(score), 1

SELECT strftime('%Y-%m', created) AS month, count(*), round(sum(secs) / 60.0, 1)
FROM calls GROUP BY month ORDER BY sum(secs)

SELECT strftime('%H', created), avg(units), total(rate), sum(units + secs)
FROM calls GROUP BY 1 ORDER BY 2 DESC, 1

SELECT upper(grp), name, count(*), avg(units * 1.0 / (secs + 1)) FROM calls
GROUP BY upper(grp), name ORDER BY count(*) DESC, 4, 1, 2

SELECT name, sum(units) FROM calls GROUP BY name HAVING sum(units) > 100
ORDER BY sum(units) DESC, name

SELECT substr(name, 1, 2) AS p, avg(score) FROM calls GROUP BY p
HAVING avg(score) > 0.2 AND count(*) > 2 ORDER BY round(avg(score), 1), p

SELECT length(name), abs(sum(units) - sum(secs)), max(units) - min(units)
FROM calls GROUP BY length(name) ORDER BY 2

SELECT grp, name, max(created) IS NOT NULL, avg(rate) FROM calls
GROUP BY grp, name ORDER BY avg(rate) DESC, grp, name LIMIT 7

SELECT date(created, 'start of month') AS m, name, sum(score) AS s FROM calls
GROUP BY m, name ORDER BY m, s DESC, name

SELECT d, avg(n) FROM (SELECT date(created) AS d, grp, count(*) AS n FROM calls
GROUP BY 1, 2) GROUP BY d ORDER BY 2, 1

SELECT grp, round(avg(n), 2) FROM (SELECT grp, name, sum(units) AS n FROM calls
GROUP BY grp, name ORDER BY sum(units) DESC LIMIT 20) GROUP BY grp ORDER BY 2, 1

WITH d AS (SELECT date(created) AS day, sum(secs) AS s FROM calls GROUP BY 1)
SELECT day, s, round(100.0 * s / (SELECT sum(s) FROM d), 2) FROM d ORDER BY s

WITH d AS MATERIALIZED (SELECT name, grp, avg(score) AS s FROM calls
GROUP BY name, grp) SELECT grp, round(avg(s), 4), max(s) - min(s), count(name)
FROM d GROUP BY grp ORDER BY avg(s) DESC

SELECT c.grp, l.mood, round(sum(l.stop - l.start) / 60000.0, 4),
avg(l.confidence) FROM calls c JOIN calls__lines l USING (id)
GROUP BY c.grp, l.mood ORDER BY sum(l.stop - l.start), 1, 2

SELECT c.name, count(l.mood), round(coalesce(avg(l.confidence), 0), 2) FROM calls c
LEFT JOIN calls__lines l USING (id) GROUP BY c.name
ORDER BY avg(l.confidence) IS NULL, avg(l.confidence), c.name

SELECT CASE WHEN score > 0.5 THEN 'high' ELSE 'low' END AS k, grp,
round(avg(secs)) FROM calls GROUP BY k, grp ORDER BY k, avg(secs), grp

SELECT grp, count(DISTINCT name), sum(DISTINCT units), avg(DISTINCT score)
FROM calls GROUP BY grp ORDER BY sum(DISTINCT units), grp

SELECT date(created) AS d, count(*) FILTER (WHERE grp = 'en') * 1.0 / count(*),
sum(units) FILTER (WHERE name > 'n5') FROM calls GROUP BY d
ORDER BY sum(units) DESC, d

SELECT json_extract(meta, '$.a') AS a, round(avg(units), 2), min(name)
FROM calls GROUP BY a ORDER BY avg(units)

SELECT group_concat(name) AS names, n FROM (SELECT name, count(*) AS n
FROM calls GROUP BY name ORDER BY name) GROUP BY n ORDER BY n * 2

SELECT grp, units, sum(units) OVER (PARTITION BY grp ORDER BY id) AS so_far
FROM calls WHERE units > 50 ORDER BY grp, id

SELECT grp, name, s, rank() OVER (PARTITION BY grp ORDER BY s DESC, name),
round(avg(s) OVER (PARTITION BY grp), 2) FROM (SELECT grp, name,
sum(secs) AS s FROM calls GROUP BY grp, name) ORDER BY grp, s DESC, name

SELECT strftime('%Y-%m', created) AS m, count(*), sum(count(*)) OVER
(ORDER BY strftime('%Y-%m', created)) FROM calls GROUP BY 1 ORDER BY 1

SELECT name, secs - lag(secs) OVER (PARTITION BY name ORDER BY id) FROM calls
ORDER BY name, id

SELECT grp, sum(units) FROM calls WHERE grp = 'en' GROUP BY grp UNION ALL
SELECT mood, round(avg(confidence), 3) FROM calls__lines GROUP BY mood
ORDER BY 2, 1

SELECT name, round(avg(secs), 1) FROM calls WHERE id IN (SELECT id
FROM calls__lines GROUP BY id HAVING avg(confidence) > 0.3)
GROUP BY name ORDER BY avg(secs) DESC LIMIT 5

SELECT name, sum(units) AS u FROM calls c WHERE score > (SELECT avg(score)
FROM calls d WHERE d.grp = c.grp) GROUP BY name ORDER BY u DESC, name

SELECT ok, round(avg(units), 2), sum(ok) FROM calls GROUP BY ok
ORDER BY avg(units)

SELECT round(score, 1) AS s, name, count(*) FROM calls GROUP BY s, name
ORDER BY count(*) DESC, s * 10, name

SELECT round((julianday(max(created)) - julianday(min(created))) * 24, 3), grp
FROM calls GROUP BY grp ORDER BY 1, 2

SELECT DISTINCT grp, units % 10 FROM calls ORDER BY units % 10, grp

WITH RECURSIVE n(i, t) AS (SELECT 0, 'x' UNION ALL SELECT i + 1, t || 'x'
FROM n WHERE i < 5 ORDER BY 1 DESC) SELECT n.i, round(avg(c.secs) + n.i, 2),
max(c.name) FROM n JOIN calls c ON c.id % 6 = n.i GROUP BY n.i ORDER BY avg(c.secs)
end
awk 'BEGIN { RS = "" } { gsub(/\n/, " "); print }' statements >lines

n=0
while IFS= read -r sql; do
	n=$((n + 1))
	run aai-query out "$sql"
	expect_status 0 "taken: $sql" || cat "$ERR"
	cp "$OUT" got
	check "... and answered as SQLite does" python3 compare.py got "$sql"
done <lines
check "all were asked" [ "$n" -ge 36 ]
done_testing
