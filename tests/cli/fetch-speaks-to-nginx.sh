# Another server than our own stand-in: nginx, with files, gzip, keep-alive that
# ends, limits, and as a proxy before the stand-in.

. "$ROOT/tests/lib.sh"
need nginx jq
start_mock -t 40
mock=$ASSEMBLYAI_BASE_URL
aai-fetch -p limit=20 transcripts >list
aai-fanout --pass transcript_details sentences subtitles <list >want

port=$((20000 + $$ % 20000))
mkdir -p logs temp
cat >nginx.conf <<end
worker_processes 1;
daemon off;
pid $PWD/nginx.pid;
error_log $PWD/logs/error.log;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path $PWD/temp/body;
	proxy_temp_path $PWD/temp/proxy;
	fastcgi_temp_path $PWD/temp/fastcgi;
	uwsgi_temp_path $PWD/temp/uwsgi;
	scgi_temp_path $PWD/temp/scgi;
	gzip on;
	gzip_types *;
	gzip_min_length 20;
	gzip_proxied any;
	keepalive_requests 7;
	limit_req_zone \$binary_remote_addr zone=one:1m rate=60r/s;
	limit_req_status 429;
	server {
		listen 127.0.0.1:$port;
		location / {
			limit_req zone=one burst=10 nodelay;
			proxy_pass $mock;
		}
	}
}
end
nginx -e "$PWD/logs/error.log" -p "$PWD" -c "$PWD/nginx.conf" \
    >logs/out 2>&1 &
nginx=$!
trap 'kill $nginx 2>/dev/null; stop_mocks' EXIT
answers()
{
	kill -0 $nginx 2>/dev/null || return 0
	aai-fetch --retries 0 --base-url "http://127.0.0.1:$port" \
	    --max-records 1 transcripts >/dev/null 2>&1
	[ $? -eq 8 ]
}
wait_for 10 answers
kill -0 $nginx 2>/dev/null || skip_all "nginx does not start here"
export ASSEMBLYAI_BASE_URL="http://127.0.0.1:$port"

run aai-fetch -p limit=20 --retry-budget 1000 transcripts
expect_status 0 "a list through nginx"
same "$OUT" "is the same" <list
run aai-fanout -j 32 --retries 50 --retry-budget 10000 --stats st --pass \
    transcript_details sentences subtitles <list
expect_status 0 "a fan-out over its limits of connections and rate"
same "$OUT" "is the same" <want
check "although it said 429" jq -e '.limited > 0' st
check "over many connections" jq -e '.connections > 5' st
done_testing
