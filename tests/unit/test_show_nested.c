/* Nested columns: the forms of lists that writers have, and false levels. */
#include <unistd.h>

#include "base/error.h"
#include "foreign_file.h"
#include "parquet/rle.h"
#include "view/nested.h"

#define MAX ((size_t)1 << 20)

#define CONVERTED_MAP  1
#define CONVERTED_LIST 3

/* A column's levels, a digit each, and how many bits they take; its values
 * are 1, 2, 3 ... */
struct levels {
	const char *reps; /* NULL: there are none */
	const char *defs;
	unsigned rep_width, def_width;
	size_t values;
};

static void
put_levels(struct buf *b, const char *digits, unsigned width, bool packed)
{
	struct buf runs = buf_make(MAX);
	uint32_t ids[64];
	uint8_t len[4], byte = 0;
	size_t n = strlen(digits), i, bit = 0;
	unsigned k;

	for (i = 0; i < n; i++)
		ids[i] = (uint32_t)(digits[i] - '0');
	if (!packed) {
		rle_put(&runs, ids, n, width);
		le_put32(len, (uint32_t)runs.len);
		buf_put(b, len, 4);
		buf_put(b, runs.data, runs.len);
		buf_free(&runs);
		return;
	}
	for (i = 0; i < n; i++) {
		for (k = width; k-- > 0; bit++) {
			byte = (uint8_t)((uint32_t)byte << 1 |
			    (ids[i] >> k & 1));
			if (bit % 8 == 7)
				buf_byte(b, byte);
		}
	}
	if (bit % 8 != 0)
		buf_byte(b, (uint8_t)(byte << (8 - bit % 8)));
}

/* Add a column of INT32 with these levels. */
static void
put_column(struct foreign *f, const char *path, const struct levels *l,
    bool packed)
{
	struct foreign_head h = { .values = (int)strlen(l->defs),
		.levels = packed ? ENCODING_BIT_PACKED : ENCODING_RLE };
	struct buf b = buf_make(MAX);
	uint8_t bytes[4];
	size_t i;

	if (l->reps != NULL)
		put_levels(&b, l->reps, l->rep_width, packed);
	if (l->def_width > 0)
		put_levels(&b, l->defs, l->def_width, packed);
	for (i = 1; i <= l->values; i++) {
		le_put32(bytes, (uint32_t)i);
		buf_put(&b, bytes, 4);
	}
	foreign_page(f, &h, b.data, b.len);
	foreign_chunk(f, path, PHYS_INT32, h.values);
	buf_free(&b);
}

static int
keep(void *to, const void *p, size_t n, struct error *e)
{
	(void)e;
	buf_put(to, p, n);
	return 0;
}

/* The rows of the file's first field, a line each; what fails is its end. */
static void
spell(int fd, struct buf *text)
{
	struct reader r;
	struct nested n = { 0 };
	struct error e = { 0 };
	int64_t row;
	int rc = reader_open_any(&r, fd, "f", &e);

	if (rc == 0) {
		nested_open(&n, &r, 0);
		rc = nested_group(&n, 0, &e);
	}
	for (row = 0; rc == 0 && row < r.rows; row++) {
		rc = nested_row(&n, &e);
		if (rc == 0)
			buf_str(text, "null");
		if (rc == 1)
			rc = nested_take(&n, keep, text, &e);
		buf_byte(text, '\n');
	}
	if (rc == 0)
		rc = nested_end(&n, &e);
	if (rc != 0)
		buf_str(text, e.text);
	nested_close(&n);
	reader_close(&r);
	(void)close(fd);
}

static void
check_rows(struct foreign *f, int64_t rows, const char *want,
    const char *title)
{
	struct buf text = buf_make(MAX);

	spell(foreign_end(f, rows, 1), &text);
	CHECK_MEM(text.data, text.len, want, strlen(want), "%s", title);
	buf_free(&text);
}

