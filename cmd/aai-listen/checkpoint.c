/* checkpoint: how far deliveries have been given out; see checkpoint.h. */
#include "aai-listen/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aai-listen/disk.h"
#include "io/file.h"
#include "json/text.h"
#include "json/tree.h"
#include "stream/end.h"

#define STATE_MAX ((size_t)1 << 20)
#define VERSION   1
/* A sink of a receiver that was killed may be about to store the state. */
#define SINK_WAIT_MS 10000

int
checkpoint_open(struct checkpoint *m, const char *path, const char *journal,
    struct error *e)
{
	const char *slash = strrchr(journal, '/');
	const char *base = slash != NULL ? slash + 1 : journal;

	memset(m, 0, sizeof(*m));
	m->path = path;
	m->selection = buf_make(STATE_MAX);
	buf_str(&m->selection, "{\"resource\":\"webhooks\",\"journal\":");
	json_quote(base, strlen(base), &m->selection);
	buf_byte(&m->selection, '}');
	m->lock = end_lock(path, END_READS, SINK_WAIT_MS, e);
	return m->lock >= 0 ? checkpoint_read(m, e) : -1;
}

/* See that the state is of our version; the first had no member for it. */
static int
check_version(const struct json_tree *t, struct error *e)
{
	size_t at = json_get(t, 0, "version");
	int64_t version;

	if (at == JSON_NO_NODE || json_i64(t, at, VERSION, VERSION, &version))
		return 0;
	error_set(e, ERROR_INPUT,
	    "it is not of version %d, the one that this program knows: use the "
	    "newer one that wrote it",
	    VERSION);
	return -1;
}

/* The mark in the text of a state. */
static int
parse(struct checkpoint *m, const struct buf *text, struct error *e)
{
	struct json_tree t = { 0 };
	int64_t number = -1;
	size_t resource;
	int rc = json_parse(&t, (const char *)text->data, text->len, 16, e);

	resource = rc == 0 ? json_get(&t, json_get(&t, 0, "selection"),
				 "resource") :
			     JSON_NO_NODE;
	if (rc == 0 && (resource == JSON_NO_NODE ||
			   !json_equals(&t, resource, "webhooks") ||
			   !json_i64(&t, json_get(&t, 0, "mark"), 0,
			       INT64_MAX / 2, &number))) {
		error_set(e, ERROR_INPUT, "it is not one of aai-listen");
		rc = -1;
	}
	if (rc == 0)
		rc = check_version(&t, e);
	if (rc == 0)
		m->number = (uint64_t)number;
	else
		error_prefix(e, "the state '%s'", m->path);
	json_tree_free(&t);
	return rc;
}

int
checkpoint_read(struct checkpoint *m, struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	int rc = disk_read(m->path, &text, e);

	if (rc == 0 && text.len > 0)
		rc = parse(m, &text, e);
	if (rc == 0)
		end_hash((const char *)text.data, text.len, m->hash);
	buf_free(&text);
	return rc;
}

/* Append the text of the state that follows the one we have. */
static void
put_state(const struct checkpoint *m, uint64_t number, struct buf *out)
{
	buf_printf(out, "{\"from\":\"%s\",\"selection\":", m->hash);
	buf_put(out, m->selection.data, m->selection.len);
	buf_printf(out, ",\"version\":%d,\"mark\":%llu}", VERSION,
	    (unsigned long long)number);
}

void
checkpoint_put_end(const struct checkpoint *m, uint64_t number, struct buf *out)
{
	struct buf state = buf_make(STATE_MAX);
	struct end_text end = { .selection = (const char *)m->selection.data,
		.selection_len = m->selection.len };

	put_state(m, number, &state);
	end.state = (const char *)state.data;
	end.state_len = state.len;
	end_put(&end, out);
	buf_free(&state);
}

/* Take or give back the side of the lock that a sink takes. */
static int
lock_storing(const struct checkpoint *m, short type)
{
	struct flock lock = { .l_type = type,
		.l_whence = SEEK_SET,
		.l_start = END_STORES,
		.l_len = 1 };

	return fcntl(m->lock, F_SETLK, &lock);
}

int
checkpoint_store(struct checkpoint *m, uint64_t number, struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	int rc;

	if (lock_storing(m, F_WRLCK) != 0) {
		error_errno(e, ERROR_TEMPORARY,
		    "the state '%s' is in use by a sink", m->path);
		return -1;
	}
	put_state(m, number, &text);
	buf_byte(&text, '\n');
	rc = file_replace(m->path, text.data, text.len, true, e);
	if (rc == 0) {
		end_hash((const char *)text.data, text.len - 1, m->hash);
		m->number = number;
	}
	(void)lock_storing(m, F_UNLCK);
	buf_free(&text);
	return rc;
}

void
checkpoint_close(struct checkpoint *m)
{
	if (m->path != NULL && m->lock >= 0)
		(void)close(m->lock);
	buf_free(&m->selection);
	memset(m, 0, sizeof(*m));
}
