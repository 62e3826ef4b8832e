/* Fields are quoted so that any reader of CSV gets them back; files are copied
 * with more columns and wider types. */
#include "tap.h"

#include "aai-sink-csv/field.h"
#include "base/rng.h"
#include "csv/copy.h"
#include "json/text.h"

static struct error e;

/* One field read back: its text, and whether it was quoted. */
struct field {
	char text[256];
	size_t len;
	bool quoted;
};

/* A reader of one line as RFC 4180 has it; the fields, or 0 when malformed. */
static size_t
read_line(const struct buf *line, const struct csv_style *style,
    struct field *fields, size_t cap)
{
	const char *p = (const char *)line->data, *end = p + line->len;
	size_t n = 0;

	end -= style->crlf ? 2 : 1;
	while (n < cap) {
		struct field *f = &fields[n++];

		f->len = 0;
		f->quoted = p < end && *p == '"';
		p += f->quoted;
		while (p < end && (f->quoted || *p != style->delimiter)) {
			if (f->quoted && *p == '"' &&
			    (p + 1 == end || p[1] != '"'))
				break;
			p += f->quoted && *p == '"';
			f->text[f->len++] = *p++;
		}
		p += f->quoted;
		if (p >= end)
			return p == end ? n : 0;
		if (*p++ != style->delimiter)
			return 0;
	}
	return 0;
}

/* A random text of the bytes that matter. */
static size_t
make_text(struct rng *r, char *text)
{
	static const char bytes[] = "ab ,;\t\"'#\\.\n\r=-+@|\xc3\xa9";
	size_t len = (size_t)rng_below(r, 40), i, n = 0;

	for (i = 0; i < len; i++) {
		char c = bytes[rng_below(r, sizeof(bytes) - 1)];

		/* Keep the two bytes of one character together. */
		if (c == '\xc3' || c == '\xa9') {
			text[n++] = '\xc3';
			c = '\xa9';
		}
		text[n++] = c;
	}
	return n;
}

/* Rows of random texts and nulls come back as they were. */
static void
test_round_trip(const struct csv_style *style, const char *name)
{
	struct csv_encoder x = csv_encoder_make(style);
	struct buf out = buf_make(1 << 20), json = buf_make(1 << 20);
	struct coltype text = { TYPE_TEXT, 0, 0 };
	struct schema schema = { 0 };
	struct table *t = schema_table(&schema, "t", 1);
	struct rng r = rng_make(1);
	struct field fields[3];
	char texts[3][256];
	size_t lens[3], starts[3], i, round, bad = 0;

	for (i = 0; i < 3; i++)
		(void)table_add(t, &"abc"[i], 1, text, false);
	for (round = 0; round < 20000; round++) {
		struct cell cells[3] = { { 0 } };
		bool null[3];

		buf_reset(&out);
		buf_reset(&json);
		for (i = 0; i < 3; i++) {
			null[i] = rng_below(&r, 5) == 0;
			lens[i] = make_text(&r, texts[i]);
			starts[i] = json.len;
			json_escape(texts[i], lens[i], &json);
			cells[i].len = json.len - starts[i];
		}
		/* A line has bytes after it that may be read. */
		for (i = 0; i < 64; i++)
			buf_byte(&json, (uint8_t)style->delimiter);
		for (i = 0; i < 3; i++) {
			cells[i].kind = null[i] ? CELL_NULL : CELL_STRING;
			cells[i].s = (const char *)json.data + starts[i];
			cells[i].escaped =
			    memchr(cells[i].s, '\\', cells[i].len) != NULL;
			cells[i].high =
			    memchr(cells[i].s, '\xc3', cells[i].len) != NULL;
		}
		if (csv_put_row(&out, &x, t, cells, &e) != 0 ||
		    read_line(&out, style, fields, 3) != 3) {
			bad++;
			continue;
		}
		for (i = 0; i < 3; i++) {
			bool is_null = !fields[i].quoted &&
				       fields[i].len == style->null_len &&
				       memcmp(fields[i].text, style->null,
					   style->null_len) == 0;

			bad += is_null != null[i];
			bad += !null[i] && (fields[i].len != lens[i] ||
					       memcmp(fields[i].text, texts[i],
						   lens[i]) != 0);
		}
	}
	CHECK_UINT(bad, 0, "%s: texts and nulls come back", name);
	schema_free(&schema);
	csv_encoder_free(&x);
	buf_free(&json);
	buf_free(&out);
}

