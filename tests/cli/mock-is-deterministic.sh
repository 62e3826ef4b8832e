# An account is a function of its seed: the same bytes at every start, whatever
# the order of asking, the port and the cache.

. "$ROOT/tests/lib.sh"
need curl jq

# take DIR OPTION...: all of an account into files, by id, from a new server.
take()
{
	dir=$1
	shift
	stop_mocks
	start_mock "$@"
	mkdir "$dir"
	ask "/v2/transcript?limit=200" | jq -c '.transcripts[]' >"$dir/list"
	jq -r .id "$dir/list" | sort "$order" >ids
	while read -r id; do
		for part in "" /sentences /paragraphs /srt /vtt; do
			ask "/v2/transcript/$id$part"
		done >"$dir/$id"
	done <ids
}

ask()
{
	curl -sS -H 'Authorization: test-key' "$ASSEMBLYAI_BASE_URL$1"
}

order=-f
take a -t 24
order=-r
take b -t 24 --cache 0
check "the same seed gives the same bytes" diff -r a b
expect_equal "$(find a -type f | wc -l)" 25 "that is of 24 transcripts and their list"
order=-f
take c -t 24 --seed 2
expect_equal "$(cat a/list c/list | jq -r .id | sort -u | wc -l)" 48 \
    "another seed gives other ids"
take d -t 30
tail -n 24 d/list >got
same got "a larger account has the smaller one's" <a/list
for f in a/*-*; do
	cmp -s "$f" "d/${f#a/}" || echo "$f"
done >differ
expect_equal "$(cat differ)" "" "with the same content"
take e -t 24 --features lean
ask "/v2/transcript/$(head -n 1 ids)" >lean
check "a lean account is without analyses" jq -e '.chapters == null and
    .entities == null and .utterances == null and
    (.words | length) > 0' lean
jq -r .created e/list | grep -v 'Z$' >zoneless
expect_equal "$(cat zoneless)" "" "and without deviations"
done_testing
