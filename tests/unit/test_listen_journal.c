/* A journal keeps what is put, over ends of all kinds. */
#include "aai-listen/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aai-listen/delivery.h"
#include "io/fd.h"
#include "tap.h"

#define PATH "hooks"

static struct dedup dedup;

/* Put a delivery of that id, and of so many more bytes; whether it was. */
static bool
put_more(struct journal *j, int id, size_t more)
{
	struct delivery d;
	struct target none = { 0 };
	struct error e = { 0 };
	char text[1001];
	bool quoted = more > 0;
	int rc, n;

	delivery_open(&d, PATH, NULL, 0);
	n = snprintf(text, sizeof(text), "{\"transcript_id\":\"t%d\"%s", id,
	    more > 0 ? ",\"more\":\"" : "");
	rc = delivery_take(&d, text, (size_t)n, &e);
	memset(text, 'x', sizeof(text));
	for (; rc == 0 && more > 0; more -= (size_t)n) {
		n = (int)(more < sizeof(text) ? more : sizeof(text));
		rc = delivery_take(&d, text, (size_t)n, &e);
	}
	if (rc == 0 && quoted)
		rc = delivery_take(&d, "\"", 1, &e);
	if (rc == 0)
		rc = delivery_take(&d, "}", 1, &e);
	CHECK(rc == 0 && delivery_end(&d, &none, &e) == 0, "delivery %d: %s",
	    id, e.text);
	rc = journal_put(j, &d, &e);
	if (rc != 0)
		tap_note("%s", e.text);
	delivery_close(&d);
	return rc == 0;
}

static void
put(struct journal *j, int id)
{
	CHECK(put_more(j, id, 0), "it is put");
}

/* Open, over what an earlier one has left. */
static bool
reopen(struct journal *j, int64_t rotate, uint64_t after)
{
	struct error e = { 0 };
	int rc;

	dedup_close(&dedup);
	dedup_open(&dedup, 1000);
	rc = journal_open(j, PATH, rotate, after, &dedup, &e);
	if (rc != 0)
		tap_note("%s", e.text);
	return rc == 0;
}

static bool
commit(struct journal *j)
{
	struct error e = { 0 };

	return journal_commit(j, &e) == 0;
}

/* The ids from a delivery on, as "1:t1 2:t2". */
static const char *
content(const struct journal *j, uint64_t from)
{
	static char text[4096];
	char copy[300];
	struct journal_reader r;
	struct error e;
	const char *p;
	uint64_t number;
	size_t len, n = 0;
	int id;

	journal_read_from(&r, j, from);
	text[0] = '\0';
	while (journal_next(&r, &number, &e) == 1) {
		if (journal_piece(&r, &p, &len, &e) != 1)
			break;
		(void)snprintf(copy, sizeof(copy), "%.*s",
		    (int)(len < 200 ? len : 200), p);
		if (sscanf(copy, "{\"transcript_id\":\"t%d\"", &id) == 1)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%s%llu:t%d", n > 0 ? " " : "",
			    (unsigned long long)number, id);
	}
	journal_read_close(&r);
	return text;
}

static void
append(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	if (fd < 0 || fd_write_all(fd, text, len) != 0)
		tap_note("append: failed");
	(void)close(fd);
}

static void
plain(void)
{
	struct journal j;

	CHECK(reopen(&j, 1 << 20, 0), "a journal is made");
	CHECK_UINT(journal_last(&j), 0, "it is empty");
	put(&j, 1);
	put(&j, 2);
	CHECK_STR(content(&j, 1), "", "what waits is not given");
	CHECK(commit(&j), "it is written");
	CHECK_STR(content(&j, 1), "1:t1 2:t2", "then it is given");
	CHECK_STR(content(&j, 2), "2:t2", "from any number on");
	CHECK_STR(content(&j, 3), "", "or none of it");
	put(&j, 3);
	journal_close(&j);
	CHECK(reopen(&j, 1 << 20, 0), "it is opened again");
	CHECK_STR(content(&j, 1), "1:t1 2:t2", "with what was written alone");
	CHECK_UINT(dedup.young.n, 2, "whose names are known");
	put(&j, 4);
	CHECK(commit(&j), "it goes on");
	CHECK_STR(content(&j, 2), "2:t2 3:t4", "with the next number");
	journal_close(&j);
}

/* A child that has the journal, or (NULL) what we have, until *hold closes. */
static pid_t
child(const char *path, int *hold)
{
	struct journal j;
	struct error e = { 0 };
	int down[2], up[2];
	pid_t pid;
	char byte = 0;

	if (pipe(down) != 0 || pipe(up) != 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		(void)close(down[1]);
		if (path != NULL &&
		    journal_open(&j, path, 1, 0, &dedup, &e) != 0)
			_exit(1);
		(void)!write(up[1], &byte, 1);
		(void)!read(down[0], &byte, 1);
		_exit(0);
	}
	(void)!read(up[0], &byte, 1);
	(void)close(down[0]);
	(void)close(up[0]);
	(void)close(up[1]);
	*hold = down[1];
	return pid;
}