/* Copy the text as rows of that layout, and compare. */
static void
check_copy(const struct csv_style *style, const enum csv_change *changes,
    size_t n, size_t total, const char *text, const char *want,
    const char *title)
{
	struct csv_layout layout = { .changes = changes, .n = n,
		.total = total };
	struct csv_target target = { 0 };
	struct csv_source source = { 0 };
	struct stage from, to;
	char got[1024];
	int rc;

	if (stage_open(&from, NULL, &e) != 0 ||
	    stage_open(&to, NULL, &e) != 0 ||
	    stage_append(&from, text, strlen(text), &e) != 0) {
		CHECK(false, "%s: %s", title, e.text);
		return;
	}
	csv_target_open(&target, &to, false);
	csv_source_open(
	    &source, stage_fd(&from, &e), "from", 0, from.size, false);
	rc = csv_copy_rows(&source, style, &layout, &target, &e);
	if (rc == 0)
		rc = csv_target_finish(&target, &e);
	if (want == NULL) {
		CHECK_INT(rc, -1, "%s", title);
	} else if (CHECK_INT(rc, 0, "%s: it is copied", title) &&
		   CHECK(to.size < (int64_t)sizeof(got), "%s: in length",
		       title) &&
		   stage_read(&to, got, (size_t)to.size, 0, &e) == 0) {
		CHECK_MEM(
		    got, (size_t)to.size, want, strlen(want), "%s", title);
	}
	csv_source_close(&source);
	csv_target_close(&target);
	stage_drop(&from);
	stage_drop(&to);
}

/* Let no row stay whose key is the text. */
static int
is_other(void *arg, const struct root_key *key, struct error *err)
{
	const char *const *text = arg;
	struct root_key want = root_key_make();
	struct root_key_name a = root_key_name(key), b;

	(void)err;
	root_key_begin(&want);
	root_key_put(&want, TYPE_TEXT, *text, strlen(*text));
	b = root_key_name(&want);
	root_key_free(&want);
	return key->null || a.half[0] != b.half[0] || a.half[1] != b.half[1];
}

/* Copy the rows that stay, and compare. */
static void
check_filter(const char *key, const char *text, const char *want, uint64_t gone)
{
	static const enum csv_change same[] = { CSV_SAME, CSV_SAME };
	static const enum type types[] = { TYPE_TEXT, TYPE_TEXT };
	static const size_t second = 1;
	struct row_filter filter = { .columns = &second, .ncolumns = 1,
		.stays = is_other, .arg = &key };
	struct csv_layout layout = { same, 2, 2, &filter, types };
	struct csv_style style = csv_style_make();
	struct csv_target target = { 0 };
	struct csv_source source = { 0 };
	struct stage from, to;
	char got[1024];

	if (stage_open(&from, NULL, &e) != 0 ||
	    stage_open(&to, NULL, &e) != 0 ||
	    stage_append(&from, text, strlen(text), &e) != 0) {
		CHECK(false, "%s: %s", key, e.text);
		return;
	}
	csv_target_open(&target, &to, false);
	csv_source_open(
	    &source, stage_fd(&from, &e), "from", 0, from.size, false);
	if (CHECK(csv_copy_rows(&source, &style, &layout, &target, &e) ==
		      0 && csv_target_finish(&target, &e) == 0,
		"rows but those of '%s' are copied", key) &&
	    to.size < (int64_t)sizeof(got) &&
	    stage_read(&to, got, (size_t)to.size, 0, &e) == 0)
		CHECK_MEM(got, (size_t)to.size, want, strlen(want),
		    "... as they were");
	CHECK_UINT(target.counts.going, gone, "... and counted");
	csv_source_close(&source);
	csv_target_close(&target);
	stage_drop(&from);
	stage_drop(&to);
}

