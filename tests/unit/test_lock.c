/* lock: a lock that another has is waited for as long as was said. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/lock.h"
#include "tap.h"

/* How often the lock is another's before it is ours; below 0: an error. */
static int
try(void *arg)
{
	int *turns = arg;

	if (*turns < 0) {
		errno = ENOLCK;
		return -1;
	}
	return (*turns)-- == 0 ? 1 : 0;
}

int
main(void)
{
	struct error e = { 0 };
	struct stat st;
	int turns = 0, fd;

	CHECK_INT(lock_wait(try, &turns, 0, "x", &e), 0, "a free one is had");
	turns = 3;
	CHECK_INT(lock_wait(try, &turns, INT64_MAX, "x", &e), 0,
	    "one that is given back, after a while");
	turns = 1000000;
	CHECK_INT(lock_wait(try, &turns, 0, "x", &e), -1,
	    "one that is not is not waited for");
	CHECK_INT(e.kind, ERROR_TEMPORARY, "which may be otherwise later");
	CHECK_INT(turns, 999999, "it was tried once");
	turns = -1;
	CHECK_INT(lock_wait(try, &turns, INT64_MAX, "x", &e), -1,
	    "one that cannot be had ends it");
	CHECK_INT(e.kind, ERROR_OUTPUT, "as what it is");
	CHECK(strstr(e.text, "'x'") != NULL, "by its name: %s", e.text);

	fd = lock_open("state", 0, 0600);
	CHECK(fd >= 0, "its file is made");
	CHECK(stat("state.lock", &st) == 0 && (st.st_mode & 0777) == 0600,
	    "beside the other, for whom it was said");
	(void)close(fd);
	CHECK_INT(lock_open("no/such", 0, 0600), -1, "where that can be");
	CHECK_INT(errno, ENOENT, "with the reason");
	return tap_done();
}
