# Metadata of a stranger's table take no more memory than --memory, however
# many values a small file has.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/lake.inc"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"
need python3

cat >make.py <<'END'
import json, os, sys
kind = sys.argv[1]
many = "[" + "1," * 3000000 + "1]"
os.makedirs("lake/t/_delta_log" if "delta" in kind else "lake/t/metadata")
if "delta" in kind:
	actions = ['{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}']
	each = {"delta_txns": '{"txn":{"appId":"%0200d","version":1}}',
	    "delta_files": '{"add":{"path":"%0200d","size":1}}'}.get(kind)
	if each:
		actions += [each % i for i in range(300000)]
	else:
		actions.append({"delta_values": '{"metaData":{"x":%s}}' % many,
		    "delta_line": '{"x":"%s"}' % ("x" * 9000000),
		    "delta_schema": json.dumps({"metaData": {"id": "x", "partitionColumns": [],
		    "schemaString": '{"fields":%s}' % many}})}[kind])
	with open("lake/t/_delta_log/%020d.json" % 0, "w") as f:
		f.write("\n".join(actions) + "\n")
else:
	with open("lake/t/metadata/v1.metadata.json", "w") as f:
		f.write({"iceberg_values": '{"x":%s}' % many,
		    "iceberg_file": '{"x":"%s"}' % ("x" * 9000000)}[kind])
END

# bounded KIND MESSAGE [STATUS]
bounded()
{
	rm -rf lake
	python3 make.py "$1"
	find lake -type f -exec cat {} + | cksum >before
	rows t a:text '"a":"1"' >rows
	run timeout 60 peak kib "aai-sink-${1%_*}" -o lake --memory 64M <rows
	expect_status "${3:-7}" "$1: nothing is published"
	expect_stderr_like "$2" "$1: with the reason"
	# Of it an eighth each is for a line and for what it is taken apart into.
	check "$1: $(cat kib) KiB are taken, with --memory 64M" \
	    [ "$(cat kib)" -le 65536 ]
	find lake -type f -exec cat {} + | cksum >after
	same after "$1: the table is as it was" <before
}

bounded delta_values 'line 2: JSON of more than [0-9]* values; see --memory'
bounded delta_line 'line 2: it is longer than 8388608 bytes.*--memory'
bounded delta_schema 'its schema cannot be read'
for kind in txns files; do
	bounded delta_$kind 'needs more memory than [0-9]* bytes; --memory' 8
done
bounded iceberg_values 'JSON of more than [0-9]* values; see --memory'
bounded iceberg_file 'is longer than 8388608 bytes.*--memory'
done_testing
