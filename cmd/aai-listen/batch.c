/* batch: runs of deliveries for a command; see batch.h. */
#include "aai-listen/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "aai-listen/disk.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/file.h"
#include "json/tree.h"

#define LOOK_MS      20 /* how often a command is looked at */
#define RETRY_MS     1000
#define RETRY_MAX_MS 60000
#define SMALL        ((size_t)4096)
#define VERSION      1

static char *
beside(const char *path, const char *suffix)
{
	struct buf b = buf_make((size_t)1 << 16);

	buf_printf(&b, "%s%s", path, suffix);
	return buf_take(&b);
}

/* See that the window is of our version; the first had no member for it. */
static int
check_version(
    const struct batches *w, const struct json_tree *t, struct error *e)
{
	size_t at = json_get(t, 0, "version");
	int64_t version;

	if (at == JSON_NO_NODE || json_i64(t, at, VERSION, VERSION, &version))
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s' is not of version %d, the one that this program knows: use "
	    "the newer one that wrote it",
	    w->file, VERSION);
	return -1;
}

/* Take up the window that an earlier run has begun and not done. */
static int
read_left(struct batches *w, struct error *e)
{
	struct buf text = buf_make(SMALL);
	struct json_tree t = { 0 };
	int64_t first, last;
	int rc = disk_read(w->file, &text, e);
	bool is_json = rc == 0 && text.len > 0 &&
	    json_parse(&t, (const char *)text.data, text.len, 4, e) == 0;

	if (is_json)
		rc = check_version(w, &t, e);
	if (is_json && rc == 0 &&
	    json_i64(&t, json_get(&t, 0, "first"), 1, INT64_MAX / 2, &first) &&
	    json_i64(
		&t, json_get(&t, 0, "last"), first, INT64_MAX / 2, &last) &&
	    (uint64_t)last > w->checkpoint->number &&
	    (uint64_t)last <= journal_last(w->journal)) {
		w->first = (uint64_t)first;
		w->last = (uint64_t)last;
	}
	json_tree_free(&t);
	buf_free(&text);
	return rc;
}

int
batches_open(struct batches *w, const struct batch_config *cfg,
    const struct journal *j, struct checkpoint *m, struct error *e)
{
	memset(w, 0, sizeof(*w));
	w->cfg = *cfg;
	w->journal = j;
	w->checkpoint = m;
	w->run.fd = -1;
	w->since_ms = -1;
	w->file = beside(j->path, ".window");
	w->lock = beside(j->path, ".command");
	return read_left(w, e);
}

/* The last delivery of the window that is due now; 0 when none is. */
static uint64_t
due(struct batches *w)
{
	uint64_t last = journal_last(w->journal),
		 checkpoint = w->checkpoint->number;
	uint64_t n = w->cfg.every_records;
	int64_t now = clock_mono_ms();

	if (last <= checkpoint) {
		w->since_ms = -1;
		return 0;
	}
	if (w->since_ms < 0)
		w->since_ms = now;
	if (n > 0 && last - checkpoint >= n)
		return checkpoint + n;
	if (w->draining ||
	    (w->cfg.every_ms > 0 && now - w->since_ms >= w->cfg.every_ms))
		return last;
	return 0;
}

/* Write down which deliveries the window has, before anybody sees them. */
static int
begin(struct batches *w, uint64_t last, struct error *e)
{
	char text[112];
	int n = snprintf(text, sizeof(text),
	    "{\"version\":%d,\"first\":%llu,\"last\":%llu}\n", VERSION,
	    (unsigned long long)w->checkpoint->number + 1,
	    (unsigned long long)last);

	if (file_replace(w->file, text, (size_t)n, true, e) != 0)
		return -1;
	w->first = w->checkpoint->number + 1;
	w->last = last;
	w->failures = 0;
	w->retry_ms = 0;
	w->since_ms = clock_mono_ms();
	return 0;
}

/*
 * Take the lock that the command shall have: its fd, -1 when an earlier one
 * still has it, or -2 with *e.
 */
static int
take_lock(struct batches *w, struct error *e)
{
	int fd = open(w->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		w->waiting = false;
		return fd;
	}
	if (fd >= 0 && errno == EWOULDBLOCK) {
		(void)close(fd);
		if (!w->waiting)
			w->cfg.say(false,
			    "waiting for what an earlier command has started");
		w->waiting = true;
		return -1;
	}
	error_errno(e, ERROR_OUTPUT, "cannot lock '%s'", w->lock);
	if (fd >= 0)
		(void)close(fd);
	return -2;
}

/* The window is done: the mark is after it. */
static int
finish(struct batches *w)
{
	w->first = w->last = 0;
	w->unstored = false;
	w->failures = 0;
	w->done++;
	return 1;
}

