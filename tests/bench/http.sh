# Requests a second over 50 ms of latency, 64 in flight, beside curl --parallel
# on the same URLs; CPU for a request; a list of pages beside a loop of curl
# and jq; how long a run takes that asks for one page; and how much memory many
# children take, in order and not.
#
#	N=20000 CHILDREN=1000000 tests/bench/run tests/bench/http.sh

n=${N:-5000}
jobs=64
latency=50

command -v aai-mock >/dev/null || { echo "no aai-mock was built"; exit 1; }

# start NAME OPTION...: a server; its base URL goes to the variable $base.
start()
{
	name=$1
	shift
	aai-mock -p 0 --port-file "$name.port" -t "$n" --features lean --words 20 \
	    --failed 0 --deleted 0 --pending 0 "$@" >"$name.out" 2>"$name.err" &
	pids="${pids-} $!"
	trap 'kill $pids' EXIT
	while ! [ -s "$name.port" ]; do
		sleep 0.1
	done
	base=http://127.0.0.1:$(cat "$name.port")
	ASSEMBLYAI_BASE_URL=$base
	ASSEMBLYAI_API_KEY=test-key
	export ASSEMBLYAI_BASE_URL ASSEMBLYAI_API_KEY
}

# measure COMMAND...: its seconds go to $wall, of the CPU to $cpu.
measure()
{
	from=$(date +%s%N)
	sh -c '"$@"; s=$?; times >cpu; exit $s' sh "$@" || exit 1
	wall=$(echo "$(date +%s%N) $from" | awk '{ print ($1 - $2) / 1e9 }')
	cpu=$(tr 'ms' '  ' <cpu | awk 'NR == 2 { print $1 * 60 + $2 + $3 * 60 + $4 }')
}

# ratio A B: A / B with two digits after the point.
ratio()
{
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

start now
aai-fetch --rate 0 transcripts >list || exit 1
sed 's/.*"id": *"\([^"]*\)".*/\1/' list >ids
[ "$(wc -l <ids)" -eq "$n" ] || { echo "not $n ids"; exit 1; }

# Starting up: one page of a small list.
i=0
from=$(date +%s%N)
while [ $i -lt 20 ]; do
	aai-fetch --max-records 1 transcripts >one 2>one.err
	i=$((i + 1))
done
awk -v a="$from" -v b="$(date +%s%N)" 'BEGIN {
	printf "one page, from start to end: %.1f ms\n", (b - a) / 20 / 1e6
}'

start late --latency ${latency}ms
possible=$((jobs * 1000 / latency))
measure aai-fanout --ids -j $jobs --rate 0 sentences <ids >ours
[ "$(sed 's/.*"transcript_id": *"\([^"]*\)".*/\1/' ours | uniq | wc -l)" -ge \
    $((n * 9 / 10)) ] || { echo "children are missing"; exit 1; }
ours=$(ratio "$n" "$wall")
echo "aai-fanout: $ours requests/s of $possible possible, ratio $(
	ratio "$ours" $possible), CPU $(ratio "${cpu}e6" "$n") us each"
our_cpu=$cpu

if command -v curl >/dev/null; then
	awk -v base="$base" '{
		print "url = " base "/v2/transcript/" $0 "/sentences"
		print "output = /dev/null"
	}' ids >config
	measure curl -s --parallel --parallel-max $jobs --compressed \
	    -H "Authorization: test-key" -K config 2>curl.err
	theirs=$(ratio "$n" "$wall")
	echo "curl --parallel: $theirs requests/s, CPU $(
		ratio "${cpu}e6" "$n") us each"
	echo "ours to curl's: $(ratio "$ours" "$theirs") in speed, $(
		ratio "$our_cpu" "$cpu") in CPU"
fi

# The list, page by page.
loop()
{
	url="$base/v2/transcript?limit=200"
	while [ "$url" != null ]; do
		curl -s -H "Authorization: test-key" "$url" >page || return 1
		jq -c '.transcripts[]' page
		url=$(jq -r .page_details.prev_url page)
		case $url in
		/*) url=$base$url ;;
		http*://*/v2/*) url=$base/v2/${url#*/v2/} ;;
		esac
	done
}

measure aai-fetch --rate 0 transcripts >ours
echo "aai-fetch: $(wc -l <ours) records in $wall s, CPU $cpu s"
if command -v curl >/dev/null && command -v jq >/dev/null; then
	from=$(date +%s%N)
	loop >theirs || exit 1
	echo "curl and jq: $(wc -l <theirs) records in $(echo \
	    "$(date +%s%N) $from" | awk '{ print ($1 - $2) / 1e9 }') s"
fi

# Many children in little memory; tests/cli/fanout-takes-constant-memory.sh
# holds the same bounds for fewer.
n=${CHILDREN:-100000}
peak=$BUILD/tools/peak
[ -x "$peak" ] || { echo "no $peak was built"; exit 1; }
# holds WHAT MOST: the peak in ./peak is below this many KiB.
holds()
{
	echo "$1: $(cat peak) KiB at most, $2 allowed"
	[ "$(cat peak)" -lt "$2" ]
}
start many
"$peak" peak aai-fetch transcripts >parents || exit 1
[ "$(wc -l <parents)" -eq "$n" ] || { echo "not $n parents"; exit 1; }
holds "aai-fetch, $n records" 24576 || exit 1
for order in '' --unordered; do
	# shellcheck disable=SC2086 # one word or none
	"$peak" peak aai-fanout -q -j $jobs --memory 8M $order subtitles \
	    <parents | sed 's/.*"transcript_id": *"\([^"]*\)".*/\1/' | uniq |
	    sort -u | wc -l >got
	[ "$(cat got)" -eq "$n" ] || { echo "children are missing"; exit 1; }
	holds "aai-fanout $order, $n children" 40960 || exit 1
done
