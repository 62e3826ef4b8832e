# A description, a stranger's perhaps, gets the variables that are its own and
# no others; what goes where is said.

. "$ROOT/tests/lib.sh"
start_mock -t 3 --key hunter2secret
mock=$ASSEMBLYAI_BASE_URL

# describe NAME AUTH [MEMBERS]: a description of that name.
describe()
{
	cat >d.json <<end
{"name": "$1", "base_url": "$mock", ${3-} "auth": {"kind": "header", $2},
"resources": {"r": {"path": "/v2/transcript", "records": "transcripts"}}}
end
}

# taken NAME VARIABLE, left NAME VARIABLE: whether it is read.
taken()
{
	describe "$1" "\"key_env\": \"$2\""
	run env "$2=hunter2secret" aai-fetch --api d.json r
	expect_status 0 "'$1' has $2"
	expect_stderr_like "the key in $2 is for $mock, as d.json says" \
	    "... which is said, and where it goes"
	unlike "$ERR" hunter2 "... but not the key"
}

left()
{
	describe "$1" "\"key_env\": \"$2\""
	run env "$2=hunter2secret" aai-fetch --api d.json r
	expect_status 4 "'$1' has not $2"
	expect_stderr_like "d.json names the variable $2, which does not begin" \
	    "... which is said"
	expect_stderr_like "--key-env $2" "... and what may be done"
	unlike "$ERR" hunter2 "... but not the key"
}

taken weather WEATHER_API_KEY
taken 'my shop-2.x' MY_SHOP_2_X_TOKEN
left weather AWS_SECRET_ACCESS_KEY
left weather PGPASSWORD
left weather HOMER
left weather WEATHER
left weather WEATHER_
left weather WEATHERAPI_KEY
left weather weather_key
left a AWS_SECRET_ACCESS_KEY
left '' _KEY
left '_' __KEY
left "$(printf '\303\244')" __KEY
left aai AAI_WEBHOOK_AUTH
left '(built in)' ASSEMBLYAI_KEY

describe weather '"key_env": "AWS_SECRET_ACCESS_KEY"'
export AWS_SECRET_ACCESS_KEY=hunter2secret
run aai-fetch --api d.json --key-env AWS_SECRET_ACCESS_KEY r
expect_status 0 "--key-env is the user's word"
expect_stderr_like "AWS_SECRET_ACCESS_KEY is for $mock" "and is said, too"
run aai-fetch -q --api d.json --key-env AWS_SECRET_ACCESS_KEY r
expect_silence "but not with -q"
run aai-fetch --api d.json --key-env NOTHING r
expect_status 4 "a variable that is not set is not a key"
expect_stderr_like "NOTHING is not set" "and said so"
run aai-fetch --api d.json --key-env AWS_SECRET_ACCESS_KEY --key-file d.json r
expect_status 2 "there is one source"
run aai-fetch --api d.json --key-command 'printenv AWS_SECRET_ACCESS_KEY' r
expect_status 0 "what is not read is left to others"
(umask 077 && echo hunter2secret >key)
run aai-fetch --api d.json --key-file key r
expect_status 0 "a file of the user's choice"
expect_silence "is not in question"
run aai-fetch transcripts --key-env AWS_SECRET_ACCESS_KEY
expect_status 0 "what is built in takes one as well"
expect_silence "and speaks to its own servers"

# A base URL may be a secret, too; an own variable is taken.
export AWS_URL=http://user:hunter2@127.0.0.1:9 WEATHER_URL=http://127.0.0.1:9
describe weather '"key_env": "WEATHER_KEY"' '"base_url_env": "AWS_URL",'
run aai-fetch --dry-run --api d.json r
expect_stdout_like "^GET $mock/v2" "no other variable is a base URL"
describe weather '"key_env": "WEATHER_KEY"' '"base_url_env": "WEATHER_URL",'
run aai-fetch --dry-run --api d.json r
expect_stdout_like "^GET http://127.0.0.1:9/v2" "an own one is"
describe aws '"key_env": "AWS_KEY"' '"base_url_env": "AWS_TOKEN",'
for value in hunter2 hunter2:x postgres://h/db?p=hunter2 \
    https://u:hunter2@h/ 'https://hunter2 x' file:///hunter2; do
	run env AWS_TOKEN="$value" aai-fetch --dry-run --api d.json r
	expect_status 2 "'$value' is not a base URL"
	expect_stderr_like "AWS_TOKEN does not hold a URL" "which is said"
	unlike "$ERR" hunter2 "without it"
done

# Credentials are plain files of one folder.
mkdir creds creds/folder victim && cp key victim/key && cp key creds/shop
ln -s ../victim/key creds/linked && mkfifo creds/pipe
export CREDENTIALS_DIRECTORY="$PWD/creds"
describe t '"credential": "shop"'
run aai-fetch --api d.json r
expect_status 0 "a credential is read"
expect_stderr_like "the credential 'shop' is for $mock" "and said"
for name in ../victim/key ./../victim/key x/../../victim/key \
    "$PWD/victim/key" .. . '' shop/; do
	describe t "\"credential\": \"$name\""
	run aai-fetch --api d.json r
	expect_status 2 "'$name' is not a credential"
	expect_stderr_like "credential: .*without a slash" "... and why"
done
for name in linked folder pipe; do
	describe t "\"credential\": \"$name\""
	run aai-fetch --api d.json r
	expect_status 4 "a credential that is a $name is refused"
	expect_stderr_like "the credential '$name'" "... which is said"
done
describe t '"credential": "missing", "key_env": "T_KEY"'
run aai-fetch --api d.json r
expect_status 4 "one that is missing is not a key"
expect_stderr_like "set T_KEY" "and what to do is said"

# A header can have the request, with the key, go to another customer of the
# same server than the one that is named.
for header in 'Host: evil.example' 'host:evil.example' 'Content-Length: 5' \
    'Transfer-Encoding: chunked' ':authority: evil.example' 'Host : x'; do
	cat >d.json <<end
{"name": "fine", "base_url": "$mock", "auth": {"kind": "header",
 "key_env": "FINE_KEY"}, "resources": {"r": {"path": "/v2/transcript",
 "records": "transcripts", "headers": ["Accept: */*", "$header"]}}}
end
	run env FINE_KEY=hunter2secret aai-fetch --api d.json r
	expect_status 2 "no description adds '$header'"
	expect_stderr_like "'headers' of lines \"Name: value\", without Host" \
	    "... which is said"
done
describe fine '"name": "Host", "key_env": "FINE_KEY"'
run env FINE_KEY=hunter2secret aai-fetch --api d.json r
expect_status 2 "nor does the key go into such a header"
done_testing
