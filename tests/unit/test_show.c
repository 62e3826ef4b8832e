/* show: widths of text, fields of CSV, values of Parquet. */
#include <unistd.h>

#include "tap.h"
#include "view/csv_file.h"
#include "view/value.h"
#include "view/width.h"

static void
check_width(const char *s, size_t len, size_t max, const char *want,
    size_t columns)
{
	struct buf out = buf_make(1 << 20);
	size_t got = width_put(&out, s, len, max);
	char *text = buf_take(&out);

	CHECK_STR(text, want, "'%s' in %zu columns", want, max);
	CHECK_UINT(got, columns, "'%s' takes %zu columns", want, columns);
	free(text);
}

static void
test_width(void)
{
	check_width("abc", 3, 3, "abc", 3);
	check_width("abcd", 4, 3, "ab…", 3);
	check_width("日本語", 9, 6, "日本語", 6);
	check_width("日本語", 9, 5, "日本…", 5);
	check_width("日本語", 9, 4, "日…", 3);
	check_width("e\xcc\x81x", 4, 2, "e\xcc\x81x", 2);
	check_width("a\nb\t\x1b", 5, 20, "a\\nb\\t\\x1b", 10);
	check_width("\xe2\x80\xae", 3, 20, "\\u202e", 6);
	check_width("a\xff\xfe", 3, 20, "a\xef\xbf\xbd\xef\xbf\xbd", 3);
	check_width("a\0b", 3, 20, "a\\x00b", 6);
	check_width("x", 1, 0, "", 0);
	CHECK_UINT(width_of(0x1f600), 2, "emoji are wide");
	CHECK_UINT(width_of(0x3000), 2, "so is the ideographic space");
	CHECK_UINT(width_of(0x200d), 0, "a joiner takes nothing");
	CHECK_UINT(width_of(0xad), 1, "a soft hyphen is seen");
	CHECK_UINT(width_of(0x10ffff), 1, "the last code point takes one");
}

