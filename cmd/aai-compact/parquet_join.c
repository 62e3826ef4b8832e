/* parquet_join: Parquet files of ours as one; see parquet_join.h. */
#include "aai-compact/parquet_join.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "json/text.h"
#include "json/tree.h"
#include "parquet/reader.h"
#include "parquet/rewrite.h"
#include "parquet/table_writers.h"
#include "parquet/verify.h"
#include "parquet_sink/tags.h"

/* The most that a list of JSON columns takes, taken apart, bytes. */
#define TAG_MAX ((size_t)256 << 20)

/* The encodings that are chosen from for small files alone. */
#define COMPACT_ENCODINGS \
	(1U << ENCODING_DELTA_BINARY_PACKED | \
	    1U << ENCODING_DELTA_LENGTH_BYTE_ARRAY | \
	    1U << ENCODING_DELTA_BYTE_ARRAY | 1U << ENCODING_BYTE_STREAM_SPLIT)

/* A file being made. */
struct join {
	const struct folder *folder;
	const struct table *from; /* the table's columns */
	struct schema schema;
	struct table *t; /* of it: the file's columns */
	struct map tags; /* of the parts, the newest's value in texts */
	char **texts;	 /* owned, each */
	size_t texts_cap;
	struct table_writers_options options;
	struct reader_room room; /* of pages that are read */
	bool *bloom; /* owned; for each column of t */
	struct table_writers writers;
	struct table_writer *load;
	int64_t rows;
};

/* A part that is read. */
struct part {
	int fd;
	struct reader r;
	struct coltype *types; /* owned */
	size_t *places;	       /* owned */
	struct json_tree tree; /* of a tag */
};

static bool
is_tag(const struct reader_pair *pair, const char *key)
{
	return pair->key.len == strlen(key) &&
	    memcmp(pair->key.p, key, pair->key.len) == 0;
}

/* The column of the part that has the name in a tag's list, or MAP_NONE. */
static size_t
find_named(const struct part *p, size_t node)
{
	char *name = json_take_string(&p->tree, node);
	const struct reader_span *has;
	size_t i, n = p->r.ncolumns;

	for (i = 0; name != NULL && i < n; i++) {
		has = &p->r.columns[i].name;
		if (has->len == strlen(name) &&
		    memcmp(has->p, name, has->len) == 0)
			break;
	}
	i = name != NULL && i < n ? i : MAP_NONE;
	mem_free(name);
	return i;
}

/* Take in a tag that is a list of columns: of the key, or of JSON. */
static int
take_list(struct part *p, struct table *t, const struct reader_pair *pair,
    bool json, struct error *e)
{
	size_t at = JSON_NO_NODE, i;

	p->tree.max = TAG_MAX;
	if (json_parse(&p->tree, (const char *)pair->value.p, pair->value.len,
		1, e) != 0 ||
	    p->tree.nodes[0].kind != JSON_ARRAY) {
		error_set(e, ERROR_OUTPUT, "'%s': its tag '%.*s' is not a list",
		    p->r.name, (int)pair->key.len, (const char *)pair->key.p);
		return -1;
	}
	while ((at = json_next(&p->tree, 0, at)) != JSON_NO_NODE) {
		i = find_named(p, at);
		if (i == MAP_NONE)
			continue;
		if (json && p->types[i].type == TYPE_TEXT)
			p->types[i].type = TYPE_JSON;
		if (!json && p->places[i] != REWRITE_NOWHERE)
			t->columns[p->places[i]].key = true;
	}
	return 0;
}

/* Keep what a part says of its table: what links it to others, for one. */
static void
keep_tag(struct join *j, const struct reader_pair *pair)
{
	const char *key = (const char *)pair->key.p;
	size_t at;
	bool added;

	if (pair->key.len < 4 || memcmp(key, "aai.", 4) != 0)
		return;
	at = map_add(&j->tags, key, pair->key.len, &added);
	j->texts =
	    mem_grow(j->texts, &j->texts_cap, at + 1, sizeof(char *));
	if (!added)
		mem_free(j->texts[at]);
	j->texts[at] =
	    mem_dup((const char *)pair->value.p, pair->value.len);
	j->tags.entries[at].value = pair->value.len;
}

