# Deliveries a second over 64 connections, each answered when it is on disk,
# beside what one flush a delivery would allow on the same disk.
#
#	SECONDS_EACH=10 tests/bench/run tests/bench/listen.sh

seconds=${SECONDS_EACH:-5}

command -v aai-listen >/dev/null || { echo "no aai-listen was built"; exit 1; }
command -v wrk >/dev/null || {
	echo "no wrk here; tests/deps --bench installs it"
	exit 0
}

# One flush a delivery: writes of a record's size, each to the disk.
bound()
{
	from=$(date +%s%N)
	dd if=/dev/zero of=flushes bs=160 count=200 oflag=dsync 2>dd.err ||
		exit 1
	echo "$from $(date +%s%N)" |
	    awk '{ printf "%.0f", 200 / (($2 - $1) / 1e9) }'
}

cat >post.lua <<'script'
local id, n, threads = 0, 0, 0
function setup(thread)
	thread:set("id", threads)
	threads = threads + 1
end
function request()
	n = n + 1
	return wrk.format("POST", "/?customer=7",
	    { ["Content-Type"] = "application/json" },
	    '{"transcript_id":"t' .. id .. "-" .. n ..
	    '","status":"completed"}')
end
script

aai-listen -q -p 0 --port-file port -j hooks.ndjson --stats stats.json \
    >/dev/null 2>err &
pid=$!
trap 'kill -9 $pid 2>/dev/null' EXIT
while ! [ -s port ]; do
	sleep 0.1
done
before=$(bound)
wrk -t 1 -c 64 -d "$seconds" --latency -s post.lua \
    "http://127.0.0.1:$(cat port)/" >wrk.out || exit 1
after=$(bound)
cpu=$(awk '{ print ($14 + $15) }' "/proc/$pid/stat")
kill -TERM $pid
wait $pid || exit 1
trap - EXIT
taken=$(sed 's/.*"taken":\([0-9]*\).*/\1/' stats.json)
flushes=$(sed 's/.*"flushes":\([0-9]*\).*/\1/' stats.json)
rate=$(awk '/^Requests\/sec/ { print $2 }' wrk.out)
if grep -q 'Non-2xx' wrk.out; then
	echo "not all deliveries were taken"
	exit 1
fi
echo "one flush a delivery: $before/s before, $after/s after"
awk -v rate="$rate" -v taken="$taken" -v flushes="$flushes" -v cpu="$cpu" \
    -v a="$before" -v b="$after" -v hz="$(getconf CLK_TCK)" 'BEGIN {
	printf "aai-listen: %.0f deliveries/s (%.1f times that), " \
	    "%.0f with one flush, CPU %.0f us each\n", rate,
	    rate / ((a + b) / 2), taken / flushes, cpu / hz * 1e6 / taken
}'
awk '$1 == "50%" || $1 == "99%" { print "answered within " $2 " (" $1 ")" }' \
    wrk.out
