/* history: the loads that a folder has had; see history.h. */
#include "sink/history.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/fd.h"
#include "sink/hidden.h"
#include "sink/manifest.h"

#define NOTE "history "

/* More loads than any folder has had. */
#define NUMBER_MAX (UINT64_MAX - 1)

/* The number of the load that the note is of; 0: it is none of a load. */
static uint64_t
number_of(const char *key)
{
	size_t len = strlen(NOTE);
	uint64_t n;

	if (strncmp(key, NOTE, len) != 0 ||
	    !num_u64(key + len, strlen(key + len), 1, NUMBER_MAX, &n))
		return 0;
	return n;
}

bool
history_has(const char *key)
{
	return number_of(key) != 0;
}

/* A note of the folder that is of a load. */
struct entry {
	uint64_t number;
	const char *key;
	const char *text;
};

static int
by_number(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* Those that the folder has, oldest first; to be released. */
static struct entry *
list_entries(const struct folder *f, size_t *n)
{
	struct entry *list = mem_new(f->notes.n + 1, sizeof(*list));
	const char *key;
	uint64_t number;
	size_t i;

	*n = 0;
	for (i = 0; i < f->notes.n; i++) {
		key = f->notes.entries[i].key;
		number = number_of(key);
		if (number != 0 && f->texts[i].text != NULL)
			list[(*n)++] = (struct entry){ number, key,
				f->texts[i].text };
	}
	qsort(list, *n, sizeof(*list), by_number);
	return list;
}

static void
set_note(struct folder *f, const char *key, const char *text)
{
	folder_set_note(f, key, text);
	folder_set_partly(f, key, text);
}

/* Forget the oldest, so that one of that many bytes may come. */
static void
make_room(struct folder *f, const struct entry *list, size_t n, size_t bytes)
{
	size_t kept = 1, i;

	for (i = n; i > 0; i--) {
		bytes += strlen(list[i - 1].text);
		if (++kept > HISTORY_LOADS || bytes > HISTORY_BYTES)
			break;
	}
	while (i-- > 0)
		set_note(f, list[i].key, NULL);
}

void
history_add(struct folder *f, const char *object)
{
	char key[sizeof(NOTE) + 24];
	struct entry *list;
	size_t n;

	list = list_entries(f, &n);
	/* What says that it has had them is not of a load. */
	while (n > 0 && list[n - 1].number == NUMBER_MAX)
		set_note(f, list[--n].key, NULL);
	(void)snprintf(key, sizeof(key), NOTE "%llu",
	    (unsigned long long)(n > 0 ? list[n - 1].number : 0) + 1);
	make_room(f, list, n, strlen(object));
	set_note(f, key, object);
	mem_free(list);
}

/* Take the loads out of the manifest's text. */
static int
take_loads(struct history *h, const char *path, struct buf *text,
    struct error *e)
{
	struct folder f = { .path = mem_str(path) };
	struct entry *list;
	size_t n, i;
	int rc = manifest_parse(&f, text, e);

	if (rc == 0) {
		list = list_entries(&f, &n);
		for (i = 0; i < n; i++) {
			h->loads = mem_grow(
			    h->loads, &h->cap, h->n + 1, sizeof(*h->loads));
			h->loads[h->n++] = mem_str(list[i].text);
		}
		mem_free(list);
	}
	folder_close(&f);
	return rc;
}

int
history_read(struct history *h, const struct folder_view *v, const char *path,
    struct error *e)
{
	struct buf text = buf_make(HIDDEN_MAX);
	int fd = folder_view_manifest(v), rc;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return hidden_failed(
		    path, "read", HIDDEN_FOLDER "/" HIDDEN_MANIFEST, e);
	rc = fd_slurp(fd, "the manifest", &text, e);
	(void)close(fd);
	if (rc == 0)
		rc = take_loads(h, path, &text, e);
	buf_free(&text);
	return rc;
}

void
history_free(struct history *h)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		mem_free(h->loads[i]);
	mem_free(h->loads);
	memset(h, 0, sizeof(*h));
}
