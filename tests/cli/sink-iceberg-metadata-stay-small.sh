# The metadata of an Iceberg table grow with the number of loads, no faster:
# manifests are merged and old metadata files go; no snapshot does.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need jq

# load FOLDER N: append a row with that number.
load()
{
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    "{\"_table\":\"t\",\"a\":$2}" | aai-sink-iceberg -o "$1" -q --append
}

# loads FOLDER FROM TO
loads()
{
	i=$2
	while [ "$i" -le "$3" ]; do
		load "$1" "$i"
		i=$((i + 1))
	done
}

# versions FOLDER: how many metadata files there are.
versions()
{
	find "$1/t/metadata" -name 'v*.metadata.json' | wc -l | tr -d ' '
}

# manifests FOLDER: how many the current snapshot has.
manifests()
{
	list=$(jq -r '."current-snapshot-id" as $id | .snapshots[] |
	    select(."snapshot-id" == $id) | ."manifest-list"' \
	    "$(iceberg_file "$1/t")")
	LC_ALL=C grep -ao '[0-9a-f]*-m[0-9]*\.avro' "${list#file://}" | wc -l |
	    tr -d ' '
}

# size FOLDER: bytes of its metadata.
size()
{
	cat "$1"/t/metadata/* | wc -c | tr -d ' '
}

# rows FOLDER: the sum of its rows' numbers, and how many there are.
rows()
{
	aai-show -j "$1/t" | jq -s 'map(.a // empty) | "\(length) \(add)"'
}

loads lake 1 10
expect_equal "$(manifests lake)" 10 "ten loads have ten manifests"
expect_equal "$(versions lake)" 10 "and ten versions"
loads lake 11 11
expect_equal "$(manifests lake)" 2 "the next one merges those before it"
expect_equal "$(versions lake)" 11 "all versions are there"
expect_equal "$(rows lake)" '"11 66"' "and all rows"
loads lake 12 24
small=$(size lake)
expect_equal "$(versions lake)" 11 "of more versions the oldest go"
check "not the newest" [ -e lake/t/metadata/v24.metadata.json ]
expect_equal "$(jq '.snapshots | length' "$(iceberg_file lake/t)")" 24 \
    "no snapshot goes"
expect_equal "$(jq '."metadata-log" | length' "$(iceberg_file lake/t)")" 10 \
    "those that went are named no more"
ok=0
for list in $(jq -r '.snapshots[]."manifest-list"' "$(iceberg_file lake/t)"); do
	[ -e "${list#file://}" ] || ok=1
done
check "every snapshot's list is there" [ $ok = 0 ]
loads lake 25 48
expect_equal "$(rows lake)" '"48 1176"' "48 loads have all their rows"
check "in few manifests" [ "$(manifests lake)" -le 15 ]
check "twice the loads have about twice the metadata" \
    [ "$(size lake)" -le $((small * 5 / 2)) ]
first=$(jq -r '.snapshots[0]."manifest-list"' "$(iceberg_file lake/t)")
check "the first snapshot has its manifest" \
    [ -e lake/t/metadata/"$(LC_ALL=C grep -ao '[0-9a-f-]*-m0\.avro' "${first#file://}" | sed 1q)" ]

# property FOLDER FILTER: the table's newest version, changed by jq.
property()
{
	file=$(iceberg_file "$1/t")
	jq -c "$2" "$file" >changed
	cp changed "$file"
}

loads few 1 2
property few '.properties."write.metadata.previous-versions-max" = "2" |
    .properties."commit.manifest.min-count-to-merge" = "3"'
loads few 3 7
expect_equal "$(versions few)" 3 "a table's own number of versions counts"
check "and when its manifests are merged" [ "$(manifests few)" -le 4 ]
loads all 1 2
property all '.properties."write.metadata.delete-after-commit.enabled" = "false"
    | .properties."commit.manifest-merge.enabled" = "false"'
loads all 3 14
expect_equal "$(versions all)" 14 "all are kept where they are to be"
expect_equal "$(manifests all)" 14 "as are manifests"
loads other 1 2
property other '.properties = {}'
loads other 3 14
expect_equal "$(versions other)" 14 "as in a table that another program made"
check "which is written down" jq -e '.properties |
    ."write.metadata.delete-after-commit.enabled" == "false"' \
    "$(iceberg_file other/t)"

# What a version names may be anything; only versions of the table go.
loads evil 1 12
: >evil/kept
mkdir evil/t/metadata/vv
: >evil/t/metadata/vv/v1.metadata.json
: >evil/t/metadata/v999.metadata.json.bak
property evil '.location as $at | ."metadata-log" = ([
    "/metadata/v13.metadata.json", "/metadata/v12.metadata.json",
    "/metadata/vv/v1.metadata.json", "/metadata/../../kept",
    "/metadata/v999.metadata.json.bak", "/metadata/v01.metadata.json",
    "/metadata/v-1.metadata.json", "/data"] | map({"timestamp-ms": 1,
    "metadata-file": ($at + .)})) + [5, {}, {"metadata-file": 7},
    {"metadata-file": "file:///etc/v1.metadata.json"}] + ."metadata-log"'
ls -R evil >before
load evil 13
check "the version before is there" [ -e evil/t/metadata/v12.metadata.json ]
check "and the new one" [ -e evil/t/metadata/v13.metadata.json ]
check "nothing else is gone" [ -e evil/kept -a -e evil/t/metadata/vv/v1.metadata.json \
    -a -e evil/t/metadata/v999.metadata.json.bak ]
check "the table is whole" [ "$(rows evil)" = '"13 91"' ]

done_testing
