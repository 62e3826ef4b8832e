/* commit_link: names that nobody else may have; see commit_link.h. */
#include "sink/commit_link.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"

#define PIECE ((size_t)64 << 10)

static int
failed(const char *what, const char *name, struct error *e)
{
	beneath_error(e, ERROR_OUTPUT, "cannot %s '%s'", what, name);
	return -1;
}

/* Whether the next pieces of both files are the same; *more: not the end. */
static bool
same_piece(int a, int b, uint8_t *data, int64_t *at, int64_t size, bool *ok)
{
	size_t n = size - *at < (int64_t)PIECE ? (size_t)(size - *at) : PIECE;

	*ok = fd_pread_all(a, data, n, *at) == 0 &&
	      fd_pread_all(b, data + PIECE, n, *at) == 0;
	*at += (int64_t)n;
	return *ok && memcmp(data, data + PIECE, n) == 0;
}

/* Whether two open files are one, or have the same bytes.  -1 with errno. */
static int
same_files(int a, int b)
{
	struct stat x, y;
	uint8_t *data;
	int64_t at = 0;
	bool ok = true, same = true;

	if (fstat(a, &x) != 0 || fstat(b, &y) != 0)
		return -1;
	if (x.st_ino == y.st_ino && x.st_dev == y.st_dev)
		return 1;
	if (x.st_size != y.st_size)
		return 0;
	data = mem_new(2 * PIECE, 1);
	while (same && at < x.st_size)
		same = same_piece(a, b, data, &at, x.st_size, &ok);
	mem_free(data);
	return ok ? same : -1;
}

/* Bytes of the longest mark. */
static size_t
longest_mark(const struct map *marks)
{
	size_t i, most = 0;

	for (i = 0; i < marks->n; i++)
		if (marks->entries[i].len > most)
			most = marks->entries[i].len;
	return most;
}

static bool
has_mark(const uint8_t *p, size_t n, const struct map *marks)
{
	size_t i;

	for (i = 0; i < marks->n; i++)
		if (memmem(p, n, marks->entries[i].key,
			marks->entries[i].len) != NULL)
			return true;
	return false;
}

/*
 * Whether the file holds one of the marks.  It is a stranger's, of any length,
 * and is read piece by piece; what may be the beginning of a mark is kept for
 * the next.  -1 with *e.
 */
static int
holds_mark(int fd, const struct link_step *s, struct error *e)
{
	size_t keep = longest_mark(s->marks), len = 0;
	uint8_t *data = mem_new(PIECE + keep, 1);
	bool found = false;
	ssize_t n;

	do {
		n = fd_read(fd, data + len, PIECE);
		if (n <= 0)
			break;
		len += (size_t)n;
		found = has_mark(data, len, s->marks);
		if (len > keep) {
			memmove(data, data + len - keep, keep);
			len = keep;
		}
	} while (!found);
	mem_free(data);
	return n < 0 ? failed("read", s->name, e) : found;
}

/* Make the last number in the name one more; false when it has no room. */
static bool
raise_number(char *name)
{
	char *p = name + strlen(name);

	while (p > name && (p[-1] < '0' || p[-1] > '9'))
		p--;
	while (p > name && p[-1] == '9')
		*--p = '0';
	if (p == name || p[-1] < '0' || p[-1] > '9')
		return false;
	p[-1]++;
	return true;
}

/* How the name as it is now stands; passed: another's, and to be passed. */
static int
look_once(const struct link_step *s, enum link_state *state, bool *passed,
    struct error *e)
{
	int there = beneath_open(s->dir, s->name, O_RDONLY), own, rc;

	*passed = false;
	*state = LINK_FREE;
	if (there < 0) {
		/* What is there and not a file is another's. */
		if (errno == ELOOP || errno == ENXIO || errno == EISDIR)
			*state = LINK_TAKEN;
		else if (errno != ENOENT && errno != ENOTDIR)
			return failed("open", s->name, e);
		return 0;
	}
	own = beneath_open(s->stage, s->number, O_RDONLY);
	rc = own < 0 ? -1 : same_files(own, there);
	if (rc < 0)
		(void)failed("compare", s->name, e);
	if (own >= 0)
		(void)close(own);
	*state = rc == 1 ? LINK_DONE : LINK_TAKEN;
	if (rc == 0 && s->marks != NULL) {
		rc = holds_mark(there, s, e);
		*passed = rc == 0 && raise_number(s->name);
	}
	(void)close(there);
	return rc < 0 ? -1 : 0;
}

int
link_look(const struct link_step *s, enum link_state *state, struct error *e)
{
	bool passed = true;

	while (passed)
		if (look_once(s, state, &passed, e) != 0)
			return -1;
	return 0;
}

int
link_take(const struct link_step *s, enum link_state *state, struct error *e)
{
	for (;;) {
		if (link_look(s, state, e) != 0)
			return -1;
		if (*state != LINK_FREE)
			return 0;
		if (beneath_link(s->stage, s->number, s->dir, s->name) == 0)
			return 0;
		/* Somebody was faster: look at what it is. */
		if (errno != EEXIST)
			return failed("link", s->name, e);
	}
}
