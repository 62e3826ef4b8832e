/*
 * flatten_run: text through a flattener, for tests; what comes out, and what
 * is said, as buffers.
 */
#ifndef FLATTEN_RUN_H
#define FLATTEN_RUN_H

#include <sys/mman.h>

#include <unistd.h>

#include "aai-flatten/flatten.h"
#include "aai-flatten/flatten_stream.h"
#include "json/path.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/lines.h"
#include "stream/columns.h"
#include "stream/row.h"
#include "tap.h"

struct flatten_run {
	struct flatten_options options;
	struct flatten_stream stream;
	const char *keys[4];	/* of all tables; NULL ends them */
	const char *columns[8]; /* "path type", declared for all tables */
	const char *maps[4];	/* paths */
	const char *jsons[4];
	const char *drops[4];
	const char *schema; /* text of one, or NULL */
	bool keep; /* what a contract leaves out */
	struct buf left_out;
	struct buf out;
	struct buf said;
	struct flatten_counts counts;
	struct error e;
	int rc;
	bool differ; /* from what arrays say */
};

static inline int
run_treat(struct flatten *f, struct model_root *root,
    const char *const *paths, enum flatten_treatment how, struct error *e)
{
	struct path path;
	size_t i;
	int rc = 0;

	for (i = 0; i < 4 && paths[i] != NULL && rc == 0; i++) {
		if (path_parse(&path, paths[i], strlen(paths[i]), e) != 0)
			return -1;
		rc = flatten_treat(f, root, &path, how, e);
		path_free(&path);
	}
	return rc;
}

static inline int
run_describe(void *arg, struct flatten *f, struct model_root *root,
    const char *table, size_t len, struct error *e)
{
	const struct flatten_run *r = arg;
	struct coltype type = { TYPE_NONE, 0, 0 };
	struct path path;
	const char *blank;
	size_t i;
	int rc = 0;

	(void)table;
	(void)len;
	for (i = 0; i < 4 && r->keys[i] != NULL; i++)
		flatten_key(f, root, r->keys[i], strlen(r->keys[i]), NULL, false);
	if (run_treat(f, root, r->maps, FLATTEN_MAP, e) != 0 ||
	    run_treat(f, root, r->jsons, FLATTEN_JSON, e) != 0 ||
	    run_treat(f, root, r->drops, FLATTEN_DROP, e) != 0)
		return -1;
	for (i = 0; i < 8 && r->columns[i] != NULL && rc == 0; i++) {
		blank = strchr(r->columns[i], ' ');
		if (!type_parse(blank + 1, strlen(blank + 1), &type.type) ||
		    path_parse(&path, r->columns[i],
			(size_t)(blank - r->columns[i]), e) != 0)
			return -1;
		rc = flatten_column(f, root, &path, type, e);
		path_free(&path);
	}
	return rc;
}

static inline void
run_say(void *arg, const char *text)
{
	struct flatten_run *r = arg;

	buf_str(&r->said, text);
	buf_byte(&r->said, '\n');
}

/* A run with the defaults: table "t", key "id". */
static inline struct flatten_run
run_make(void)
{
	struct flatten_run r;

	memset(&r, 0, sizeof(r));
	r.options = flatten_defaults();
	r.options.table = "t";
	r.options.objects = true;
	r.options.describe = run_describe;
	r.options.say = run_say;
	r.stream.name = "input";
	r.stream.max_line = 1 << 26;
	r.stream.say = run_say;
	r.keys[0] = "id";
	return r;
}

