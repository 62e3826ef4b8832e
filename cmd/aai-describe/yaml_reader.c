/* yaml_reader: YAML as JSON text; see yaml_reader.h. */
#include "aai-describe/yaml_reader.h"

#ifdef HAVE_YAML

#	include <stdbool.h>
#	include <stdint.h>
#	include <stdio.h>
#	include <string.h>
#	include <yaml.h>

#	include "aai-describe/yaml_scalar.h"
#	include "aai-describe/yaml_text.h"
#	include "base/map.h"
#	include "base/mem.h"
#	include "json/lex.h"
#	include "json/text.h"

#	define ALIAS_MIN   ((size_t)1 << 20)
#	define ALIAS_SHARE 10
#	define TAGS_MAX                                                       \
		100 /* %TAG lines: libyaml compares each with all others */

/* A list or an object that is open. */
struct level {
	bool object;
	bool value;  /* a name was read, and its value comes */
	bool merges; /* that name was "<<" */
	bool merged; /* there was one */
	size_t n;
	size_t from;   /* where its text begins */
	size_t merge;  /* where the value of "<<" begins */
	size_t anchor; /* its entry in anchors, or MAP_NONE */
};

/* What an anchor names, while the document is read. */
struct anchor {
	size_t from;
	size_t to; /* 0: it is not complete */
};

struct yaml_reader {
	yaml_parser_t parser;
	struct buf *out;
	struct level *levels;
	size_t n;
	size_t cap;
	unsigned depth;
	struct map names; /* value: which of anchors */
	struct anchor *anchors;
	size_t nanchors;
	size_t anchors_cap;
	size_t alias_left; /* bytes that aliases may still make */
	bool done;
	struct error *e;
};

static int
fail_at(struct yaml_reader *r, const yaml_mark_t *mark, const char *what)
{
	error_set(r->e, ERROR_INPUT, "line %zu: %s", mark->line + 1, what);
	return -1;
}

static int
fail_library(struct yaml_reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *what =
	    p->problem != NULL ? p->problem : "it cannot be read";

	if (p->error == YAML_READER_ERROR)
		error_set(r->e, ERROR_INPUT, "invalid YAML at byte %zu: %s",
		    p->problem_offset, what);
	else
		error_set(r->e, ERROR_INPUT, "line %zu: invalid YAML: %s",
		    p->problem_mark.line + 1, what);
	return -1;
}

static struct level *
top(struct yaml_reader *r)
{
	return r->n > 0 ? &r->levels[r->n - 1] : NULL;
}

/* Whether what comes is a member's name. */
static bool
at_name(struct yaml_reader *r)
{
	const struct level *l = top(r);

	return l != NULL && l->object && !l->value;
}

/* What stands in front of a value or a name. */
static void
separate(struct yaml_reader *r)
{
	struct level *l = top(r);

	if (l == NULL || l->value)
		return;
	if (l->n++ > 0)
		buf_byte(r->out, ',');
}

/* The number of the anchor that begins here, or MAP_NONE without one. */
static size_t
begin_anchor(struct yaml_reader *r, const yaml_char_t *name)
{
	const char *s = (const char *)name;
	size_t entry;

	if (s == NULL)
		return MAP_NONE;
	r->anchors = mem_grow(
	    r->anchors, &r->anchors_cap, r->nanchors + 1, sizeof(*r->anchors));
	r->anchors[r->nanchors] = (struct anchor){ r->out->len, 0 };
	entry = map_add(&r->names, s, strlen(s), NULL);
	r->names.entries[entry].value = r->nanchors;
	return r->nanchors++;
}

static void
end_anchor(struct yaml_reader *r, size_t anchor)
{
	if (anchor != MAP_NONE)
		r->anchors[anchor].to = r->out->len;
}

/* The names of the members between p and end, which is JSON of ours. */
static void
collect_names(const char *p, const char *end, struct map *names)
{
	const char *from;
	bool escaped;

	while (p < end && *p == '"') {
		from = p + 1;
		p = json_string_end(from, end, &escaped);
		map_add(names, from, (size_t)(p - from), NULL);
		p = json_value_skip(p + 2, end);
		if (p < end && *p == ',')
			p++;
	}
}

/* Append the object's members whose names are new. */
static void
put_members(struct yaml_reader *r, const char *p, const char *end,
    struct map *names, struct level *l)
{
	const char *from;
	bool escaped, added;