static void
let_go(pid_t pid, int hold)
{
	(void)close(hold);
	(void)waitpid(pid, NULL, 0);
}

static void
alone(void)
{
	struct journal j;
	struct dedup more;
	struct error e = { 0 };
	int hold;
	pid_t pid = child(PATH, &hold);

	dedup_open(&more, 10);
	CHECK(journal_open(&j, PATH, 1, 0, &more, &e) == -1 &&
		  e.kind == ERROR_TEMPORARY,
	    "it is one process's alone: %s", e.text);
	journal_close(&j);
	dedup_close(&more);
	let_go(pid, hold);
	CHECK(reopen(&j, 1 << 20, 0), "until that ends");
	pid = child(NULL, &hold);
	journal_close(&j);
	CHECK(reopen(&j, 1 << 20, 0),
	    "whatever it had just started, and that is not yet another program");
	journal_close(&j);
	let_go(pid, hold);
}

static void
crashes(void)
{
	static const char half[] =
	    "{\"transcript_id\":\"t9\",\"webhook\":{\"re";
	static const char zeros[20] = "";
	struct journal j;

	append(PATH, half, sizeof(half) - 1);
	CHECK(reopen(&j, 1 << 20, 0), "an incomplete end is not a harm");
	CHECK_INT(j.cut, (int64_t)sizeof(half) - 1, "it is cut off");
	put(&j, 5);
	CHECK(commit(&j), "it goes on");
	CHECK_STR(content(&j, 3), "3:t4 4:t5", "as if nothing had been");
	journal_close(&j);
	append(PATH, zeros, sizeof(zeros));
	append(PATH, "\n{\"a\":1}\n", 9);
	CHECK(reopen(&j, 1 << 20, 0), "other lines are not harm");
	CHECK_UINT(j.damaged, 2, "they are counted");
	put(&j, 6);
	CHECK(commit(&j), "it goes on");
	CHECK_STR(content(&j, 4), "4:t5 5:t6", "they are passed over");
	journal_close(&j);
}

static void
rotation(void)
{
	struct journal j;
	struct journal_reader r;
	struct error e = { 0 };
	uint64_t number = 0, n = 0;
	int i;

	CHECK(reopen(&j, 1, 0), "a journal of short files");
	journal_read_from(&r, &j, 5);
	for (i = 7; i < 10; i++) {
		put(&j, i);
		CHECK(commit(&j), "a file more");
		while (journal_next(&r, &number, &e) == 1)
			n++;
	}
	CHECK(n == 4 && number == 8, "a reader follows over files");
	journal_read_close(&r);
	CHECK_UINT(j.n, 4, "there are four");
	CHECK(access(PATH ".000000000001", F_OK) == 0 &&
		  access(PATH ".000000000006", F_OK) == 0,
	    "named after their first deliveries");
	CHECK_STR(content(&j, 5), "5:t6 6:t7 7:t8 8:t9", "all is there");
	journal_close(&j);
	CHECK(reopen(&j, 1, 0), "they are opened again");
	CHECK_STR(content(&j, 5), "5:t6 6:t7 7:t8 8:t9", "all is still there");
	CHECK_UINT(dedup.young.n, 8, "and known");
	CHECK(journal_clear(&j, 6, 1, &e) == 0, "what was given is cleared");
	CHECK(access(PATH ".000000000001", F_OK) != 0 &&
		  access(PATH ".000000000006", F_OK) == 0,
	    "but for the last of it");
	CHECK_UINT(journal_first(&j), 6, "it begins later now");
	CHECK(journal_clear(&j, 100, 0, &e) == 0 && j.n == 1,
	    "the current file stays in any case");
	CHECK_STR(content(&j, 1), "8:t9", "with what it has");
	journal_close(&j);
}

/* Between the two steps of a rotation there is no current file. */
static void
between(void)
{
	struct journal j;

	CHECK(rename(PATH, PATH ".000000000008") == 0, "half a rotation");
	CHECK(reopen(&j, 1 << 20, 0), "it is opened");
	put(&j, 10);
	CHECK(commit(&j), "it goes on");
	CHECK_STR(content(&j, 1), "8:t9 9:t10", "without a gap");
	journal_close(&j);
	CHECK(reopen(&j, 1 << 20, 50), "a mark is ahead of it");
	put(&j, 11);
	CHECK(commit(&j), "it goes on");
	CHECK_STR(content(&j, 9), "9:t10 51:t11", "after the mark");
	journal_close(&j);
	CHECK(reopen(&j, 1 << 20, 0), "it is opened again");
	CHECK_STR(content(&j, 10), "51:t11", "over the gap");
	journal_close(&j);
}