/* Take in what the part says of its columns. */
static int
take_tags(struct part *p, struct table *t, struct error *e)
{
	const struct reader_pair *pair;
	size_t i;

	for (i = 0; i < p->r.npairs; i++) {
		pair = &p->r.pairs[i];
		if (is_tag(pair, "aai.json") &&
		    take_list(p, t, pair, true, e) != 0)
			return -1;
		if (is_tag(pair, "aai.key") &&
		    take_list(p, t, pair, false, e) != 0)
			return -1;
	}
	return 0;
}

/* What the columns of an opened part hold, and where they go. */
static int
take_columns(struct part *p, const struct join *j, struct error *e)
{
	struct table *t = j->t;
	size_t i;

	p->types = mem_new(p->r.ncolumns, sizeof(*p->types));
	p->places = mem_new(p->r.ncolumns, sizeof(*p->places));
	for (i = 0; i < p->r.ncolumns; i++) {
		p->types[i] = p->r.columns[i].type;
		p->places[i] = rewrite_place(t, &p->r.columns[i]);
	}
	if (rewrite_check(&p->r, j->from, p->places, t->ncolumns, e) != 0)
		return -1;
	return take_tags(p, t, e);
}

static int
open_part(struct part *p, const struct join *j, const char *name,
    struct error *e)
{
	memset(p, 0, sizeof(*p));
	p->fd = folder_read(j->folder, name, e);
	if (p->fd < 0 || reader_open(&p->r, p->fd, name, e) != 0)
		return -1;
	return take_columns(p, j, e);
}

static void
close_part(struct part *p)
{
	reader_close(&p->r);
	if (p->fd >= 0)
		(void)close(p->fd);
	mem_free(p->types);
	mem_free(p->places);
	json_tree_free(&p->tree);
}

/* Do as for this part, which has rows. */
static void
follow(struct join *j, const struct part *p)
{
	const struct reader_group *group = &p->r.groups[0];
	uint32_t encodings = 0;
	size_t i;

	for (i = 0; i < p->r.ncolumns; i++) {
		encodings |= group->chunks[i].encodings;
		if (p->places[i] != REWRITE_NOWHERE)
			j->bloom[p->places[i]] = group->chunks[i].bloom_len > 0;
	}
	j->options.method = group->chunks[0].method;
	j->options.chunk.encoding = (encodings & COMPACT_ENCODINGS) != 0 ?
	    CHUNK_COMPACT : CHUNK_AUTO;
}

/*
 * Look at all parts: what they say of their table is said of the file, which is
 * made as the newest one with rows is.
 */
static int
look(struct join *j, const char *const *names, size_t n, struct error *e)
{
	struct part p;
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++) {
		rc = open_part(&p, j, names[i], e);
		if (rc == 0 && p.r.ngroups > 0 && p.r.ncolumns > 0)
			follow(j, &p);
		for (k = 0; rc == 0 && k < p.r.npairs; k++)
			keep_tag(j, &p.r.pairs[k]);
		close_part(&p);
	}
	return rc;
}

/* Begin the file's columns with those of t. */
static void
copy_table(struct join *j, const struct table *t)
{
	const struct column *c;
	size_t i, at;

	j->t = schema_table(&j->schema, t->name, t->name_len);
	if (t->parent != NULL)
		j->t->parent = mem_str(t->parent);
	table_link_take(j->t, t);
	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		at = table_add(j->t, c->name, c->name_len, c->type, c->key);
		j->t->columns[at].id = c->id;
	}
}

static int
put_bytes(void *arg, const void *p, size_t n, struct error *e)
{
	return stage_append(arg, p, n, e);
}

