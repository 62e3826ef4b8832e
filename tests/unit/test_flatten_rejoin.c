/*
 * test_flatten_rejoin: rows joined back by their keys are the records again,
 * whatever the records are, in whatever order and pieces they come.
 */
#include "flatten_run.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include "base/cc.h"
#include "base/rng.h"
#include "json/scan.h"
#include "rejoin.h"

/* Append a random value; names and scalars from a few. */
static void
random_value(struct rng *r, struct buf *to, int levels)
{
	static const char *const names[] = { "a", "b", "cc", "ddd", "e", "f",
		"ggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg" };
	static const char *const scalars[] = { "null", "true", "false", "0",
		"-1.5e3", "12", "\"\"", "\"text\"", "\"\\u00e9\\n\"",
		"0.9642857142857143", "12345678901234567890", "1.0", "-0",
		"\"a longer text, beyond the first vector of bytes\"",
		"\"2024-01-31\"", "\"2024-01-31T10:00:00Z\"", "\"\xc3\xa9\"",
		"123456789.123456789", "0.05", "0.5" };
	static const char *const space[] = { "", "", "", " " };
	uint64_t kind = rng_below(r, levels > 0 ? 5 : 3), n, i, first;

	if (kind < 3) {
		buf_str(to, scalars[rng_below(r, LEN(scalars))]);
		return;
	}
	buf_byte(to, kind == 3 ? '[' : '{');
	n = rng_below(r, 5);
	first = rng_below(r, LEN(names));
	for (i = 0; i < n; i++) {
		buf_str(to, i > 0 ? "," : "");
		buf_str(to, space[rng_below(r, LEN(space))]);
		if (kind == 4)
			buf_printf(to, "\"%s\":%s",
			    names[(first + i) % LEN(names)],
			    space[rng_below(r, LEN(space))]);
		random_value(r, to, levels - 1);
	}
	buf_byte(to, kind == 3 ? ']' : '}');
}

static void
random_records(uint64_t seed, struct buf *to)
{
	struct rng r = rng_make(seed);
	uint64_t i, n = 1 + rng_below(&r, 12);

	for (i = 0; i < n; i++) {
		buf_printf(to, "{\"id\":%d,\"r\":", (int)i);
		random_value(&r, to, 5);
		buf_str(to, ",\"s\":");
		random_value(&r, to, 3);
		buf_str(to, "}\n");
	}
}

