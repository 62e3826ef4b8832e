# An input that is cut, or no JSON, ends with status 6 and the place; what was
# written so far is left cut as well.

. "$ROOT/tests/lib.sh"

# cut TEXT PLACE TITLE: this input (a printf format) is refused at that place.
cut()
{
	# shellcheck disable=SC2059 # formats are what it is given
	printf "$1" >input
	run aai-flatten -t t <input
	expect_status 6 "$3"
	like "$ERR" "^aai-flatten: standard input: $2" "... and its place told"
	tail -c 1 "$OUT" | od -An -c >last
	unlike last '\\n' "... and the output does not end a line"
}

cut '{"a":1}\n{"b":' 'line 2 \(byte 13\): the input is cut' \
    "a record that is not whole is a cut"
cut '{"a":1}\n{"b":2' 'line 2 \(byte 14\): the input is cut' \
    "so is one without its brace"
cut '{"a":1}\n{"b":tru}\n' 'line 2 \(byte 13\): invalid JSON' \
    "a wrong literal is refused"
cut '{"a":1}\n{"b":1,}\n' 'line 2 \(byte 15\): invalid JSON' \
    "so is a comma too many"
cut '{"a":1}\n{"b":1} {"b":1}\n' 'line 2 \(byte 16\): invalid JSON' \
    "so are two records on a line, where each had one"
cut '[1]\n' 'line 1 \(byte 1\): a record must be an object' \
    "so is a list of no records"
cut '{"a":1\n{"a":2}\n{"a":3}\n' 'line 1 \(byte 6\): the record is cut' \
    "so is a line that is cut before others, at its place"
cut '{"a":"1\n{"a":2}\n' 'line 1 \(byte 7\): the record is cut' \
    "so is one that is cut within a string"

printf '{"a":1}' >input
run aai-flatten -t t <input
expect_status 0 "a whole record without LF is a whole stream"
: >input
run aai-flatten -t t <input
expect_status 0 "no byte is not a cut"
expect_stdout "... and gives no byte" </dev/null
printf '\n' >input
run aai-flatten -t t <input
expect_status 0 "a stream without records is whole"
expect_stdout "... and gives one LF" <input
done_testing