/* From a descriptor, which is closed, with the options as they are. */
static inline void
run_once(struct flatten_run *r, int fd)
{
	int to = memfd_create("out", 0), left = memfd_create("left", 0);
	struct flatten *f;
	struct out out, rejects;

	buf_free(&r->out);
	buf_free(&r->said);
	buf_free(&r->left_out);
	r->out = buf_make(SIZE_MAX / 2);
	r->said = buf_make(SIZE_MAX / 2);
	r->left_out = buf_make(SIZE_MAX / 2);
	r->options.arg = r->stream.arg = r;
	r->stream.fd = fd;
	out_open(&out, to, "output", true, false);
	out_open(&rejects, left, "rejects", true, false);
	r->options.rejects = r->keep ? &rejects : NULL;
	f = flatten_open(&r->options, &out);
	r->e.kind = ERROR_NONE;
	r->e.text[0] = '\0';
	r->rc = 0;
	if (r->schema != NULL)
		r->rc = flatten_schema(f, r->schema, strlen(r->schema),
		    "schema", &r->e);
	if (r->rc == 0)
		r->rc = flatten_stream_run(&r->stream, f, &out, &r->e);
	r->counts = flatten_count(f);
	flatten_close(f);
	if (r->rc == 0 && out_finish(&rejects, &r->e) != 0)
		r->rc = -2;
	out_close(&out);
	out_close(&rejects);
	(void)lseek(to, 0, SEEK_SET);
	(void)lseek(left, 0, SEEK_SET);
	if (fd_slurp(to, "output", &r->out, &r->e) != 0 ||
	    fd_slurp(left, "rejects", &r->left_out, &r->e) != 0)
		r->rc = -2;
	(void)close(to);
	(void)close(left);
	(void)close(fd);
}

/* A whole stream with its rows as objects, whichever they are. */
static inline bool
run_as_objects(const struct buf *from, struct buf *to)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct schema schema = { 0 };
	struct row_reader reader;
	struct table *t;
	struct error e;
	bool changed, ok = true;
	char *p, *end, *lf;
	size_t i;

	buf_put(&text, from->data, from->len);
	for (i = 0; i < LINES_PAD; i++)
		buf_byte(&text, 0);
	row_open(&reader, &schema);
	p = (char *)text.data;
	for (end = p + from->len; p < end && ok; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			break;
		*lf = '\0';
		if (columns_is(p, (size_t)(lf - p))) {
			ok = columns_parse(p, (size_t)(lf - p), &schema, &t,
				 &changed, &e) == 0;
			columns_put_unnumbered(to, p, (size_t)(lf - p));
		} else if (*p == '[') {
			ok = row_read(&reader, p, (size_t)(lf - p), &e) ==
			    ROW_DATA;
			if (ok)
				row_put_object(&reader, to);
		} else {
			buf_put(to, p, (size_t)(lf - p));
		}
		buf_byte(to, '\n');
	}
	row_close(&reader);
	schema_free(&schema);
	buf_free(&text);
	return ok && p == end;
}

/*
 * Whether rows that are arrays say what the objects of the run say, to the
 * byte: run once more from a descriptor, which is closed.
 */
static inline bool
run_arrays(const struct flatten_run *r, int fd)
{
	struct flatten_run arrays = *r;
	struct buf objects = buf_make(SIZE_MAX / 2);
	bool ok;

	memset(&arrays.out, 0, sizeof(arrays.out));
	memset(&arrays.said, 0, sizeof(arrays.said));
	memset(&arrays.left_out, 0, sizeof(arrays.left_out));
	arrays.options.objects = false;
	run_once(&arrays, fd);
	ok = arrays.rc == r->rc && arrays.left_out.len == r->left_out.len;
	if (r->rc == 0)
		ok = ok && run_as_objects(&arrays.out, &objects);
	/* Which rows go out before the record ends depends on their length,
	 * and when columns are declared on that. */
	if (r->rc == 0 && r->options.hold == FLATTEN_HOLD)
		ok = ok && objects.len == r->out.len &&
		    (objects.len == 0 ||
			memcmp(objects.data, r->out.data, objects.len) == 0);
	if (!ok)
		(void)fprintf(stderr, "arrays:\n%.*s", (int)arrays.out.len,
		    (const char *)arrays.out.data);
	buf_free(&objects);
	buf_free(&arrays.out);
	buf_free(&arrays.said);
	buf_free(&arrays.left_out);
	return ok;
}

