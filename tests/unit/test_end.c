/* Tests of stream/end. */
#include "stream/end.h"

#include <sys/wait.h>
#include <unistd.h>

#include "stream/record.h"
#include "tap.h"

#define SELECTION "{\"origin\":\"https://h\",\"resource\":\"r\"}"
#define STATE "{\"from\":\"0123\",\"selection\":" SELECTION ",\"mark\":1}"

static void
round_trip(void)
{
	struct buf members = buf_make(4096), line = buf_make(4096);
	struct record_end record;
	struct error e = { 0 };
	struct end end;
	char selection[] = SELECTION, state[] = STATE;

	end_put(&(struct end_text){ selection, strlen(selection), state,
		    strlen(state), true, true },
	    &members);
	record_end_put(&line, 7, (char *)members.data, members.len);
	CHECK_INT(record_end_parse((char *)line.data, line.len, &record, &e), 0,
	    "an end record is read");
	CHECK_INT(end_parse(&end, record.rest, record.rest_len, &e), 0,
	    "and what it says");
	CHECK_MEM(end.selection, end.selection_len, selection,
	    strlen(selection), "the selection's very text");
	CHECK_MEM(end.state, end.state_len, state, strlen(state),
	    "the state's very text");
	CHECK_STR(end.from, "0123", "what it started from");
	CHECK(end.refresh, "that all was loaded again");
	CHECK(end.merge, "that it takes the place of earlier versions");
	buf_free(&members);
	buf_free(&line);
}

static void
others(void)
{
	static const struct {
		const char *rest, *why;
	} wrong[] = {
		{ "\"state\":1", "objects" },
		{ "\"selection\":[]", "objects" },
		{ "\"state\":{}", "what it is from" },
		{ "\"state\":{\"from\":\"\"}", "without a selection" },
		{ "\"selection\":{},\"state\":{\"from\":\"\",\"selection\":"
		  "{ }}",
		    "another selection" },
		{ "\"selection\":{},\"state\":{\"from\":"
		  "\"012345678901234567890123456789012\",\"selection\":{}}",
		    "too long" },
		{ "\"selection\"", "invalid JSON" },
	};
	struct error e = { 0 };
	struct end end;
	size_t i;

	CHECK_INT(end_parse(&end, "", 0, &e), 0, "nothing is said");
	CHECK(end.state == NULL && end.selection == NULL && !end.refresh &&
		end.from[0] == '\0',
	    "and nothing is found");
	for (i = 0; i < LEN(wrong); i++) {
		CHECK_INT(end_parse(&end, wrong[i].rest, strlen(wrong[i].rest),
			      &e),
		    -1, "refused: %s", wrong[i].why);
		CHECK_INT(e.kind, ERROR_INPUT, "as bad input: %s",
		    wrong[i].why);
		CHECK(strstr(e.text, wrong[i].why) != NULL, "saying: %s",
		    wrong[i].why);
	}
}

static void
hashes(void)
{
	char a[33], b[33];

	end_hash("{}", 2, a);
	end_hash("{}\r\n \n", 6, b);
	CHECK_STR(a, b, "blanks at the end do not count");
	CHECK_UINT(strlen(a), 32, "32 digits");
	end_hash("\n", 1, a);
	CHECK_STR(a, "", "no text has no name");
}

/* Whether another process gets the lock. */
static int
lock_elsewhere(const char *path, int side)
{
	struct error e = { 0 };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(end_lock(path, side, 0, &e) >= 0 ? 0 : (int)e.kind);
	(void)waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
locks(void)
{
	char dir[] = "/tmp/aai-test-XXXXXX", path[64], lock[80];
	struct error e = { 0 };
	int fd;

	if (mkdtemp(dir) == NULL)
		return;
	(void)snprintf(path, sizeof(path), "%s/st.json", dir);
	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	fd = end_lock(path, 0, 0, &e);
	CHECK(fd >= 0, "a state is locked before it is there");
	CHECK_INT(lock_elsewhere(path, 0), ERROR_TEMPORARY,
	    "another cannot lock the same side");
	CHECK_INT(lock_elsewhere(path, 1), 0, "but the other one");
	(void)close(fd);
	CHECK_INT(lock_elsewhere(path, 0), 0, "and both when it is free");
	CHECK_INT(end_lock("/nowhere/st.json", 0, 0, &e), -1,
	    "a folder that is not there");
	CHECK_INT(e.kind, ERROR_OUTPUT, "cannot be written");
	(void)unlink(lock);
	(void)rmdir(dir);
}

int
main(void)
{
	round_trip();
	others();
	hashes();
	locks();
	return tap_done();
}