static int
start(struct join *j, struct stage *to, struct error *e)
{
	struct writer_target target = { put_bytes, to };
	const struct column *c;
	size_t i;

	if (table_writers_open(&j->writers, &j->options, e) != 0)
		return -1;
	j->load = table_writers_add(&j->writers, &target);
	for (i = 0; i < j->t->ncolumns; i++) {
		struct encode_column column;

		c = &j->t->columns[i];
		column.bloom = j->bloom[i];
		column.key = c->key;
		table_writers_add_column(&j->writers, j->load, c->name,
		    c->name_len, c->type, column);
	}
	return 0;
}

static int
append(struct join *j, const char *name, struct error *e)
{
	struct part p;
	int rc = open_part(&p, j, name, e);

	if (rc == 0) {
		p.r.room = &j->room;
		struct rewrite_source source = { .r = &p.r, .types = p.types,
			.places = p.places };

		j->rows += p.r.rows;
		rc = rewrite_append(
		    &j->writers, j->load, &source, json_quote, e);
	}
	close_part(&p);
	return rc;
}

static bool
has_pair(const struct writer_pair *pairs, size_t n, const char *key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(pairs[i].key, key) == 0)
			return true;
	return false;
}

/* The table's tags, then those of the parts that it does not tell of itself. */
static struct writer_pair *
make_pairs(const struct join *j, const struct tags *tags, size_t *n)
{
	struct writer_pair *pairs =
	    mem_new(tags->n + j->tags.n, sizeof(*pairs));
	size_t i;

	memcpy(pairs, tags->pairs, tags->n * sizeof(*pairs));
	*n = tags->n;
	for (i = 0; i < j->tags.n; i++) {
		const struct map_entry *tag = &j->tags.entries[i];

		if (has_pair(pairs, tags->n, tag->key) ||
		    strcmp(tag->key, "aai.json") == 0)
			continue;
		pairs[*n].key = tag->key;
		pairs[*n].value = j->texts[i];
		pairs[(*n)++].value_len = (size_t)tag->value;
	}
	return pairs;
}

/* End the file, and see that it holds what it should. */
static int
finish(struct join *j, struct stage *to, struct error *e)
{
	struct tags tags = tags_make(j->t);
	size_t i, n;
	struct writer_pair *pairs = make_pairs(j, &tags, &n);
	int rc, fd;

	for (i = 0; i < j->t->ncolumns; i++)
		writer_set_id(&j->load->writer, i, j->t->columns[i].id);
	rc = table_writers_finish(&j->writers, j->load, pairs, n, e);
	if (rc == 0) {
		fd = stage_fd(to, e);
		rc = fd < 0 ? -1 : verify_file(fd, j->t->name, j->rows, e);
	}
	mem_free(pairs);
	tags_free(&tags);
	return rc;
}

int
parquet_join(const struct folder *f, const char *const *names, size_t n,
    const struct table *t, size_t memory, struct stage *to, struct error *e)
{
	struct join j = { .folder = f,
		.from = t,
		.options = table_writers_defaults() };
	size_t i;
	int rc;

	j.options.memory = memory / 2;
	j.room.max = memory / 2;
	copy_table(&j, t);
	j.bloom = mem_new(t->ncolumns, sizeof(*j.bloom));
	rc = look(&j, names, n, e);
	if (rc == 0)
		rc = start(&j, to, e);
	for (i = 0; rc == 0 && i < n; i++)
		rc = append(&j, names[i], e);
	if (rc == 0)
		rc = finish(&j, to, e);
	if (j.load != NULL)
		table_writers_drop(&j.writers, j.load);
	table_writers_close(&j.writers);
	mem_free(j.bloom);
	schema_free(&j.schema);
	for (i = 0; i < j.tags.n; i++)
		mem_free(j.texts[i]);
	mem_free(j.texts);
	map_free(&j.tags);
	return rc;
}
