# Where the key comes from, what happens without one, and that nothing the
# programs write or show has it.

. "$ROOT/tests/lib.sh"
key=0123456789abcdefSECRETfedcba9876543210
start_mock -t 30 --key "$key" --control
unset ASSEMBLYAI_API_KEY

run aai-fetch transcripts
expect_status 4 "without a key the status is 4"
expect_stderr_like "set ASSEMBLYAI_API_KEY, or give --key-file" \
    "and what to do is said"
expect_equal "$(wc -c <"$OUT")" 0 "and nothing is written"

run env ASSEMBLYAI_API_KEY=wrong aai-fetch transcripts
expect_status 4 "a wrong key likewise"
expect_stderr_like "401: Authentication error.*check the key" \
    "with the server's words and advice"
expect_equal "$(wc -c <"$OUT")" 0 "and nothing is written"
run env ASSEMBLYAI_API_KEY=wrong aai-fanout --ids sentences <<'end'
5f0c8f0a-1d2e-4b7a-8c3d-0a9b8c7d6e5f
end
expect_status 4 "fanout does the same"
expect_equal "$(wc -c <"$OUT")" 0 "and writes nothing"

run env ASSEMBLYAI_API_KEY="$key" aai-fetch transcripts
expect_status 0 "a key from the environment"
cp "$OUT" want
(umask 077 && printf ' %s\r\n' "$key" >key)
run aai-fetch --key-file key transcripts
expect_status 0 "a key from a file, with blanks around it"
expect_silence "which nobody else can read"
same "$OUT" "gives the same" <want
chmod 644 key
run aai-fetch --key-file key transcripts
expect_status 0 "a file that others can read"
expect_stderr_like "others can read the key file 'key'; chmod 600" \
    "gets a warning"
run aai-fetch --key-command "cat key" transcripts
expect_status 0 "a key from a command"
run aai-fetch --key-command "echo; false" transcripts
expect_status 4 "a command that fails"
expect_stderr_like "holds no key|key command failed \(status 1\)" "is told"
run aai-fetch --key-command "cat key" --key-file key transcripts
expect_status 2 "one source at a time"
run aai-fetch --key-file nothing transcripts
expect_status 4 "a file that is not there"
printf 'a\nb\n' >two
run aai-fetch --key-file two transcripts
expect_status 4 "a key with a line end in it is refused"
expect_equal "$(wc -c <"$OUT")" 0 "before anything is sent"
mkdir credentials && cp key credentials/assemblyai_api_key
run env CREDENTIALS_DIRECTORY="$PWD/credentials" aai-fetch transcripts
expect_status 0 "a key from systemd's credentials"

# The variable is gone for whoever looks.
run env ASSEMBLYAI_API_KEY="$key" aai-fetch --key-command \
    'cat key; printenv >seen' transcripts
check "a command does not see the variable" test -s seen
unlike seen SECRET "nor its value"
run env ASSEMBLYAI_API_KEY="$key" aai-fetch \
    --jq '{a: (env | tostring)}' transcripts
unlike "$OUT" SECRET "nor does a jq program"
mkfifo p
ASSEMBLYAI_API_KEY=$key aai-fanout --ids sentences <p >/dev/null 2>&1 &
pid=$!
exec 3>p
# The process keeps its memory from all but root, after its first moments.
gone()
{
	[ -r "/proc/$pid/environ" ] || return 0
	tr '\0' '\n' <"/proc/$pid/environ" >environ 2>/dev/null &&
	    grep -q '^HOME=' environ && ! grep -q SECRET environ
}
if [ -r "/proc/$pid/environ" ] && [ -z "${VALGRIND-}" ]; then
	check "nor does who reads /proc" wait_for 5 gone
fi
exec 3>&-
wait "$pid"

# Everything they write, at their most talkative, over failures of all kinds.
start_mock -t 30 --key "$key" --control -f kind=500,every=5 \
    -f kind=redirect,to=other,every=11,route=srt -f kind=cut,every=7 \
    -f kind=429,retry-after=0,every=13
mkdir all
export ASSEMBLYAI_API_KEY="$key"
for format in text json; do
	aai-fetch -v --log-format $format --progress always --spool all/spool \
	    --stats all/stats.$format --state all/none --end transcripts \
	    >all/records.$format 2>all/err.$format
	aai-fanout -v --log-format $format --stats all/fan.$format \
	    --spool all/spool --failed all/failed.$format --retries 2 --pass \
	    sentences subtitles <all/records.$format \
	    >all/children.$format 2>>all/err.$format
	aai-fetch -v --dry-run transcripts >>all/err.$format 2>&1
	env ASSEMBLYAI_API_KEY="${key}x" aai-fetch -v transcripts \
	    >>all/err.$format 2>&1
	aai-fetch -v --base-url http://127.0.0.1:9 --retries 0 transcripts \
	    >>all/err.$format 2>&1
done
find all -name '*.gz' -exec gzip -dc {} + >all/responses
check "there is a lot of it" test -s all/err.text -a -s all/responses
grep -rlF "$key" all >found
same found "the key is nowhere in it" </dev/null
run curl -sf "$ASSEMBLYAI_BASE_URL/_mock/stats"
expect_stdout_like '"leaks": ?0' "nor where the server should not see it"
# A file that is none.
(cat /dev/zero | tr '\0' k | head -c 70000) >long && chmod 600 long
run aai-fetch --key-file long transcripts
expect_status 4 "a key file that is too long to be one"
expect_stderr_like "the key file holds more than 65536 bytes" "is told"
run aai-fetch --key-command 'cat long' transcripts
expect_status 4 "likewise what a command prints"
done_testing