	p++;
	while (p < end && *p == '"') {
		from = p;
		p = json_string_end(from + 1, end, &escaped);
		map_add(names, from + 1, (size_t)(p - from - 1), &added);
		p = json_value_skip(p + 2, end);
		if (added) {
			if (l->n++ > 0)
				buf_byte(r->out, ',');
			buf_put(r->out, from, (size_t)(p - from));
		}
		if (p < end && *p == ',')
			p++;
	}
}

/* What was anchored from there on is not there any more. */
static void
drop_anchors(struct yaml_reader *r, size_t from)
{
	size_t i = r->nanchors;

	while (i > 0 && r->anchors[i - 1].from >= from)
		r->anchors[--i].to = 0;
}

/*
 * The value of "<<" has been written: its members take its place, but for those
 * that the object has.  Members that come later win, as the last of a name
 * does.
 */
static int
merge(struct yaml_reader *r, const yaml_mark_t *mark)
{
	struct level *l = top(r);
	size_t len = r->out->len - l->merge;
	const char *p, *end;
	struct map names = { 0 };
	char *text;
	bool fits;

	if (r->out->failed)
		return 0;
	text = mem_dup((const char *)r->out->data + l->merge, len);
	end = text + len;
	r->out->len = l->merge;
	drop_anchors(r, l->merge);
	collect_names((const char *)r->out->data + l->from + 1,
	    (const char *)r->out->data + r->out->len, &names);
	p = text;
	if (*p == '[')
		p++;
	while (*p == '{') {
		put_members(r, p, end, &names, l);
		p = json_value_skip(p, end);
		if (*p == ',')
			p++;
	}
	fits = *text == '{' ? p == end : *text == '[' && p + 1 == end;
	map_free(&names);
	mem_free(text);
	l->merges = l->value = false;
	return fits ? 0 : fail_at(r, mark, "\"<<\" takes objects only");
}

/* A value is complete. */
static int
end_value(struct yaml_reader *r, const yaml_mark_t *mark)
{
	struct level *l = top(r);

	if (l == NULL) {
		r->done = true;
		return 0;
	}
	if (l->merges)
		return merge(r, mark);
	l->value = false;
	return 0;
}

static int
take_name(
    struct yaml_reader *r, const yaml_event_t *ev, const char *s, size_t len)
{
	struct level *l = top(r);

	if (len == 2 && memcmp(s, "<<", 2) == 0 &&
	    ev->type == YAML_SCALAR_EVENT &&
	    ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		if (l->merged)
			return fail_at(r, &ev->start_mark, "\"<<\" twice");
		l->merges = l->merged = l->value = true;
		l->merge = r->out->len;
		return 0;
	}
	separate(r);
	json_quote(s, len, r->out);
	buf_byte(r->out, ':');
	l->value = true;
	return 0;
}

static int
put_scalar(struct yaml_reader *r, const yaml_event_t *ev)
{
	const char *s = (const char *)ev->data.scalar.value;
	const char *tag = (const char *)ev->data.scalar.tag;
	size_t len = ev->data.scalar.length;
	size_t anchor;

	if (at_name(r)) {
		anchor = begin_anchor(r, ev->data.scalar.anchor);
		if (anchor != MAP_NONE)
			return fail_at(r, &ev->start_mark,
			    "an anchor at a name is not taken");
		return take_name(r, ev, s, len);
	}
	separate(r);
	anchor = begin_anchor(r, ev->data.scalar.anchor);
	if (ev->data.scalar.plain_implicit ||
	    (tag != NULL && strncmp(tag, "tag:yaml.org,2002:", 18) == 0 &&
		strcmp(tag + 18, "str") != 0 &&
		strcmp(tag + 18, "binary") != 0))
		yaml_scalar_put(s, len, r->out);
	else
		json_quote(s, len, r->out);
	end_anchor(r, anchor);
	return end_value(r, &ev->start_mark);
}

static int
open_level(struct yaml_reader *r, const yaml_event_t *ev, bool object,
    const yaml_char_t *anchor)
{
	struct level *l;

	if (at_name(r))
		return fail_at(r, &ev->start_mark,
		    "a list or an object as a name is not taken");
	if (r->n == r->depth)
		return fail_at(r, &ev->start_mark, "it is nested too deeply");
	separate(r);
	r->levels = mem_grow(r->levels, &r->cap, r->n + 1, sizeof(*r->levels));
	l = &r->levels[r->n++];
	memset(l, 0, sizeof(*l));
	l->object = object;
	l->from = r->out->len;
	l->anchor = begin_anchor(r, anchor);
	buf_byte(r->out, object ? '{' : '[');
	return 0;
}