/* The rows are objects, which are looked at; arrays must say the same. */
static inline void
run_fd(struct flatten_run *r, int fd)
{
	bool ok = true;
	int again = dup(fd);
	off_t at = lseek(fd, 0, SEEK_CUR);

	run_once(r, fd);
	if (at >= 0 && r->options.objects && lseek(again, at, SEEK_SET) == at)
		ok = run_arrays(r, again);
	else
		(void)close(again);
	r->differ = !ok;
	if (!ok)
		CHECK(ok, "arrays say what objects say");
}

static inline void
run_bytes(struct flatten_run *r, const void *text, size_t len)
{
	int fd = memfd_create("in", 0);

	if (fd_write_all(fd, text, len) != 0)
		abort();
	(void)lseek(fd, 0, SEEK_SET);
	run_fd(r, fd);
}

static inline void
run_text(struct flatten_run *r, const char *text)
{
	run_bytes(r, text, strlen(text));
}

static inline void
run_free(struct flatten_run *r)
{
	buf_free(&r->out);
	buf_free(&r->said);
	buf_free(&r->left_out);
}

/* The text that came out is exactly this. */
#define CHECK_OUT(r, want, ...)                                                \
	tap_mem((r)->out.data, (r)->out.len, (want), strlen(want), __FILE__,   \
	    __LINE__, "output", __VA_ARGS__)

/* The lines without a "_columns" in them, or with one. */
static inline void
run_lines(const struct flatten_run *r, bool columns, struct buf *to)
{
	const char *p = (const char *)r->out.data, *end = p + r->out.len, *lf;
	bool is;

	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			break;
		is = memmem(p, (size_t)(lf - p), "\"_columns\":[", 12) != NULL;
		if (is == columns)
			buf_put(to, p, (size_t)(lf + 1 - p));
	}
}

/* The rows that came out are exactly these lines. */
static inline bool
check_rows(const struct flatten_run *r, const char *want, const char *title)
{
	struct buf rows = buf_make(SIZE_MAX / 2);
	bool ok;

	run_lines(r, false, &rows);
	ok = tap_mem(rows.data, rows.len, want, strlen(want), __FILE__,
	    __LINE__, "rows", "%s", title);
	if (!ok)
		tap_note("error: %s", r->e.text);
	buf_free(&rows);
	return ok;
}

/*
 * The columns of all tables, short: "t id:bigint! n:double\n", "!" for keys,
 * as the last columns lines have them.
 */
static inline bool
check_columns(const struct flatten_run *r, const char *want,
    const char *title)
{
	struct buf lines = buf_make(SIZE_MAX / 2), got = buf_make(SIZE_MAX / 2);
	struct schema schema = { 0 };
	struct table *t;
	const char *p, *end, *lf;
	struct error e = { ERROR_NONE, "" };
	bool ok = true, changed;
	size_t i, j;

	run_lines(r, true, &lines);
	p = (const char *)lines.data;
	for (end = p + lines.len; p < end && ok; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		ok = columns_parse(p, (size_t)(lf - p), &schema, &t, &changed,
			 &e) == 0;
	}
	CHECK(ok, "columns lines evolve as they may: %s", e.text);
	for (i = 0; i < schema.ntables; i++) {
		t = schema.tables[i];
		buf_put(&got, t->name, t->name_len);
		for (j = 0; j < t->ncolumns; j++)
			buf_printf(&got, " %s:%s%s", t->columns[j].name,
			    type_name(t->columns[j].type.type),
			    t->columns[j].key ? "!" : "");
		buf_byte(&got, '\n');
	}
	ok = tap_mem(got.data, got.len, want, strlen(want), __FILE__, __LINE__,
	    "columns", "%s", title);
	schema_free(&schema);
	buf_free(&lines);
	buf_free(&got);
	return ok;
}

#endif
