/* end: selection and state in an end record; see end.h. */
#include "stream/end.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/lock.h"
#include "io/sig.h"
#include "json/lex.h"
#include "json/text.h"
#include "json/tree.h"

/* How long a sink may take to its first byte, when all is written. */
#define HAND_OVER_MS 500

static int
malformed(struct error *e, const char *what)
{
	error_set(e, ERROR_INPUT, "the end record: %s", what);
	return -1;
}

/* The text of an object that is a member, with its braces. */
static int
take_object(const struct json_tree *t, size_t node, const char **text,
    size_t *len, struct error *e)
{
	const struct json_node *n;

	*text = NULL;
	*len = 0;
	if (node == JSON_NO_NODE)
		return 0;
	n = &t->nodes[node];
	if (n->kind != JSON_OBJECT)
		return malformed(e, "selection and state are objects");
	*text = t->text + n->from;
	*len = n->to - n->from;
	return 0;
}

/* What a sink has to know of a state: where it started, what it selects. */
static int
read_state(struct end *end, const struct json_tree *t, size_t state,
    struct error *e)
{
	size_t from = json_get(t, state, "from");
	size_t selection = json_get(t, state, "selection");
	const struct json_node *n;

	if (from == JSON_NO_NODE || t->nodes[from].kind != JSON_STRING)
		return malformed(e, "the state does not say what it is from");
	n = &t->nodes[from];
	if (n->to - n->from >= sizeof(end->from))
		return malformed(e, "the state's 'from' is too long");
	memcpy(end->from, t->text + n->from, n->to - n->from);
	if (selection == JSON_NO_NODE || end->selection == NULL)
		return malformed(e, "there is a state without a selection");
	n = &t->nodes[selection];
	if (n->to - n->from != end->selection_len ||
	    memcmp(t->text + n->from, end->selection, end->selection_len) != 0)
		return malformed(e, "the state is of another selection");
	return 0;
}

static bool
is_true(const struct json_tree *t, const char *member)
{
	size_t node = json_get(t, 0, member);

	return node != JSON_NO_NODE && t->nodes[node].kind == JSON_TRUE;
}

int
end_parse(struct end *end, const char *rest, size_t len, struct error *e)
{
	struct buf whole = buf_make(SIZE_MAX);
	struct json_tree t = { 0 };
	size_t state;
	int rc = -1;

	*end = (struct end){ 0 };
	buf_byte(&whole, '{');
	buf_put(&whole, rest, len);
	buf_byte(&whole, '}');
	if (json_parse(&t, (const char *)whole.data, whole.len,
		JSON_DEPTH_DEFAULT, e) != 0) {
		error_prefix(e, "the end record");
		goto out;
	}
	state = json_get(&t, 0, "state");
	end->refresh = is_true(&t, "refresh");
	end->merge = is_true(&t, "merge");
	rc = take_object(&t, json_get(&t, 0, "selection"), &end->selection,
	    &end->selection_len, e);
	if (rc == 0)
		rc = take_object(&t, state, &end->state, &end->state_len, e);
	if (rc == 0 && end->state != NULL)
		rc = read_state(end, &t, state, e);
	/* The spans are the caller's text, one byte further on here. */
	if (end->selection != NULL)
		end->selection = rest + (end->selection - t.text - 1);
	if (end->state != NULL)
		end->state = rest + (end->state - t.text - 1);
out:
	json_tree_free(&t);
	buf_free(&whole);
	return rc;
}

int
end_check_append(const struct end *end, struct error *e)
{
	if (!end->merge)
		return 0;
	error_set(e, ERROR_USAGE,
	    "the load has records that may be there already, in earlier "
	    "versions, which would be there twice: use --mode merge, which "
	    "replaces them by their keys");
	return -1;
}

void
end_put(const struct end_text *end, struct buf *out)
{
	buf_str(out, "\"selection\":");
	buf_put(out, end->selection, end->selection_len);
	if (end->refresh)
		buf_str(out, ",\"refresh\":true");
	if (end->merge)
		buf_str(out, ",\"merge\":true");
	if (end->state != NULL) {
		buf_str(out, ",\"state\":");
		buf_put(out, end->state, end->state_len);
	}
}

/* One string from p, its quotes included; returns what follows it. */
static const char *
put_string(const char *p, const char *end, struct buf *out)
{
	bool escaped;
	const char *close = json_string_end(p + 1, end, &escaped);
	struct buf text;

	if (!escaped) {
		buf_put(out, p, (size_t)(close + 1 - p));
		return close + 1;
	}
	text = buf_make(SIZE_MAX / 2);
	(void)json_unescape(p + 1, (size_t)(close - p - 1), &text);
	json_quote((const char *)text.data, text.len, out);
	buf_free(&text);
	return close + 1;
}

