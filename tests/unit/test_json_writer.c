/* JSON is written, separators included. */
#include "json/writer.h"

#include "tap.h"

static void
members(void)
{
	struct buf b = buf_make(1000);
	struct json_writer w = { .out = &b };

	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "a", "x\"\\\n\t\001\x7f\xc3\xa9");
	json_writer_str(&w, "b", NULL);
	json_writer_int(&w, "c", -5);
	json_writer_bool(&w, "d", true);
	json_writer_open(&w, "e", '[');
	json_writer_open(&w, NULL, '{');
	json_writer_close(&w, '}');
	json_writer_open(&w, NULL, '[');
	json_writer_close(&w, ']');
	json_writer_close(&w, ']');
	json_writer_raw(&w, "f", "[1]");
	json_writer_close(&w, '}');
	buf_byte(&b, 0);
	CHECK_STR((char *)b.data,
	    "{\"a\": \"x\\\"\\\\\\n\\t\\u0001\x7f\xc3\xa9\", \"b\": null, "
	    "\"c\": -5, \"d\": true, \"e\": [{}, []], \"f\": [1]}",
	    "members have their separators");
	buf_reset(&b);
	w.ascii = true;
	json_writer_text(&w, "\xc3\xa9\xf0\x9d\x84\x9e\xe6\xb8\xaf", 9);
	buf_byte(&b, 0);
	CHECK_STR((char *)b.data, "\"\\u00e9\\ud834\\udd1e\\u6e2f\"",
	    "all but ASCII can be escaped");
	buf_free(&b);
}

static const char *
fixed(struct buf *b, uint64_t v, unsigned digits, bool integers)
{
	struct json_writer w = { .out = b };

	buf_reset(b);
	json_writer_fixed(&w, v, digits, integers);
	buf_byte(b, 0);
	return (const char *)b->data;
}

int
main(void)
{
	struct buf b = buf_make(1000);

	members();
	CHECK_STR(fixed(&b, 99902344, 8, false), "0.99902344", "a fraction");
	CHECK_STR(fixed(&b, 50000000, 8, false), "0.5", "without zeros");
	CHECK_STR(fixed(&b, 1, 8, false), "0.00000001", "with those it needs");
	CHECK_STR(fixed(&b, 100000000, 8, false), "1.0", "a whole number");
	CHECK_STR(fixed(&b, 100000000, 8, true), "1", "as an integer");
	CHECK_STR(fixed(&b, 0, 3, false), "0.0", "nothing");
	CHECK_STR(fixed(&b, 102336, 3, true), "102.336", "more than one");
	buf_free(&b);
	return tap_done();
}
