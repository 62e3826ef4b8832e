/* path: where in a record something is; see path.h. */
#include "json/path.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "json/lex.h"
#include "json/text.h"

struct parser {
	const char *text, *p, *end;
	struct path *path;
	size_t cap;
	struct buf names; /* NUL-terminated, in the order of the steps */
	struct error *e;
};

static int
misuse(struct parser *ps, const char *what)
{
	error_set(ps->e, ERROR_USAGE, "path '%.*s': %s at byte %zu",
	    (int)(ps->end - ps->text), ps->text, what,
	    (size_t)(ps->p - ps->text));
	return -1;
}

static struct path_step *
add_step(struct parser *ps, enum path_kind kind)
{
	struct path *path = ps->path;
	struct path_step *s;

	path->steps = mem_grow(path->steps, &ps->cap, path->n + 1,
	    sizeof(*path->steps));
	s = &path->steps[path->n++];
	*s = (struct path_step){ .kind = kind };
	return s;
}

/* A name as it is, up to what means something else; or quoted. */
static int
parse_name(struct parser *ps)
{
	size_t from = ps->names.len;
	struct path_step *s;
	const char *stop;
	bool escaped;

	if (*ps->p == '"') {
		stop = json_string_end(ps->p + 1, ps->end, &escaped);
		if (stop == NULL)
			return misuse(ps, "a quote is not closed");
		if (json_unescape(ps->p + 1, (size_t)(stop - ps->p - 1),
			&ps->names) != 0)
			return misuse(ps, "a name is not UTF-8");
		ps->p = stop + 1;
	} else {
		stop = ps->p;
		while (stop < ps->end && strchr(".[]{}\"", *stop) == NULL)
			stop++;
		if (stop == ps->p)
			return misuse(ps, "a name is missing");
		buf_put(&ps->names, ps->p, (size_t)(stop - ps->p));
		ps->p = stop;
	}
	s = add_step(ps, PATH_NAME);
	s->len = ps->names.len - from;
	buf_byte(&ps->names, 0);
	return 0;
}

static int
parse_step(struct parser *ps, bool first)
{
	size_t left = (size_t)(ps->end - ps->p);

	if (left >= 2 && memcmp(ps->p, "[]", 2) == 0) {
		(void)add_step(ps, PATH_ITEM);
		ps->p += 2;
		return 0;
	}
	if (left >= 2 && memcmp(ps->p, "{}", 2) == 0) {
		(void)add_step(ps, PATH_ENTRY);
		ps->p += 2;
		return 0;
	}
	if (*ps->p == '.')
		ps->p++;
	else if (!first)
		return misuse(ps, "neither '.', '[]' nor '{}'");
	if (ps->p == ps->end)
		return misuse(ps, "a name is missing");
	return parse_name(ps);
}

/* The names no longer move: let the steps point at them. */
static void
settle(struct parser *ps)
{
	struct path *path = ps->path;
	const char *name;
	size_t i;

	path->names = mem_dup((const char *)ps->names.data, ps->names.len);
	name = path->names;
	for (i = 0; i < path->n; i++) {
		if (path->steps[i].kind != PATH_NAME)
			continue;
		path->steps[i].name = name;
		name += path->steps[i].len + 1;
	}
}

int
path_parse(struct path *p, const char *text, size_t len, struct error *e)
{
	struct parser ps = { text, text, text + len, p, 0, buf_make(1 << 20),
		e };
	int rc = 0;

	*p = (struct path){ 0 };
	if (len == 1 && *text == '.')
		ps.p++;
	while (rc == 0 && ps.p < ps.end)
		rc = parse_step(&ps, p->n == 0);
	if (rc == 0) {
		settle(&ps);
		p->text = mem_dup(text, len);
	} else {
		path_free(p);
	}
	buf_free(&ps.names);
	return rc;
}

bool
path_plain(const struct path *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->steps[i].kind != PATH_NAME)
			return false;
	return true;
}

void
path_free(struct path *p)
{
	mem_free(p->text);
	mem_free(p->names);
	mem_free(p->steps);
	*p = (struct path){ 0 };
}