static void
check_filters(void)
{
	static const char rows[] =
	    "1,a\n\"2\n\",b\n3,\"b\"\n4,\n5,\"\"\n6,\"b\"\"\"\n7,b\n";

	check_filter("b", rows, "1,a\n4,\n5,\"\"\n6,\"b\"\"\"\n", 3);
	check_filter("b\"", rows,
	    "1,a\n\"2\n\",b\n3,\"b\"\n4,\n5,\"\"\n7,b\n", 1);
	check_filter("", rows,
	    "1,a\n\"2\n\",b\n3,\"b\"\n4,\n6,\"b\"\"\"\n7,b\n", 1);
	check_filter("none", rows, rows, 0);
}

static void
test_copy(void)
{
	static const enum csv_change same[] = { CSV_SAME, CSV_SAME };
	static const enum csv_change json[] = { CSV_TO_JSON, CSV_SAME };
	static const enum csv_change stamp[] = { CSV_SAME, CSV_TO_STAMP };
	struct csv_style s = csv_style_make();

	check_copy(&s, same, 2, 2, "a,b\n,\n", "a,b\n,\n", "nothing changes");
	check_copy(&s, same, 2, 4, "a,b\n\"x\ny\",\"q\"\"\"\n",
	    "a,b,,\n\"x\ny\",\"q\"\"\",,\n", "columns are added");
	check_copy(&s, same, 1, 2, "\na\n\"\"\n", ",\na,\n\"\",\n",
	    "a blank line is a null");
	check_copy(&s, json, 2, 2, "a,b\n,c\n\"\",d\n\"x\"\"\n\\,\",e\n",
	    "\"\"\"a\"\"\",b\n,c\n\"\"\"\"\"\",d\n"
	    "\"\"\"x\\\"\"\\n\\\\,\"\"\",e\n",
	    "text becomes JSON");
	check_copy(&s, stamp, 2, 2, "a,2024-01-02\nb,\n",
	    "a,2024-01-02T00:00:00Z\nb,\n", "dates become timestamps");
	check_copy(&s, same, 2, 3, "a,b\nc", NULL, "a cut file is refused");
	check_copy(&s, same, 2, 3, "a,b,c\n", NULL, "so is one field more");
	check_copy(&s, json, 2, 3, "\"a", NULL, "and an open quote");
	s.crlf = true;
	s.delimiter = ';';
	if (csv_style_null(&s, "NULL", &e) == 0)
		check_copy(&s, json, 2, 3, "NULL;b\r\n\"NULL\";NULL\r\n",
		    "NULL;b;NULL\r\n\"\"\"NULL\"\"\";NULL;NULL\r\n",
		    "another style");
}

static void
test_style(void)
{
	struct csv_style s = csv_style_make();
	char a[256], b[256];

	CHECK(csv_style_delimiter(&s, "tab", &e) == 0 && s.delimiter == '\t',
	    "a tab has a name");
	CHECK_INT(csv_style_delimiter(&s, "-", &e), -1, "a minus is refused");
	CHECK_INT(e.kind, ERROR_USAGE, "as wrong usage");
	CHECK_INT(csv_style_null(&s, "\\N", &e), 0, "null may be \\N");
	CHECK_INT(csv_style_null(&s, "1e5", &e), -1, "but no number");
	csv_style_word(&s, a);
	s.crlf = true;
	csv_style_word(&s, b);
	CHECK(strcmp(a, b) != 0, "another style has another word");
}

int
main(void)
{
	struct csv_style s = csv_style_make();

	test_style();
	test_round_trip(&s, "plain");
	if (csv_style_null(&s, "ab", &e) == 0)
		test_round_trip(&s, "null is ab");
	s.crlf = true;
	s.delimiter = '\t';
	test_round_trip(&s, "tabs and CR LF");
	test_copy();
	check_filters();
	return tap_done();
}