/* Start the command on the window; 1 when that turns out to be done. */
static int
start(struct batches *w, struct error *e)
{
	char name[64];
	int lock = take_lock(w, e), rc;

	if (lock < 0)
		return lock == -1 ? 0 : -1;
	/* Whoever had the lock may have stored the state. */
	if (checkpoint_read(w->checkpoint, e) != 0) {
		(void)close(lock);
		return -1;
	}
	if (w->checkpoint->number >= w->last) {
		(void)close(lock);
		return finish(w);
	}
	(void)snprintf(name, sizeof(name), "%012llu-%012llu",
	    (unsigned long long)w->first, (unsigned long long)w->last);
	rc = command_start(&w->run, w->cfg.command, name, lock, e);
	(void)close(lock);
	if (rc == 0)
		emitter_open(&w->emitter, w->run.fd, "to the command", false,
		    w->journal, w->first, w->last);
	return rc;
}

/* Have the window given again, later and later. */
static void
fail(struct batches *w, const char *why)
{
	int64_t wait = RETRY_MS << (w->failures < 6 ? w->failures : 6);
	char text[200];

	if (wait > RETRY_MAX_MS)
		wait = RETRY_MAX_MS;
	w->failures++;
	w->repeats++;
	w->retry_ms = clock_mono_ms() + wait;
	(void)snprintf(text, sizeof(text),
	    "the command failed (%s) on deliveries %llu to %llu; %s", why,
	    (unsigned long long)w->first, (unsigned long long)w->last,
	    w->draining ? "they are given again at the next start"
			: "they are given again");
	w->cfg.say(true, text);
}

/* The command has ended, or its mark could not be stored before. */
static int
settle(struct batches *w, int status, struct error *e)
{
	char room[32];

	if (checkpoint_read(w->checkpoint, e) != 0)
		return -1;
	if (w->checkpoint->number >= w->last)
		return finish(w);
	if (status != 0) {
		fail(w, command_status(status, room));
		return 0;
	}
	if (checkpoint_store(w->checkpoint, w->last, e) == 0)
		return finish(w);
	if (e->kind != ERROR_TEMPORARY)
		return -1;
	w->unstored = true;
	w->retry_ms = clock_mono_ms() + RETRY_MS;
	return 0;
}

/* Feed the command, and see whether it has ended. */
static int
attend(struct batches *w, struct error *e)
{
	struct buf rest = buf_make((size_t)1 << 20);
	int status, rc = 0;

	if (w->run.fd >= 0) {
		if (emitter_drained(&w->emitter) && !w->emitter.ended) {
			checkpoint_put_end(w->checkpoint, w->last, &rest);
			emitter_end(&w->emitter, w->cfg.end ? &rest : NULL);
		}
		rc = emitter_turn(&w->emitter, e);
		if (rc != 0 && e->kind != ERROR_OUTPUT)
			goto out;
		/* One that reads no further knows what it does. */
		if (rc != 0 || w->emitter.done)
			command_end_input(&w->run);
		rc = 0;
	}
	if (command_ended(&w->run, false, &status)) {
		command_end_input(&w->run);
		w->given += w->emitter.records;
		emitter_close(&w->emitter);
		rc = settle(w, status, e);
	}
out:
	buf_free(&rest);
	return rc;
}

int
batches_turn(struct batches *w, struct error *e)
{
	uint64_t last;

	if (w->run.pid != 0)
		return attend(w, e);
	if (w->first == 0) {
		last = due(w);
		if (last == 0)
			return 0;
		if (begin(w, last, e) != 0)
			return -1;
	}
	if (clock_mono_ms() < w->retry_ms)
		return 0;
	return w->unstored ? settle(w, 0, e) : start(w, e);
}

int64_t
batches_wait_ms(const struct batches *w)
{
	uint64_t ready = journal_last(w->journal) - w->checkpoint->number;
	int64_t at = -1, left;

	if (w->run.pid != 0 || w->waiting || w->draining)
		return LOOK_MS;
	if (w->first != 0)
		at = w->retry_ms;
	else if (journal_last(w->journal) > w->checkpoint->number &&
		 (w->since_ms < 0 || (w->cfg.every_records > 0 &&
					 ready >= w->cfg.every_records)))
		at = 0;
	else if (w->since_ms >= 0 && w->cfg.every_ms > 0)
		at = w->since_ms + w->cfg.every_ms;
	if (at < 0)
		return -1;
	left = at - clock_mono_ms();
	return left > 0 ? left : 0;
}

bool
batches_idle(const struct batches *w)
{
	return w->run.pid == 0 && w->first == 0 &&
	       (!w->draining ||
		   journal_last(w->journal) <= w->checkpoint->number);
}

int
batches_fd(const struct batches *w, short *events)
{
	*events = w->emitter.blocked ? POLLOUT : 0;
	return w->run.pid != 0 && w->emitter.blocked ? w->run.fd : -1;
}

void
batches_close(struct batches *w)
{
	if (w->file != NULL)
		command_end_input(&w->run);
	emitter_close(&w->emitter);
	mem_free(w->file);
	mem_free(w->lock);
	memset(w, 0, sizeof(*w));
	w->run.fd = -1;
}
