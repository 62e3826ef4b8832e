/* file: replaced whole or not at all; what is not a file stays what it is. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/fd.h"
#include "io/file.h"
#include "tap.h"

static bool
holds(const char *path, const char *want)
{
	struct buf b = buf_make(1 << 16);
	struct error e = { 0 };
	bool same = fd_slurp_file(path, &b, &e) == 0 && buf_is(&b, want);

	buf_free(&b);
	return same;
}

static void
test_files(void)
{
	struct error e = { 0 };
	struct stat st;

	CHECK(file_replace("a", "one", 3, true, &e) == 0 && holds("a", "one"),
	    "a file is made");
	CHECK(file_replace("a", "two", 3, false, &e) == 0 && holds("a", "two"),
	    "and replaced");
	CHECK(symlink("a", "link") == 0 &&
	    file_replace("link", "three", 5, true, &e) == 0 &&
	    holds("a", "three"), "a link is followed");
	CHECK(lstat("link", &st) == 0 && S_ISLNK(st.st_mode), "and stays one");
	CHECK(mkdir("d", 0777) == 0 &&
	    file_replace("d", "x", 1, false, &e) == -1 &&
	    e.kind == ERROR_OUTPUT, "a folder is not a file");
	CHECK(file_replace("no/where", "x", 1, false, &e) == -1,
	    "a missing folder is told");
	CHECK_STR(e.text, "cannot write 'no/where': No such file or directory",
	    "with its name");
}

static void
test_others(void)
{
	struct error e = { 0 };
	struct stat st;
	char room[8];
	int fd;

	CHECK(mkfifo("fifo", 0666) == 0, "a FIFO");
	fd = open("fifo", O_RDWR);
	CHECK(file_replace("fifo", "text", 4, true, &e) == 0, "is written to");
	CHECK_MEM(room, (size_t)read(fd, room, sizeof(room)), "text", 4,
	    "its reader gets the bytes");
	CHECK(stat("fifo", &st) == 0 && S_ISFIFO(st.st_mode), "it stays one");
	(void)close(fd);
	CHECK(mknod("full", S_IFCHR | 0666, (dev_t)0x107) != 0 ||
	    file_replace("full", "x", 1, false, &e) == -1,
	    "a full device is told");
}

static void
test_flush(void)
{
	struct error e = { 0 };

	CHECK(mkdir("x", 0777) == 0 && mkdir("x/y", 0777) == 0, "folders");
	CHECK(file_flush_above("x/y/z", &e) == 0, "are flushed");
	CHECK(file_flush_above("z", &e) == 0 && file_flush_above("/", &e) == 0,
	    "so is that of a name alone, and the root");
	CHECK(file_flush_above("x/n/z", &e) == -1 && e.kind == ERROR_OUTPUT,
	    "one that is missing is reported");
	CHECK_STR(e.text, "cannot flush 'x/n': No such file or directory",
	    "with its name");
	if (geteuid() == 0)
		return;
	CHECK(chmod("x/y", 0100) == 0 && file_flush_above("x/y/z", &e) == 0,
	    "one that cannot be read is flushed with all else");
	(void)chmod("x/y", 0700);
}

static void
test_temporary(void)
{
	struct error e = { 0 };
	struct stat st;
	int fd;

	CHECK(mkdir("tmp", 0700) == 0 && setenv("TMPDIR", "tmp", 1) == 0,
	    "a folder");
	fd = file_temporary(&e);
	CHECK(fd >= 0 && write(fd, "x", 1) == 1 && fstat(fd, &st) == 0 &&
	    st.st_nlink == 0, "a temporary file has no name");
	CHECK(rmdir("tmp") == 0, "and leaves nothing in $TMPDIR");
	(void)close(fd);
	CHECK(file_temporary(&e) == -1 && e.kind == ERROR_OUTPUT,
	    "a folder that is not there is told");
	CHECK_STR(e.text, "cannot make a temporary file in 'tmp': "
			  "No such file or directory", "with its name");
	CHECK(setenv("TMPDIR", "", 1) == 0, "an empty name");
	fd = file_temporary(&e);
	CHECK(fd >= 0, "stands for /tmp");
	(void)close(fd);
}

int
main(void)
{
	test_files();
	test_others();
	test_flush();
	test_temporary();
	return tap_done();
}
