# What fails in passing is asked for again; ids that are not known are left
# out; --failed takes what cannot be expanded, and fanout takes it back.

. "$ROOT/tests/lib.sh"
need jq

start_mock -t 60 --pending 0 --failed 0 --deleted 0
aai-fetch transcripts >parents
aai-fanout --pass sentences subtitles <parents >want
head -n 12 parents >some
aai-fanout --pass sentences subtitles <some >want12

for fault in kind=429,retry-after=0 kind=500,every=3 kind=503 kind=cut \
    kind=cut,framing=chunked kind=cut,framing=close,route=sentences \
    kind=drop kind=half-token,route=sentences kind=half-utf8,route=sentences \
    kind=html kind=garbage,route=sentences kind=empty,route=sentences \
    kind=gzip-cut kind=missing kind=cut,framing=close,route=srt \
    kind=cut,framing=close,at=99%,route=srt kind=half-utf8,route=srt \
    kind=empty,route=srt; do
	start_mock -t 60 --pending 0 --failed 0 --deleted 0 --gzip \
	    -f "$fault,times=1"
	run aai-fanout --pass sentences subtitles <some
	expect_status 0 "$fault passes"
	same "$OUT" "$fault: the children are the same" <want12
done

# Subtitles have no end of their own.
start_mock -t 60 --pending 0 --failed 0 --deleted 0 \
    -f kind=none,framing=close,route=srt
run aai-fanout --pass --stats st sentences subtitles <some
expect_status 0 "subtitles that never tell their end are taken"
same "$OUT" "as they are" <want12
check "once they came twice" grep -q '"retries":1[0-9],' st
run aai-fanout --retries 0 subtitles <some
expect_status 5 "not at once"
expect_stderr_like "ended with the connection" "and it is told why"
start_mock -t 60 --pending 0 --failed 0 --deleted 0 \
    -f kind=none,framing=close,route=srt \
    -f kind=cut,at=40%,framing=close,route=srt,times=1
run aai-fanout --pass sentences subtitles <some
expect_status 0 "among cut ones"
same "$OUT" "the whole ones are taken" <want12
id=$(sed -n 2p some | jq -r .id)
start_mock -t 60 --pending 0 --failed 0 --deleted 0 \
    -f kind=cut,framing=close,times=1,route=srt
run aai-fetch -p "transcript_id=$id" subtitles
expect_status 0 "fetch looks as well"
grep "$id" want12 | grep '^{"_table":"subtitles' >want1
same "$OUT" "and gets all" <want1

# Unknown for good.
id=$(sed -n 5p some | jq -r .id)
start_mock -t 60 --pending 0 --failed 0 --deleted 0 \
    -f "kind=missing,path=$id"
run aai-fanout --stats st --pass sentences subtitles <some
expect_status 3 "an id that is not known leaves a part out"
expect_stderr_like "sentences: '$id' is not known there" "which is told"
expect_stderr_like "2 times an id was not known" "and summed up"
jq -c --arg id "$id" 'select(.transcript_id != $id)' want12 >rest
jq -c . "$OUT" >got
run aai-fanout --strict --stats strict.st sentences subtitles <some
expect_status 1 "with --strict that is an error"
expect_stderr_like "2 times an id was not known .--strict.$" "which is told"
check "and leaves the stream cut" test "$(tail -c 1 "$OUT")" != "}" -a \
    "$(tail -c 2 "$OUT" | tr -d '\n')" != "}"
check "the counts are there" grep -q '"missing":1' strict.st
same got "all the rest is there" <rest
like st '"missing":1,' "and it is counted"

# Not for this key.
start_mock -t 60 --pending 0 --failed 0 --deleted 0 -f "kind=403,path=$id"
run aai-fanout --stats st --spool seen --pass sentences subtitles <some
expect_status 3 "an id that is not for this key leaves a part out"
expect_stderr_like "2 times the key was not enough" "which is told"
like st '"forbidden":1}' "and counted"
jq -c . "$OUT" >got
same got "all the rest is there" <rest
run aai-fanout --spool seen --offline --pass sentences subtitles <some
expect_status 3 "and offline as well"
jq -c . "$OUT" >got
same got "the rest is there" <rest
head -n 1 some >first
start_mock -t 60 --pending 0 --failed 0 --deleted 0 -f kind=403
run aai-fanout --failed f sentences <some
expect_status 4 "a key that is for nothing ends the run"
expect_stderr_like "403: .*check the key" "and is told"
start_mock -t 60 --pending 0 --failed 0 --deleted 0 \
    -f kind=401,route=sentences,from=5,max=1