static void
test_random(void)
{
	struct flatten_run r = run_make();
	struct buf text = buf_make(SIZE_MAX / 2), plain = buf_make(SIZE_MAX);
	uint64_t seed;
	size_t bad = 0, differ = 0, apart = 0;

	for (seed = 1; seed <= 1500; seed++) {
		buf_reset(&text);
		random_records(seed, &text);
		r.options.window = seed % 3 == 0 ? 0 : 1 << 20;
		(void)scan_choose(SCAN_LEVEL_PLAIN);
		run_bytes(&r, text.data, text.len);
		buf_reset(&plain);
		buf_put(&plain, r.out.data, r.out.len);
		(void)scan_choose(SCAN_LEVEL_AVX2);
		run_bytes(&r, text.data, text.len);
		differ += plain.len != r.out.len ||
		    memcmp(plain.data, r.out.data, plain.len) != 0;
		/* What is told apart has no name by which to find its way. */
		apart += r.said.len > 0;
		if (r.rc != 0 || (r.said.len == 0 &&
		    !rejoins((char *)text.data, text.len, (char *)r.out.data,
			r.out.len))) {
			tap_note("seed %d: %s", (int)seed, r.e.text);
			bad++;
		}
	}
	CHECK_UINT(bad, 0, "rows join back to the records");
	CHECK(apart < 500, "most of them: %zu could not be looked at", apart);
	CHECK_UINT(differ, 0, "vectors and plain C give the same bytes");
	buf_free(&text);
	buf_free(&plain);
	run_free(&r);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The rows of an output, sorted, as one text. */
static char *
sorted_rows(const struct flatten_run *r)
{
	struct buf rows = buf_make(SIZE_MAX / 2), out = buf_make(SIZE_MAX / 2);
	char **lines, *p, *lf;
	size_t i, n = 0;

	run_lines(r, false, &rows);
	buf_byte(&rows, 0);
	lines = mem_new(rows.len, sizeof(char *));
	for (p = (char *)rows.data; *p != '\0'; p = lf + 1) {
		lf = strchr(p, '\n');
		*lf = '\0';
		lines[n++] = p;
	}
	qsort(lines, n, sizeof(char *), compare_lines);
	for (i = 0; i < n; i++) {
		buf_str(&out, lines[i]);
		buf_byte(&out, '\n');
	}
	mem_free(lines);
	buf_free(&rows);
	return buf_take(&out);
}

/* The last types of all columns, in the order of names. */
static char *
sorted_types(const struct flatten_run *r)
{
	struct buf lines = buf_make(SIZE_MAX / 2), out = buf_make(SIZE_MAX / 2);
	struct schema schema = { 0 };
	struct table *t;
	char **all, *p, *lf, *end;
	size_t i, j, n = 0;
	struct error e;
	bool changed;

	run_lines(r, true, &lines);
	p = (char *)lines.data;
	for (end = p + lines.len; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (columns_parse(p, (size_t)(lf - p), &schema, &t, &changed,
			&e) != 0)
			CHECK_STR(e.text, "", "columns lines may evolve so");
	}
	all = mem_new(lines.len + 1, sizeof(char *));
	for (i = 0; i < schema.ntables; i++)
		for (j = 0; j < schema.tables[i]->ncolumns; j++) {
			struct column *c = &schema.tables[i]->columns[j];

			buf_reset(&lines);
			buf_printf(&lines, "%s.%s %s %d %d\n",
			    schema.tables[i]->name, c->name,
			    type_name(c->type.type), c->type.precision,
			    c->type.scale);
			all[n++] = buf_take(&lines);
		}
	qsort(all, n, sizeof(char *), compare_lines);
	for (i = 0; i < n; i++) {
		buf_str(&out, all[i]);
		mem_free(all[i]);
	}
	mem_free(all);
	buf_free(&lines);
	schema_free(&schema);
	return buf_take(&out);
}

/* Lines in reverse order. */
static void
reverse(const struct buf *text, struct buf *to)
{
	const char *from = (const char *)text->data, *p;
	size_t end = text->len, i;

	while (end > 0) {
		for (i = end - 1; i > 0 && from[i - 1] != '\n'; i--)
			;
		p = from + i;
		buf_put(to, p, end - i);
		end = i;
	}
}

/* Order of records and the window change neither rows nor types. */
static void
test_order(void)
{
	struct flatten_run a = run_make(), b = run_make();
	struct buf text = buf_make(SIZE_MAX / 2), back = buf_make(SIZE_MAX / 2);
	char *x, *y;
	uint64_t seed;
	size_t rows = 0, types = 0;

	b.options.window = 0;
	for (seed = 5000; seed < 5300; seed++) {
		buf_reset(&text);
		buf_reset(&back);
		random_records(seed, &text);
		reverse(&text, &back);
		run_bytes(&a, text.data, text.len);
		run_bytes(&b, back.data, back.len);
		x = sorted_types(&a);
		y = sorted_types(&b);
		types += a.said.len == 0 && b.said.len == 0 &&
		    strcmp(x, y) != 0;
		mem_free(x);
		mem_free(y);
		/* Members stand in column order, which differs: as leaves. */
		rows += b.said.len == 0 &&
		    !rejoins((char *)text.data, text.len, (char *)b.out.data,
			b.out.len);
		x = sorted_rows(&a);
		run_bytes(&a, text.data, text.len);
		y = sorted_rows(&a);
		rows += strcmp(x, y) != 0;
		mem_free(x);
		mem_free(y);
	}
	CHECK_UINT(rows, 0, "rows do not depend on the order of records");
	CHECK_UINT(types, 0, "nor do types, nor on the window");
	buf_free(&text);
	buf_free(&back);
	run_free(&a);
	run_free(&b);
}

/* Send the text in parts of which each is one read. */
static int
send_parts(const char *text, size_t len, size_t first, size_t each)
{
	int fds[2];
	size_t at = 0, n;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		(void)close(fds[0]);
		for (; at < len; at += n) {
			n = at == 0 ? first : each;
			if (n > len - at)
				n = len - at;
			if (write(fds[1], text + at, n) != (ssize_t)n)
				_exit(1);
		}
		_exit(0);
	}
	(void)close(fds[1]);
	return fds[0];
}

static void
test_parts(void)
{
	static const char text[] =
	    "\xef\xbb\xbf{\"id\":1,\"a\":[1,2.5,\"x\\n\\u00e9\"],\"o\":{\"b\":"
	    "null}}\r\n\n  \n{\"id\":2,\"a\":[{\"c\":true}],\"\xc3\xa9\":"
	    "\"2024-01-31 10:00\"}\n{\"_table\":\"u\",\"id\":3}\n"
	    "{\"_table\":\"_aai_end\",\"records\":3}";
	struct flatten_run r = run_make();
	struct buf whole = buf_make(SIZE_MAX / 2);
	size_t i, len = sizeof(text) - 1, wrong = 0;

	r.options.window = 0;
	run_bytes(&r, text, len);
	CHECK_INT(r.rc, 0, "the text is taken whole: %s", r.e.text);
	buf_put(&whole, r.out.data, r.out.len);
	for (i = 1; i < len; i++) {
		run_fd(&r, send_parts(text, len, i, len));
		(void)wait(NULL);
		wrong += r.rc != 0 || r.out.len != whole.len ||
		    memcmp(r.out.data, whole.data, whole.len) != 0;
	}
	CHECK_UINT(wrong, 0, "in two parts, cut anywhere, it gives the same");
	run_fd(&r, send_parts(text, len, 1, 1));
	(void)wait(NULL);
	CHECK_MEM(r.out.data, r.out.len, whole.data, whole.len,
	    "byte by byte it gives the same");
	buf_free(&whole);
	run_free(&r);
}

int
main(void)
{
	test_random();
	test_order();
	test_parts();
	return tap_done();
}