void
end_canonical(const char *text, size_t len, struct buf *out)
{
	const char *p = text, *end = text + len;

	while (p < end) {
		if (*p == '"') {
			p = put_string(p, end, out);
			continue;
		}
		if (*p != ' ' && *p != '\t' && *p != '\r' && *p != '\n')
			buf_byte(out, (uint8_t)*p);
		p++;
	}
}

/* Whether the text is one JSON value. */
static bool
is_json(const char *text, size_t len)
{
	const char *end = text + len;
	const char *to = json_value_end(
	    json_skip_space(text, end), end, JSON_DEPTH_DEFAULT, NULL);

	return to != NULL && json_skip_space(to, end) == end;
}

void
end_hash(const char *text, size_t len, char hex[33])
{
	struct buf plain = buf_make(SIZE_MAX / 2);

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	hex[0] = '\0';
	if (len > 0 && is_json(text, len)) {
		end_canonical(text, len, &plain);
		hash_hex128(plain.data, plain.len, hex);
	} else if (len > 0) {
		hash_hex128(text, len, hex);
	}
	buf_free(&plain);
}

bool
end_may_lock(const char *path)
{
	int fd = lock_open(path, 0, 0666);

	if (fd >= 0)
		(void)close(fd);
	return fd >= 0 ||
	       (errno != EACCES && errno != EPERM && errno != EROFS);
}

/* One byte of the lock file, for a side; as fcntl(2). */
static int
lock_byte(int fd, int command, short type, int side, bool *held)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET,
		.l_start = side, .l_len = 1 };
	int rc = fcntl(fd, command, &lock);

	*held = lock.l_type != F_UNLCK;
	return rc;
}

/* A side of a state to be locked. */
struct side {
	int fd; /* of the lock file */
	int side;
};

/*
 * Try to lock, for lock_wait().  Who is about to read the state needs it not to
 * be replaced meanwhile, either.
 */
static int
try_lock(void *arg)
{
	const struct side *s = arg;
	bool held;

	if (lock_byte(s->fd, F_SETLK, F_WRLCK, s->side, &held) != 0)
		return errno == EACCES || errno == EAGAIN ? 0 : -1;
	if (s->side == END_STORES)
		return 1;
	if (lock_byte(s->fd, F_GETLK, F_WRLCK, END_STORES, &held) != 0)
		return -1;
	if (!held)
		return 1;
	return lock_byte(s->fd, F_SETLK, F_UNLCK, s->side, &held) == 0 ? 0 : -1;
}

int
end_lock(const char *path, int side, int64_t wait_ms, struct error *e)
{
	struct side s = { lock_open(path, 0, 0666), side };

	if (s.fd < 0) {
		error_errno(e, ERROR_OUTPUT, "cannot open '%s.lock'", path);
		return -1;
	}
	if (lock_wait(try_lock, &s, wait_ms, path, e) == 0)
		return s.fd;
	if (e->kind == ERROR_TEMPORARY)
		error_set(e, ERROR_TEMPORARY,
		    "the state '%s' is in use by another run%s", path,
		    wait_ms == 0 ? "; --wait waits for it" : "");
	(void)close(s.fd);
	return -1;
}

/*
 * Put the null device in the place of a pipe, so that whoever reads it sees the
 * end: programs between here and the sink may wait for it.  False when out is
 * not a pipe.
 */
static bool
let_go(int out)
{
	struct stat st;
	int null;

	if (fstat(out, &st) != 0 || !S_ISFIFO(st.st_mode))
		return false;
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null < 0)
		return false;
	(void)dup2(null, out);
	(void)close(null);
	return true;
}

void
end_hand_over(int fd, const char *path, int out)
{
	int64_t until = clock_mono_ms() + HAND_OVER_MS;
	struct stat before = { 0 }, now = { 0 };
	bool held;

	(void)stat(path, &before);
	if (!let_go(out))
		return;
	/* A sink that is quick may have stored the state already. */
	while (sig_stopped() == 0 && clock_mono_ms() < until &&
	       lock_byte(fd, F_GETLK, F_WRLCK, END_STORES, &held) == 0 &&
	       !held && stat(path, &now) == (before.st_ino != 0 ? 0 : -1) &&
	       now.st_ino == before.st_ino)
		clock_sleep_ms(2);
}