run aai-fanout -j 1 sentences <some
expect_status 4 "as does one that is no longer one"

# Put aside.
start_mock -t 60 --pending 0 --failed 0 --deleted 0 \
    -f "kind=500,path=$id/srt"
run aai-fanout --retries 0 --failed failed --pass sentences subtitles <some
expect_status 3 "with --failed the rest goes on"
expect_stderr_like "1 parents could not be expanded; see failed" "and is told"
sed -n 5p some >expected
same failed "the parent is put aside as it came" <expected
jq -c --arg id "$id" 'select(.transcript_id != $id and .id != $id)' want12 \
    >rest
jq -c . "$OUT" >got
same got "with nothing of it in the output" <rest
cp "$OUT" first
start_mock -t 60 --pending 0 --failed 0 --deleted 0
run aai-fanout --failed failed --pass sentences subtitles <failed
expect_status 2 "a file that is read is not written"
expect_stderr_like "'failed' is the input; rename it" "and it is told what to do"
mv failed now
run aai-fanout --failed failed --pass sentences subtitles <now
expect_status 0 "what was put aside is fed back"
cat first "$OUT" | sort >got
sort want12 >sorted
same got "and both together are the whole" <sorted
check "nothing is aside any more" test -e failed -a ! -s failed
jq -r .id parents >ids
start_mock -t 60 --pending 0 --failed 0 --deleted 0 -f "kind=400,path=$id"
run aai-fanout --ids --failed again sentences <ids
expect_status 3 "ids"
same again "are put aside as ids" <<end
$id
end
run aai-fanout --ids sentences <ids
expect_status 1 "without --failed a lasting failure ends the run"
expect_stderr_like "GET .*$id/sentences: 400: " "and is told"
run aai-fanout --failed nowhere/f sentences <some
expect_status 7 "a file that cannot be made"

# Each run puts its own after what is there.
start_mock -t 20 --pending 0 --failed 0 --deleted 0 \
    -f kind=500,route=sentences,from=5,max=6
aai-fetch transcripts >parents
rm -f all
run aai-fanout -j 1 --retries 0 --failed all sentences <parents
expect_status 3 "a run that fails in part"
cp all before
check "puts some aside" test "$(wc -l <before)" = 6
run aai-fanout -j 1 --failed all sentences <parents
expect_status 0 "a run that ends well"
same all "leaves what is aside" <before
start_mock -t 20 --pending 0 --failed 0 --deleted 0 \
    -f kind=500,route=sentences,max=1
printf '{"_table":' >>all
run aai-fanout -j 1 --retries 0 --failed all sentences <parents
(cat before && printf '{"_table":\n' && head -n 1 parents) >want
same all "and another adds to it, in lines of its own" <want

# A server that is gone.
run aai-fanout --base-url http://127.0.0.1:9 --retries 1 sentences <some
expect_status 5 "no server"
expect_equal "$(wc -c <"$OUT")" 0 "no byte"

# Redacted audio is made while one asks.
start_mock -t 12 --redacted-waits 2
aai-fetch transcripts >parents
run aai-fanout --stats st redacted_audio <parents
expect_status 0 "redacted audio that is not ready yet is awaited"
expect_equal "$(jq -r .status "$OUT" | sort -u)" redacted_audio_ready \
    "until it is"
check "and what has none is not a failure" grep -q '"absent":[1-9]' st
start_mock -t 12 --redacted-waits 200
run aai-fanout --retries 1 redacted_audio <parents
expect_status 5 "one that is never ready is a passing failure"
expect_stderr_like "it is not ready yet" "and is told"
done_testing