/* The fields of the text, each in brackets, quoted ones marked. */
static char *
read_fields(const char *text, struct error *e)
{
	char path[] = "/tmp/test_show.XXXXXX";
	struct buf out = buf_make(1 << 20);
	struct csv_file f = { 0 };
	size_t i;
	int fd = mkstemp(path), rc;

	if (fd < 0 ||
	    write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		tap_note("cannot write %s", path);
	rc = csv_file_open(&f, NULL, path, 0, e);
	while (rc == 0 && (rc = csv_file_next(&f, e)) == 1) {
		for (i = 0; i < f.fields.n; i++) {
			buf_str(&out, f.fields.list[i].quoted ? "q[" : "[");
			buf_put(&out, f.fields.text.data + f.fields.list[i].at,
			    f.fields.list[i].len);
			buf_byte(&out, ']');
		}
		buf_byte(&out, '\n');
		rc = 0;
	}
	if (rc < 0)
		buf_str(&out, "error");
	csv_file_close(&f);
	(void)close(fd);
	(void)unlink(path);
	return buf_take(&out);
}

static void
check_fields(const char *text, const char *want, const char *title)
{
	struct error e = { 0 };
	char *got = read_fields(text, &e);

	CHECK_STR(got, want, "%s", title);
	free(got);
}

static void
test_fields(void)
{
	check_fields("", "", "nothing has no line");
	check_fields("a,b\n", "[a][b]\n", "fields end at delimiters");
	check_fields("a,b", "[a][b]\n", "the last line end may lack");
	check_fields("\xef\xbb\xbf" "a\n", "[a]\n", "a byte order mark goes");
	check_fields("a,\n,\n", "[a][]\n[][]\n", "empty fields count");
	check_fields("\n", "[]\n", "an empty line is an empty field");
	check_fields("\"\",\n", "q[][]\n", "quoted and bare are told apart");
	check_fields("\"a\"\"b\"\n", "q[a\"b]\n", "two quotes are one");
	check_fields("\"a\r\nb\"\r\n", "q[a\r\nb]\n",
	    "quotes keep a line end, CR LF ends the line");
	check_fields("\"a\r\"\n", "q[a\r]\n", "a CR within quotes stays");
	check_fields("a\"b,c\n", "[a\"b][c]\n", "a quote within is itself");
	check_fields("a;b,c\n", "[a][b,c]\n", "semicolons delimit");
	check_fields("\"x,y\"\tb\n", "q[x,y][b]\n", "so do tabs");
	check_fields("a,b\n1,\"x\n", "[a][b]\nerror", "open quotes are told");
}

static void
check_value(enum reader_form form, enum physical_type phys, enum type type,
    int64_t num, const char *want)
{
	struct reader_column c = { .phys = phys, .form = form, .width = 8 };
	struct value v = { .num = num };
	struct buf text = buf_make(1 << 20);
	struct show_cell cell;

	c.type.type = type;
	c.type.precision = 20;
	cell = value_cell(&c, &v, &text);
	CHECK_MEM(cell.s, cell.len, want, strlen(want), "%s", want);
	buf_free(&text);
}

static void
check_bytes(enum reader_form form, enum type type, const char *bytes,
    size_t len, const char *want)
{
	struct reader_column c = { .phys = PHYS_FIXED, .form = form,
		.width = (unsigned)len, .scale = 2 };
	struct value v = { .span = { (const uint8_t *)bytes, len } };
	struct buf text = buf_make(1 << 20);
	struct show_cell cell;

	c.type.type = type;
	c.type.precision = 38;
	c.type.scale = 2;
	cell = value_cell(&c, &v, &text);
	CHECK_MEM(cell.s, cell.len, want, strlen(want), "%s", want);
	buf_free(&text);
}

static void
test_values(void)
{
	struct reader_column c = { .phys = PHYS_FIXED, .width = 2 };
	struct value a = { .span = { (const uint8_t *)"\xff\xff", 2 } };
	struct value b = { .span = { (const uint8_t *)"\x00\x01", 2 } };

	check_value(FORM_OURS, PHYS_INT64, TYPE_BIGINT, INT64_MIN,
	    "-9223372036854775808");
	check_value(FORM_UNSIGNED, PHYS_INT32, TYPE_BIGINT, -1, "4294967295");
	check_value(FORM_UNSIGNED, PHYS_INT64, TYPE_DECIMAL, -1,
	    "18446744073709551615");
	check_value(FORM_STAMP_MS, PHYS_INT64, TYPE_TIMESTAMP, -1,
	    "1969-12-31T23:59:59.999000Z");
	check_value(FORM_STAMP_NS, PHYS_INT64, TYPE_TIMESTAMP, -1,
	    "1969-12-31T23:59:59.999999999Z");
	check_value(FORM_STAMP_NS, PHYS_INT64, TYPE_TIMESTAMP, INT64_MIN,
	    "1677-09-21T00:12:43.145224192Z");
	check_value(FORM_STAMP_MS, PHYS_INT64, TYPE_TIMESTAMP, INT64_MAX,
	    "+292278994-08-17T07:12:55.807000Z");
	check_value(FORM_OURS, PHYS_INT64, TYPE_TIMESTAMP, INT64_MIN,
	    "-290308-12-21T19:59:05.224192Z");
	check_value(FORM_OURS, PHYS_INT32, TYPE_DATE, INT32_MAX,
	    "+5881580-07-11");
	check_value(FORM_OURS, PHYS_INT32, TYPE_DATE, -719163, "+0000-12-31");
	check_value(FORM_OURS, PHYS_INT32, TYPE_DATE, -719529, "-0001-12-31");
	check_value(FORM_OURS, PHYS_INT32, TYPE_DATE, 2932897, "+10000-01-01");
	check_value(FORM_TIME_US, PHYS_INT64, TYPE_TEXT, -13899000000,
	    "-03:51:39");
	check_value(FORM_TIME_NS, PHYS_INT64, TYPE_TEXT, -1,
	    "-00:00:00.000000001");
	check_value(FORM_TIME_MS, PHYS_INT32, TYPE_TEXT, 3661001,
	    "01:01:01.001");
	check_value(FORM_TIME_US, PHYS_INT64, TYPE_TEXT, 86399999999,
	    "23:59:59.999999");
	check_value(FORM_OURS, PHYS_DOUBLE, TYPE_DOUBLE,
	    0x7ff8000000000000, "NaN");
	check_value(FORM_OURS, PHYS_DOUBLE, TYPE_DOUBLE, 0, "0.0");
	check_bytes(FORM_HALF, TYPE_DOUBLE, "\x00\x3e", 2, "1.5");
	check_bytes(FORM_HALF, TYPE_DOUBLE, "\x01\x80", 2,
	    "-5.9604644775390625e-08");
	check_bytes(FORM_HALF, TYPE_DOUBLE, "\x00\xfc", 2, "-Infinity");
	check_bytes(FORM_HALF, TYPE_DOUBLE, "\x01\x7c", 2, "NaN");
	check_bytes(FORM_HEX, TYPE_TEXT, "\x00\xfe!", 3, "00fe21");
	check_bytes(FORM_INTERVAL, TYPE_TEXT,
	    "\x0e\0\0\0\x03\0\0\0\xa5\x0f\0\0", 12, "P14M3DT4.005S");
	check_bytes(FORM_INTERVAL, TYPE_TEXT, "\0\0\0\0\0\0\0\0\0\0\0\0",
	    12, "P0D");
	check_bytes(FORM_DIGITS, TYPE_TEXT, "\xff", 1, "-0.01");
	check_bytes(FORM_DIGITS, TYPE_TEXT, "", 0, "0.00");
	check_bytes(FORM_DIGITS, TYPE_TEXT,
	    "\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17,
	    "3402823669209384634633746074317682114.56");
	check_bytes(FORM_DECIMAL_BYTES, TYPE_DECIMAL,
	    "\xfe\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17,
	    "-6805647338418769269267492148635364229.12");
	c.type.type = TYPE_DECIMAL;
	CHECK(value_compare(&c, &a, &b) < 0, "decimals compare with signs");
	c.type.type = TYPE_TEXT;
	CHECK(value_compare(&c, &a, &b) > 0, "text compares as bytes");
}

int
main(void)
{
	test_width();
	test_fields();
	test_values();
	return tap_done();
}