/* [1,null], null, [], [2] in three levels. */
static struct foreign
three_levels(const struct levels *l, bool packed)
{
	struct foreign f = foreign_begin();

	foreign_element(&f, "l", -1, FOREIGN_OPTIONAL, CONVERTED_LIST, 1);
	foreign_element(&f, "list", -1, FOREIGN_REPEATED, -1, 1);
	foreign_element(&f, "element", PHYS_INT32, FOREIGN_OPTIONAL, -1, -1);
	put_column(&f, "l.list.element", l, packed);
	return f;
}

static void
test_lists(void)
{
	static const struct levels l = { "01000", "32013", 1, 2, 2 };
	static const struct levels flat = { "0100", "1101", 1, 1, 3 };
	struct foreign f = three_levels(&l, false);

	check_rows(&f, 4, "[1,null]\nnull\n[]\n[2]\n", "three levels");
	f = three_levels(&l, true);
	check_rows(&f, 4, "[1,null]\nnull\n[]\n[2]\n", "levels packed as once");

	f = foreign_begin();
	foreign_element(&f, "l", -1, FOREIGN_REQUIRED, CONVERTED_LIST, 1);
	foreign_element(&f, "array", PHYS_INT32, FOREIGN_REPEATED, -1, -1);
	put_column(&f, "l.array", &flat, false);
	check_rows(&f, 3, "[1,2]\n[]\n[3]\n", "two levels");

	f = foreign_begin();
	foreign_element(&f, "l", PHYS_INT32, FOREIGN_REPEATED, -1, -1);
	put_column(&f, "l", &flat, false);
	check_rows(&f, 3, "[1,2]\n[]\n[3]\n", "what repeats and says nothing");

	f = foreign_begin();
	foreign_element(&f, "l", -1, FOREIGN_REPEATED, -1, 1);
	foreign_element(&f, "x", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	put_column(&f, "l.x", &flat, false);
	check_rows(&f, 3, "[{\"x\":1},{\"x\":2}]\n[]\n[{\"x\":3}]\n",
	    "a group that repeats and says nothing");
}

/* A list of a repeated group of that name with one member. */
static void
check_group(const char *name, const char *want)
{
	static const struct levels l = { "0100", "1101", 1, 1, 3 };
	struct foreign f = foreign_begin();
	char path[64];

	foreign_element(&f, "l", -1, FOREIGN_REQUIRED, CONVERTED_LIST, 1);
	foreign_element(&f, name, -1, FOREIGN_REPEATED, -1, 1);
	foreign_element(&f, "x", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	(void)snprintf(path, sizeof(path), "l.%s.x", name);
	put_column(&f, path, &l, false);
	check_rows(&f, 3, want, name);
}

static void
test_maps(void)
{
	static const struct levels keys = { "0100", "1101", 1, 1, 3 };
	static const struct levels values = { "0100", "2101", 1, 2, 1 };
	struct foreign f = foreign_begin();

	foreign_element(&f, "m", -1, FOREIGN_REQUIRED, CONVERTED_MAP, 1);
	foreign_element(&f, "map", -1, FOREIGN_REPEATED, -1, 2);
	foreign_element(&f, "k", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	foreign_element(&f, "v", PHYS_INT32, FOREIGN_OPTIONAL, -1, -1);
	put_column(&f, "m.map.k", &keys, false);
	put_column(&f, "m.map.v", &values, false);
	check_rows(&f, 3,
	    "[{\"key\":1,\"value\":1},{\"key\":2,\"value\":null}]\n[]\n"
	    "[{\"key\":3,\"value\":null}]\n",
	    "a map, whatever its members are called");

	f = foreign_begin();
	foreign_element(&f, "m", -1, FOREIGN_REQUIRED, CONVERTED_MAP, 1);
	foreign_element(&f, "map", -1, FOREIGN_REPEATED, -1, 1);
	foreign_element(&f, "k", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	put_column(&f, "m.map.k", &keys, false);
	check_rows(&f, 3, "[1,2]\n[]\n[3]\n", "a map of keys alone");
}

static void
test_structures(void)
{
	static const struct levels a = { NULL, "201", 0, 2, 1 };
	static const struct levels b = { NULL, "101", 0, 1, 2 };
	struct foreign f = foreign_begin();

	foreign_element(&f, "s", -1, FOREIGN_OPTIONAL, -1, 2);
	foreign_element(&f, "x", PHYS_INT32, FOREIGN_OPTIONAL, -1, -1);
	foreign_element(&f, "x", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	put_column(&f, "s.x", &a, false);
	put_column(&f, "s.x", &b, false);
	check_rows(&f, 3,
	    "{\"x\":1,\"x_2\":1}\nnull\n{\"x\":null,\"x_2\":2}\n",
	    "a structure, two members of one name told apart");
}

/* A structure of two lists; the levels of the second are said. */
static void
check_false(const struct levels *l, const char *want, const char *title)
{
	static const struct levels a = { "010", "221", 1, 2, 2 };
	struct foreign f = foreign_begin();

	foreign_element(&f, "l", -1, FOREIGN_OPTIONAL, CONVERTED_LIST, 1);
	foreign_element(&f, "array", -1, FOREIGN_REPEATED, -1, 2);
	foreign_element(&f, "a", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	foreign_element(&f, "b", PHYS_INT32, FOREIGN_REQUIRED, -1, -1);
	put_column(&f, "l.array.a", &a, false);
	put_column(&f, "l.array.b", l, false);
	check_rows(&f, 2, want, title);
}

static void
test_false_levels(void)
{
	static const struct levels good = { "010", "221", 1, 2, 2 };
	static const struct levels shorter = { "00", "21", 1, 2, 1 };
	static const struct levels longer = { "0110", "2221", 1, 2, 3 };
	static const struct levels other = { "010", "220", 1, 2, 2 };
	static const struct levels more = { "0101", "2211", 1, 2, 2 };
	static const struct levels high = { "010", "321", 1, 2, 1 };
	static const struct levels inner = { "110", "221", 1, 2, 2 };
	static const char *cannot = "'f': column 'l': its levels cannot be";
	char want[256];

	check_false(&good, "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":2}]\n[]\n",
	    "levels that are good");
	(void)snprintf(want, sizeof(want), "\n%s", cannot);
	check_false(&shorter, want, "lists of two lengths, one shorter");
	check_false(&inner, want, "a row that goes on");
	(void)snprintf(want, sizeof(want),
	    "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":2}]\n\n%s", cannot);
	check_false(&longer, want, "lists of two lengths, one longer");
	check_false(&other, want, "a list that is empty here and null there");
	check_false(&more,
	    "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":2}]\n[]\n"
	    "'f': column 'l': it has too many values",
	    "values after the last row");
	check_false(&high,
	    "\n'f': column 'l': a page with damaged levels at byte 42",
	    "a level that the schema does not have");
}

/* Nothing goes deeper than the stack does. */
static void
test_depth(void)
{
	struct foreign f = foreign_begin();
	struct error e;
	struct reader r;
	size_t i;
	int fd;

	for (i = 0; i < 5000; i++)
		foreign_element(&f, "g", -1, FOREIGN_OPTIONAL, -1, 1);
	foreign_element(&f, "x", PHYS_INT32, FOREIGN_OPTIONAL, -1, -1);
	fd = foreign_end(&f, 0, 1);
	CHECK(reader_open_any(&r, fd, "f", &e) == -1,
	    "a schema that is nested deeper than people do is an error");
	CHECK_STR(e.text, "'f': its schema is nested too deeply", "by name");
	reader_close(&r);
	(void)close(fd);
}

int
main(void)
{
	test_lists();
	check_group("list", "[1,2]\n[]\n[3]\n");
	check_group("bag", "[1,2]\n[]\n[3]\n");
	check_group("array", "[{\"x\":1},{\"x\":2}]\n[]\n[{\"x\":3}]\n");
	check_group("l_tuple", "[{\"x\":1},{\"x\":2}]\n[]\n[{\"x\":3}]\n");
	test_maps();
	test_structures();
	test_false_levels();
	test_depth();
	return tap_done();
}
