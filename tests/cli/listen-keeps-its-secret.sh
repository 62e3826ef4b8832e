# What a listener knows is in no core of it, and its command gets neither the
# secret nor the listener's descriptors.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need curl

# post BODY: the status.
post()
{
	curl -s -o answer -w '%{http_code}' -d "$1" -H 'X-Secret: s3cret' \
	    -H 'Content-Type: application/json' "http://127.0.0.1:$(cat port)/"
}

mkdir child
cat >look.sh <<'END'
cat >/dev/null
cd child || exit 1
env >env
ls -l /proc/$$/fd >fds
ulimit -c >limit
END
# shellcheck disable=SC3045 # every sh that is in use has it
{
	ulimit -c unlimited 2>/dev/null
	ulimit -c >limit
}
AAI_WEBHOOK_AUTH=s3cret listen --auth-header X-Secret --every-records 1 \
    --exec 'sh ./look.sh'
expect_equal "$(post '{"n":1}')" 200 "a delivery is taken"
check "the command ends well" wait_for 60 reaches hooks.ndjson.mark 1
unlike child/env 's3cret' "the secret is not in its environment"
like child/env '^AAI_WINDOW=0*1-0*1$' "its window is"
unlike child/fds 'socket|eventpoll|eventfd|hooks\.ndjson$|hooks\.ndjson\.mark' \
    "it has no connection, and neither journal nor mark"
# Sanitizers switch cores off.
[ -n "${SAN-}" ] ||
	same child/limit "a core of its own is the user's affair" <limit

# A control: here, a program that is hit so does leave a core.
(cd child && exec sh -c 'kill -SEGV $$') 2>/dev/null
if [ -n "$(find child -name '*core*')" ]; then
	kill -SEGV $pid
	wait $pid
	expect_equal "$(find . -maxdepth 1 -name '*core*')" "" \
	    "the listener leaves none"
else
	kill -KILL $pid
	wait $pid
	skip "the listener leaves none" "cores go elsewhere here"
fi
rm -f child/*core*
grep -rl s3cret . >found
same found "the value is in no file" </dev/null
trap - EXIT
done_testing