/* What cannot be written is as if it had not been put. */
static void
full(void)
{
	struct journal j;
	struct error e = { 0 };
	int fd, disk;

	CHECK(reopen(&j, 1 << 20, 0), "a journal");
	disk = open("/dev/full", O_RDWR);
	if (disk < 0) {
		tap_skip("there is no /dev/full here");
		journal_close(&j);
		return;
	}
	fd = j.fd;
	j.fd = disk;
	put(&j, 12);
	CHECK(journal_commit(&j, &e) == -1 && e.kind == ERROR_TEMPORARY,
	    "on a full disk: %s", e.text);
	j.fd = fd;
	(void)close(disk);
	put(&j, 13);
	CHECK(commit(&j), "there is room again");
	CHECK_STR(content(&j, 51), "51:t11 52:t13", "no number is lost");
	journal_close(&j);
}

static uint64_t
current_first(const struct journal *j)
{
	return j->files[j->n - 1].first;
}

/* The length of delivery number n as it is read in pieces. */
static size_t
length(const struct journal *j, uint64_t n)
{
	struct journal_reader r;
	struct error e;
	const char *p;
	uint64_t number = 0;
	size_t len, sum = 0;

	journal_read_from(&r, j, n);
	if (journal_next(&r, &number, &e) == 1 && number == n)
		while (journal_piece(&r, &p, &len, &e) == 1)
			sum += len;
	journal_read_close(&r);
	return sum;
}

/* Records that are long go into the file before they are flushed. */
static void
long_ones(void)
{
	struct journal j;
	uint64_t from;
	size_t least = 300000, was;
	int fd, disk;

	CHECK(reopen(&j, 1 << 20, 0), "a journal");
	from = j.next;
	put(&j, 20);
	CHECK(put_more(&j, 21, least), "a long one");
	CHECK_STR(content(&j, from), "", "is not given while it waits");
	put(&j, 22);
	CHECK(commit(&j), "all are written");
	CHECK_STR(content(&j, from), "53:t20 54:t21 55:t22", "and given");
	was = length(&j, from + 1);
	CHECK(was > least && was < least + 200, "whole: %zu bytes", was);
	CHECK(put_more(&j, 23, least), "another that waits");
	journal_close(&j);
	CHECK(reopen(&j, 1 << 20, 0), "is cut off at the next start");
	CHECK(j.cut > (int64_t)least, "all of it: %lld bytes",
	    (long long)j.cut);
	CHECK_STR(content(&j, from), "53:t20 54:t21 55:t22", "the others stay");
	CHECK_UINT(length(&j, from + 1), was, "as they were");
	disk = open("/dev/full", O_RDWR);
	if (disk < 0) {
		tap_skip("there is no /dev/full here");
	} else {
		put(&j, 24);
		fd = j.fd;
		j.fd = disk;
		CHECK(!put_more(&j, 25, least), "on a full disk it is not put");
		j.fd = fd;
		(void)close(disk);
		CHECK(put_more(&j, 26, least) && commit(&j),
		    "another is, when there is room");
		CHECK_STR(content(&j, from + 2), "55:t22 56:t24 57:t26",
		    "what was put before it is there");
	}
	journal_close(&j);
	CHECK(reopen(&j, 1000, 0), "with short files");
	CHECK(put_more(&j, 27, least) && put_more(&j, 28, least) && commit(&j),
	    "long ones begin another");
	CHECK_UINT(current_first(&j), 58, "which is named after its first");
	CHECK_STR(content(&j, 57), "57:t26 58:t27 59:t28", "all is there");
	journal_close(&j);
}

/* A long record that cannot be read leaves those before it to be flushed. */
static void
lost_body(void)
{
	static char text[200000];
	struct journal j;
	struct delivery d;
	struct target none = { 0 };
	struct error e = { 0 };
	uint64_t from;

	CHECK(reopen(&j, 1 << 20, 0), "a journal");
	from = j.next;
	put(&j, 30);
	delivery_open(&d, PATH, NULL, 0);
	memset(text, 'x', sizeof(text));
	CHECK(delivery_take(&d, "{\"more\":\"", 9, &e) == 0 &&
		  delivery_take(&d, text, sizeof(text), &e) == 0 &&
		  delivery_take(&d, "\"}", 2, &e) == 0 &&
		  delivery_end(&d, &none, &e) == 0 && d.text.fd >= 0,
	    "a long one, in a file");
	CHECK(ftruncate(d.text.fd, 0) == 0, "whose file has lost it");
	CHECK(journal_put(&j, &d, &e) == -1, "it is not put");
	delivery_close(&d);
	CHECK(commit(&j), "the one before it is flushed");
	CHECK_UINT(j.safe, from + 1, "and counts as that");
	CHECK_STR(content(&j, from), "60:t30", "it is given");
	journal_close(&j);
}

int
main(void)
{
	plain();
	alone();
	crashes();
	rotation();
	between();
	full();
	long_ones();
	lost_body();
	dedup_close(&dedup);
	return tap_done();
}