static int
close_level(struct yaml_reader *r, const yaml_event_t *ev)
{
	const struct level *l = &r->levels[--r->n];

	buf_byte(r->out, l->object ? '}' : ']');
	end_anchor(r, l->anchor);
	return end_value(r, &ev->start_mark);
}

static int
put_alias(struct yaml_reader *r, const yaml_event_t *ev)
{
	const char *name = (const char *)ev->data.alias.anchor;
	size_t entry = map_find(&r->names, name, strlen(name));
	const struct anchor *a;
	size_t len;
	char *text;
	int rc;

	if (entry == MAP_NONE)
		return fail_at(r, &ev->start_mark, "an alias of nothing");
	a = &r->anchors[r->names.entries[entry].value];
	if (a->to == 0)
		return fail_at(
		    r, &ev->start_mark, "an alias of what it is a part of");
	len = a->to - a->from;
	if (len > r->alias_left)
		return fail_at(r, &ev->start_mark,
		    "aliases make too much of this document");
	r->alias_left -= len;
	if (r->out->failed)
		return 0;
	text = mem_dup((const char *)r->out->data + a->from, len);
	if (at_name(r)) {
		rc = text[0] == '"' && !memchr(text, '\\', len)
			 ? take_name(r, ev, text + 1, len - 2)
			 : fail_at(r, &ev->start_mark,
			       "an alias as a name is not taken");
	} else {
		separate(r);
		buf_put(r->out, text, len);
		rc = end_value(r, &ev->start_mark);
	}
	mem_free(text);
	return rc;
}

static int
take_event(struct yaml_reader *r, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		return r->done ? fail_at(r, &ev->start_mark,
				     "a second document is not taken")
			       : 0;
	case YAML_SCALAR_EVENT:
		return put_scalar(r, ev);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(r, ev, false, ev->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT:
		return open_level(r, ev, true, ev->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_level(r, ev);
	case YAML_ALIAS_EVENT:
		return put_alias(r, ev);
	default:
		return 0;
	}
}

static int
read_events(struct yaml_reader *r)
{
	yaml_event_t ev;
	bool end = false;
	int rc = 0;

	while (rc == 0 && !end) {
		if (!yaml_parser_parse(&r->parser, &ev))
			return fail_library(r);
		end = ev.type == YAML_STREAM_END_EVENT;
		rc = take_event(r, &ev);
		if (rc == 0 && r->out->failed)
			rc = fail_at(
			    r, &ev.start_mark, "it is too large; see --memory");
		yaml_event_delete(&ev);
	}
	if (rc == 0 && !r->done)
		buf_str(r->out, "null");
	return rc;
}

static int
check_tags(const char *text, size_t len, struct error *e)
{
	const char *p = text, *end = text + len;
	size_t n = 0;

	while (p < end && (p = memchr(p, '%', (size_t)(end - p))) != NULL) {
		if (end - p > 4 && memcmp(p, "%TAG", 4) == 0 &&
		    (p == text || p[-1] == '\n' || p[-1] == '\r') &&
		    ++n > TAGS_MAX) {
			error_set(e, ERROR_INPUT,
			    "invalid YAML: more than %d %%TAG lines", TAGS_MAX);
			return -1;
		}
		p++;
	}
	return 0;
}

int
yaml_read(const char *text, size_t len, unsigned depth, struct buf *out,
    struct error *e)
{
	struct yaml_reader r = { .out = out,
		.depth = depth,
		.e = e,
		.alias_left = ALIAS_MIN + ALIAS_SHARE * len };
	char *copy;
	int rc;

	if (check_tags(text, len, e) != 0)
		return -1;
	if (!yaml_parser_initialize(&r.parser)) {
		error_set(e, ERROR_FAILED, "cannot start libyaml");
		return -1;
	}
	copy = yaml_text_plain(text, len);
	yaml_parser_set_input_string(&r.parser,
	    (const unsigned char *)(copy != NULL ? copy : text), len);
	rc = read_events(&r);
	yaml_parser_delete(&r.parser);
	map_free(&r.names);
	mem_free(r.anchors);
	mem_free(r.levels);
	mem_free(copy);
	return rc;
}

const char *
yaml_library(void)
{
	static char name[40];

	snprintf(name, sizeof(name), "libyaml %s", yaml_get_version_string());
	return name;
}

#else

int
yaml_read(const char *text, size_t len, unsigned depth, struct buf *out,
    struct error *e)
{
	(void)text;
	(void)len;
	(void)depth;
	(void)out;
	error_set(e, ERROR_INPUT,
	    "it is not JSON, and this program was built without libyaml");
	return -1;
}

const char *
yaml_library(void)
{
	return NULL;
}

#endif
