/* fields: the lines of a CSV file, taken apart; see fields.h. */
#include "view/fields.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "view/catalog.h"

/* A line may have as much, like the largest value of a Parquet file. */
#define LINE_MAX_BYTES ((size_t)1 << 30)

/* What a column takes of --memory at least, here and in its table. */
#define FIELD_SHARE ((size_t)1 << 10)

#define BOM "\xef\xbb\xbf"

/* The delimiter that comes first outside of quotes in the window. */
static char
guess(const struct csv_source *in)
{
	bool quoted = false;
	size_t i;

	for (i = in->from; i < in->to; i++) {
		if (in->data[i] == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (in->data[i] == '\n')
			break;
		else if (in->data[i] != '\0' &&
		    strchr(",;\t|", in->data[i]) != NULL)
			return in->data[i];
	}
	return ',';
}

int
fields_open(struct fields *f, const struct shown *t, const char *path,
    char delimiter, struct error *e)
{
	size_t room = t != NULL ? t->memory : SIZE_MAX;
	uint8_t magic[2] = { 0 };
	struct stat st;

	memset(f, 0, sizeof(*f));
	f->name = path;
	f->line = 1;
	f->text = buf_make(room / 2 < LINE_MAX_BYTES ? room / 2 :
						       LINE_MAX_BYTES);
	f->most = room / FIELD_SHARE;
	f->fd = shown_file_open(t, path);
	if (f->fd < 0) {
		beneath_error(e, ERROR_INPUT, "cannot open '%s'", path);
		return -1;
	}
	f->open = true;
	if (fstat(f->fd, &st) != 0 || pread(f->fd, magic, 2, 0) < 0) {
		error_errno(e, ERROR_INPUT, "cannot read '%s'", path);
		return -1;
	}
	csv_source_open(&f->in, f->fd, path, 0, st.st_size,
	    magic[0] == 0x1f && magic[1] == 0x8b);
	if (csv_source_fill(&f->in, CSV_WINDOW, e) != 0) {
		e->kind = ERROR_INPUT;
		return -1;
	}
	if (f->in.to >= 3 && memcmp(f->in.data, BOM, 3) == 0)
		f->in.from = 3;
	f->delimiter = delimiter != 0 ? delimiter : guess(&f->in);
	return 0;
}

/* The next byte, or -1 at the end, or -2 with *e.  It is not taken. */
static int
peek(struct fields *f, struct error *e)
{
	struct csv_source *in = &f->in;

	if (in->from == in->to) {
		if (csv_source_fill(in, 1, e) != 0) {
			e->kind = ERROR_INPUT;
			return -2;
		}
		if (in->from == in->to)
			return -1;
	}
	return (uint8_t)in->data[in->from];
}

/* Take bytes up to the first that is a or b, or the end. */
static int
take_until(struct fields *f, char a, char b, struct error *e)
{
	struct csv_source *in = &f->in;
	size_t at;
	int c;

	while ((c = peek(f, e)) >= 0 && c != (uint8_t)a && c != (uint8_t)b) {
		for (at = in->from; at < in->to && in->data[at] != a &&
		     in->data[at] != b; at++) {
			if (in->data[at] == '\n')
				f->line++;
		}
		buf_put(&f->text, in->data + in->from, at - in->from);
		in->from = at;
	}
	if (!f->text.failed)
		return c;
	error_set(e, ERROR_LIMIT,
	    "'%s': line %llu has over %zu bytes, half of --memory or 1 GiB",
	    f->name, (unsigned long long)f->from, f->text.max);
	return -2;
}

/* What is between quotes, after the first of them. */
static int
take_quoted(struct fields *f, struct error *e)
{
	int c;

	for (;;) {
		c = take_until(f, '"', '"', e);
		if (c == -1) {
			error_set(e, ERROR_INPUT,
			    "'%s' ends within the quotes of a field of line "
			    "%llu",
			    f->name, (unsigned long long)f->from);
			return -2;
		}
		if (c < 0)
			return c;
		f->in.from++;
		c = peek(f, e);
		if (c != '"')
			return c;
		buf_byte(&f->text, '"');
		f->in.from++;
	}
}

/* One field; the byte after it, which is not taken, or below 0. */
static int
take_field(struct fields *f, struct error *e)
{
	struct field *to;
	size_t at = f->text.len, bare;
	bool quoted = false;
	int c = peek(f, e);

	if (c == '"') {
		quoted = true;
		f->in.from++;
		c = take_quoted(f, e);
	}
	bare = f->text.len;
	if (c != -2)
		c = take_until(f, f->delimiter, '\n', e);
	if (c == -2)
		return c;
	if (f->n >= f->most) {
		error_set(e, ERROR_LIMIT,
		    "'%s': line %llu has over %zu fields, which take more than "
		    "--memory",
		    f->name, (unsigned long long)f->from, f->most);
		return -2;
	}
	f->list = mem_grow(f->list, &f->cap, f->n + 1, sizeof(*f->list));
	to = &f->list[f->n++];
	to->at = at;
	to->quoted = quoted;
	/* A CR before the LF belongs to the line's end. */
	if (c == '\n' && f->text.len > bare &&
	    f->text.data[f->text.len - 1] == '\r')
		f->text.len--;
	to->len = f->text.len - at;
	return c;
}

int
fields_next(struct fields *f, struct error *e)
{
	int c = peek(f, e);

	buf_reset(&f->text);
	f->n = 0;
	f->from = f->line;
	if (c < 0) {
		if (c == -1 && f->in.gzip && !gunzip_complete(&f->in.gunzip)) {
			error_set(e, ERROR_INPUT, "'%s' is cut", f->name);
			return -1;
		}
		return c == -1 ? 0 : -1;
	}
	for (;;) {
		c = take_field(f, e);
		if (c == -2)
			return -1;
		if (c == (uint8_t)f->delimiter) {
			f->in.from++;
			continue;
		}
		if (c == '\n') {
			f->in.from++;
			f->line++;
		}
		return 1;
	}
}

void
fields_close(struct fields *f)
{
	if (f->open) {
		csv_source_close(&f->in);
		(void)close(f->fd);
	}
	buf_free(&f->text);
	mem_free(f->list);
	memset(f, 0, sizeof(*f));
}
