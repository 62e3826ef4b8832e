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
	const struct table *t;
	struct table_writers_options options;
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
};

/* Where the column of a part is in the table: by its id, or by its name. */
static size_t
find_place(const struct table *t, const struct reader_column *c)
{
	size_t i;

	for (i = 0; c->id != 0 && i < t->ncolumns; i++)
		if (t->columns[i].id == c->id)
			return i;
	i = table_find(t, (const char *)c->name.p, c->name.len);
	return i != MAP_NONE && (c->id == 0 || t->columns[i].id == 0) ?
	    i : REWRITE_NOWHERE;
}

/* Note which columns a part says are JSON: elsewhere they are text. */
static int
take_tag(struct part *p, const struct reader_pair *pair, struct error *e)
{
	struct json_tree tree = { .max = TAG_MAX };
	size_t at = JSON_NO_NODE, i;
	char *name;
	int rc = json_parse(&tree, (const char *)pair->value.p,
	    pair->value.len, 1, e);

	if (rc == 0 && tree.nodes[0].kind != JSON_ARRAY) {
		error_set(e, ERROR_OUTPUT, "aai.json is no list");
		rc = -1;
	}
	while (rc == 0 && (at = json_next(&tree, 0, at)) != JSON_NO_NODE) {
		name = json_take_string(&tree, at);
		for (i = 0; name != NULL && i < p->r.ncolumns; i++)
			if (p->r.columns[i].name.len == strlen(name) &&
			    memcmp(p->r.columns[i].name.p, name,
				strlen(name)) == 0 &&
			    p->types[i].type == TYPE_TEXT)
				p->types[i].type = TYPE_JSON;
		mem_free(name);
	}
	json_tree_free(&tree);
	if (rc != 0)
		error_prefix(e, "'%s'", p->r.name);
	return rc;
}

/* What the columns of an opened part hold, and where they go. */
static int
take_columns(struct part *p, const struct table *t, struct error *e)
{
	const struct reader_span *key;
	size_t i;

	p->types = mem_new(p->r.ncolumns, sizeof(*p->types));
	p->places = mem_new(p->r.ncolumns, sizeof(*p->places));
	for (i = 0; i < p->r.ncolumns; i++) {
		p->types[i] = p->r.columns[i].type;
		p->places[i] = find_place(t, &p->r.columns[i]);
	}
	for (i = 0; i < p->r.npairs; i++) {
		key = &p->r.pairs[i].key;
		if (key->len == strlen("aai.json") &&
		    memcmp(key->p, "aai.json", key->len) == 0 &&
		    take_tag(p, &p->r.pairs[i], e) != 0)
			return -1;
	}
	return 0;
}

static int
open_part(struct part *p, const struct join *j, const char *name,
    struct error *e)
{
	memset(p, 0, sizeof(*p));
	p->fd = folder_read(j->folder, name, e);
	if (p->fd < 0 || reader_open(&p->r, p->fd, name, e) != 0)
		return -1;
	return take_columns(p, j->t, e);
}

static void
close_part(struct part *p)
{
	reader_close(&p->r);
	if (p->fd >= 0)
		(void)close(p->fd);
	mem_free(p->types);
	mem_free(p->places);
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

/* Find out how the file is to be made: as the newest part with rows is. */
static int
choose_options(struct join *j, const char *const *names, size_t n,
    struct error *e)
{
	struct part p;
	bool found = false;
	int rc = 0;

	while (rc == 0 && !found && n-- > 0) {
		rc = open_part(&p, j, names[n], e);
		found = rc == 0 && p.r.ngroups > 0 && p.r.ncolumns > 0;
		if (found)
			follow(j, &p);
		close_part(&p);
	}
	return rc;
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
		struct table_writer_column column;

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
		struct rewrite_source source = { .r = &p.r, .types = p.types,
			.places = p.places };

		j->rows += p.r.rows;
		rc = rewrite_append(
		    &j->writers, j->load, &source, json_quote, e);
	}
	close_part(&p);
	return rc;
}

/* End the file, and see that it holds what it should. */
static int
finish(struct join *j, struct stage *to, struct error *e)
{
	struct tags tags = tags_make(j->t);
	size_t i;
	int rc, fd;

	for (i = 0; i < j->t->ncolumns; i++)
		writer_set_id(&j->load->writer, i, j->t->columns[i].id);
	rc = table_writers_finish(&j->writers, j->load, tags.pairs, tags.n, e);
	if (rc == 0) {
		fd = stage_fd(to, e);
		rc = fd < 0 ? -1 : verify_file(fd, j->t->name, j->rows, e);
	}
	tags_free(&tags);
	return rc;
}

int
parquet_join(const struct folder *f, const char *const *names, size_t n,
    const struct table *t, size_t memory, struct stage *to, struct error *e)
{
	struct join j = { .folder = f, .t = t,
		.options = table_writers_defaults() };
	size_t i;
	int rc;

	j.options.memory = memory;
	j.bloom = mem_new(t->ncolumns, sizeof(*j.bloom));
	rc = choose_options(&j, names, n, e);
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
	return rc;
}
