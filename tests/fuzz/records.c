/*
 * records: any bytes as an input of aai-flatten, with any path to its records
 * or as CSV.  However the reads are split, the same records come at the same
 * positions, and the same error; what is one record a line gives the same
 * records as a text.  The first byte chooses how it is read, the second how
 * the reads are split.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "aai-flatten/flatten.h"
#include "aai-flatten/input_csv.h"
#include "aai-flatten/input_documents.h"
#include "aai-flatten/input_layout.h"
#include "base/mem.h"
#include "io/fd.h"
#include "json/lex.h"
#include "json/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[] = { NULL, "a", "a.b", "[]", "a[].b", "a{}",
	"[][]", "\"\"" };

/* One reading of the input. */
struct run {
	struct buf got;
	size_t records;
	int rc;
	struct error e;
};

static int
take(void *arg, const struct input_position *at, char *text, size_t len,
    struct error *e)
{
	struct run *r = arg;
	size_t i;

	(void)e;
	for (i = 0; i <= FLATTEN_PAD; i++)
		if (text[len + i] != '\0')
			abort();
	r->records++;
	buf_printf(&r->got, "%u:%u ", (unsigned)at->line, (unsigned)at->byte);
	buf_put(&r->got, text, len);
	buf_byte(&r->got, '\n');
	return 0;
}

/* Let no read give more than the pipe has: what wait() puts there. */
struct pieces {
	const uint8_t *p;
	size_t left;
	size_t step;
	int to;
};

static int
refill(void *arg, int fd, struct error *e)
{
	struct pieces *s = arg;
	size_t n = s->left < s->step ? s->left : s->step;

	(void)fd;
	(void)e;
	if (n > 0 && fd_write_all(s->to, s->p, n) != 0)
		abort();
	s->p += n;
	s->left -= n;
	if (s->left == 0 && s->to >= 0) {
		(void)close(s->to);
		s->to = -1;
	}
	return 0;
}

static void
read_once(struct run *r, uint8_t how, size_t step, const uint8_t *data,
    size_t size)
{
	struct pieces pieces = { data, size, step, -1 };
	struct path path = { 0 };
	struct byte_source in;
	int fds[2];

	memset(r, 0, sizeof(*r));
	r->got = buf_make(SIZE_MAX / 2);
	if (pipe(fds) != 0)
		abort();
	pieces.to = fds[1];
	byte_source_open(&in, fds[0], "in");
	in.wait = refill;
	in.arg = &pieces;
	if (how % 16 < 8) {
		struct input_documents d = { .in = &in, .name = "in",
			.max = 4096, .to = { take, r } };

		if (paths[how % 8] != NULL) {
			if (path_parse(&path, paths[how % 8],
				strlen(paths[how % 8]), &r->e) != 0)
				abort();
			d.path = &path;
		}
		r->rc = input_documents_read(&d, &r->e);
	} else {
		struct input_csv c = { .in = &in, .name = "in", .max = 4096,
			.delimiter = how % 2 == 0 ? '\t' : '\0',
			.to = { take, r } };

		r->rc = input_csv_read(&c, &r->e);
	}
	path_free(&path);
	byte_source_close(&in);
	if (pieces.to >= 0)
		(void)close(pieces.to);
	(void)close(fds[0]);
}

static void
broken(const char *what, const struct run *a, const struct run *b)
{
	(void)fprintf(stderr, "%s\n%d %s\n%.*s\n%d %s\n%.*s\n", what, a->rc,
	    a->e.text, (int)a->got.len, (const char *)a->got.data, b->rc,
	    b->e.text, (int)b->got.len, (const char *)b->got.data);
	abort();
}

/* Of a text without a path each record that is JSON ends where it is said to. */
static void
check_records(const struct run *r)
{
	const char *p, *end, *text, *after;

	if (r->got.len == 0)
		return;
	p = (const char *)r->got.data;
	end = p + r->got.len;
	while (p < end) {
		text = memchr(p, ' ', (size_t)(end - p));
		if (text == NULL)
			broken("no position", r, r);
		after = json_value_end(text + 1, end, 1000, NULL);
		/* What is no JSON is for the flattener to refuse. */
		if (after == NULL)
			return;
		if (*after != '\n')
			broken("a record ends elsewhere", r, r);
		p = after + 1;
	}
}

/* Whether the first byte is none that compressed data begins with. */
static bool
is_text(uint8_t first)
{
	return first != 0x1f && first != 0x28 && (first & 0xf0) != 0x50;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run whole, split;
	enum input_layout layout;
	struct byte_source in;
	int fd;

	if (size < 3 || size > 1 << 14)
		return 0;
	read_once(&whole, data[0], 1 << 15, data + 2, size - 2);
	read_once(&split, data[0], data[1] % 32 + 1, data + 2, size - 2);
	/* What is damaged within its compression is noticed sooner or later. */
	if (whole.rc != 0 && split.rc != 0 && !is_text(data[2]))
		whole.got.len = split.got.len = whole.records =
		    split.records = 0;
	else if (whole.rc != split.rc || whole.records != split.records ||
	    whole.got.len != split.got.len ||
	    (whole.got.len > 0 &&
		memcmp(whole.got.data, split.got.data, whole.got.len) != 0) ||
	    (whole.rc != 0 && strcmp(whole.e.text, split.e.text) != 0))
		broken("split reads differ", &whole, &split);
	check_records(&whole);
	buf_free(&whole.got);
	buf_free(&split.got);
	fd = memfd_create("in", 0);
	if (fd < 0 || fd_write_all(fd, data + 2, size - 2) != 0 ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	byte_source_open(&in, fd, "in");
	if (input_layout_find(&in, &layout, &whole.e) == 0 &&
	    byte_source_at(&in) != 0)
		abort();
	byte_source_close(&in);
	(void)close(fd);
	return 0;
}
