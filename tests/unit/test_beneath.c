/* beneath: names stay below their folder, whoever made what is in it. */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/beneath.h"
#include "io/fd.h"
#include "tap.h"

/* musl's compiler does not see the kernel's headers. */
#ifdef __has_include
#if __has_include(<linux/seccomp.h>)
#include <linux/filter.h>
#include <linux/seccomp.h>
#define CAN_DENY
#endif
#endif

static int dir;

/* Whether the call failed in this way. */
static bool
fails(int rc, int with)
{
	return rc == -1 && errno == with;
}

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || fd_write_all(fd, text, strlen(text)) != 0)
		abort();
	(void)close(fd);
}

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
make_socket(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(at.sun_path, path, strlen(path));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		abort();
	(void)close(fd);
}

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* A user's folder, and beside it a folder that a stranger filled. */
static void
lay(void)
{
	must(mkdir("home", 0777) == 0 && mkdir("home/sub", 0777) == 0);
	put("home/thesis", "precious");
	put("home/sub/tax", "precious");
	must(mkdir("out", 0777) == 0 && mkdir("out/a", 0777) == 0 &&
	    mkdir("out/a/b", 0777) == 0 && mkdir("out/a/b/c", 0777) == 0);
	put("out/file", "1");
	put("out/a/b/c/file", "2");
	must(symlink("../home", "out/away") == 0);
	must(symlink("../../../home", "out/a/b/away") == 0);
	must(symlink("../home/thesis", "out/link") == 0);
	must(symlink("../home/new", "out/dangling") == 0);
	must(symlink("a", "out/inner") == 0);
	must(link("home/thesis", "out/hard") == 0);
	must(mkfifo("out/fifo", 0666) == 0);
	make_socket("out/socket");
	dir = open("out", O_RDONLY | O_DIRECTORY);
	must(dir >= 0);
}

static void
test_names(void)
{
	static const char *const good[] = { "a", "a/b", "...", "..a", "a..",
		".a/.b", "a b", "\xc3\xa4", "a\\b", "~", "-", "0",
		"a/b/c/d/e/f" };
	static const char *const bad[] = { "", "/", "/a", "a/", "a//b", ".",
		"..", "./a", "../a", "a/.", "a/..", "a/./b", "a/../b", "a\nb",
		"a\tb", "a\x7f", "\x01", "a/\x1b[2J", "//", "a/b/" };
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(beneath_name(good[i]), "'%s' is a name", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!beneath_name(bad[i]), "bad name %zu is none", i);
}

static void
test_open(void)
{
	int fd = beneath_open(dir, "file", O_RDONLY);

	CHECK(fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0,
	    "a file is opened, and closed on exec");
	(void)close(fd);
	fd = beneath_open(dir, "a/b/c/file", O_RDWR);
	CHECK(fd >= 0 && close(fd) == 0, "so is one further down");
	CHECK(fails(beneath_open(dir, "../home/thesis", O_RDONLY), EINVAL) &&
	    fails(beneath_open(dir, "/etc/passwd", O_RDONLY), EINVAL),
	    "a name that leads out is refused");
	CHECK(fails(beneath_open(dir, "link", O_RDONLY), ELOOP) &&
	    fails(beneath_open(dir, "away/thesis", O_RDONLY), ELOOP) &&
	    fails(beneath_open(dir, "away/sub/tax", O_RDONLY), ELOOP) &&
	    fails(beneath_open(dir, "a/b/away/thesis", O_RDONLY), ELOOP) &&
	    fails(beneath_open(dir, "inner/b/c/file", O_RDONLY), ELOOP),
	    "symbolic links are not followed, wherever they are");
	CHECK(fails(beneath_open(dir, "fifo", O_RDONLY), ENXIO) &&
	    fails(beneath_open(dir, "fifo", O_RDWR), ENXIO) &&
	    fails(beneath_open(dir, "socket", O_RDONLY), ENXIO),
	    "what is not a regular file is refused without a wait");
	CHECK(fails(beneath_open(dir, "a", O_RDONLY), EISDIR) &&
	    fails(beneath_open(dir, "none", O_RDONLY), ENOENT) &&
	    fails(beneath_open(dir, "a/none/c/file", O_RDONLY), ENOENT) &&
	    fails(beneath_open(dir, "file/b/c", O_RDONLY), ENOTDIR),
	    "a folder and what is not there are told apart");
}

static void
test_make(void)
{
	int fd = beneath_create(dir, "a/new", 0666);

	CHECK(fd >= 0 && fd_write_all(fd, "new", 3) == 0 && close(fd) == 0 &&
	    holds("out/a/new", "new"), "a file is made");
	CHECK(fails(beneath_create(dir, "file", 0666), EEXIST) &&
	    fails(beneath_create(dir, "dangling", 0666), EEXIST) &&
	    access("home/new", F_OK) != 0, "only where none is");
	fd = beneath_renew(dir, "hard", 0666);
	CHECK(fd >= 0 && fd_write_all(fd, "mine", 4) == 0 && close(fd) == 0 &&
	    holds("out/hard", "mine") && holds("home/thesis", "precious"),
	    "one made anew is not a second name of another");
	fd = beneath_renew(dir, "dangling", 0666);
	CHECK(fd >= 0 && close(fd) == 0 && access("home/new", F_OK) != 0,
	    "nor what a link leads to");
	CHECK(beneath_renew(dir, "a", 0666) == -1 &&
	    fails(beneath_renew(dir, "away/thesis", 0666), ELOOP),
	    "a folder stays, and so does what is elsewhere");
	CHECK(symlink("../home/lock", "out/locked") == 0 &&
	    fails(beneath_lock(dir, "locked", 0666), ELOOP) &&
	    fails(beneath_lock(dir, "fifo", 0666), ENXIO) &&
	    access("home/lock", F_OK) != 0, "a lock is made nowhere else");
	fd = beneath_lock(dir, "lock", 0666);
	CHECK(fd >= 0 && close(fd) == 0, "but where it should be");
	fd = beneath_lock(dir, "lock", 0666);
	CHECK(fd >= 0 && close(fd) == 0, "and found again");
}

static void
test_folders(void)
{
	struct stat st;
	int fd = beneath_folder(dir, "a/b/c");

	CHECK(fd >= 0 && fsync(fd) == 0 && close(fd) == 0,
	    "a folder can be opened and flushed");
	CHECK(fails(beneath_folder(dir, "away"), ELOOP) &&
	    fails(beneath_folder(dir, "away/sub"), ELOOP) &&
	    fails(beneath_folder(dir, "file"), ENOTDIR) &&
	    fails(beneath_folder(dir, "fifo"), ENOTDIR),
	    "not through a link, nor what is none");
	CHECK(beneath_mkdir(dir, "a", 0777) == 0 &&
	    beneath_mkdir(dir, "a/d", 0777) == 0 &&
	    fails(beneath_mkdir(dir, "away", 0777), ELOOP) &&
	    fails(beneath_mkdir(dir, "away/new", 0777), ELOOP) &&
	    fails(beneath_mkdir(dir, "file", 0777), ENOTDIR) &&
	    access("home/new", F_OK) != 0, "a folder is made where it belongs");
	CHECK(beneath_stat(dir, "link", &st) == 0 && S_ISLNK(st.st_mode) &&
	    fails(beneath_stat(dir, "away/thesis", &st), ELOOP),
	    "a link is told of, not what it leads to");
}

static void
test_changes(void)
{
	CHECK(fails(beneath_unlink(dir, "../home/thesis"), EINVAL) &&
	    fails(beneath_unlink(dir, "away/thesis"), ELOOP) &&
	    fails(beneath_unlink(dir, "a/b/away/sub/tax"), ELOOP) &&
	    fails(beneath_rmdir(dir, "away/sub"), ELOOP) &&
	    holds("home/thesis", "precious"), "nothing elsewhere is removed");
	CHECK(fails(beneath_rename(dir, "file", dir, "away/thesis"), ELOOP) &&
	    fails(beneath_rename(dir, "file", dir, "../home/x"), EINVAL) &&
	    fails(beneath_link(dir, "file", dir, "away/x"), ELOOP) &&
	    fails(beneath_rename(dir, "away/thesis", dir, "x"), ELOOP) &&
	    fails(beneath_link(dir, "away/thesis", dir, "x"), ELOOP) &&
	    fails(beneath_rename(dir, "../home/thesis", dir, "x"), EINVAL) &&
	    fails(beneath_rename(dir, "link", dir, "x"), ELOOP) &&
	    fails(beneath_link(dir, "fifo", dir, "x"), ENXIO) &&
	    fails(beneath_rename(dir, "a", dir, "x"), EISDIR) &&
	    holds("home/thesis", "precious") && access("out/x", F_OK) != 0,
	    "nothing is moved out, in, or that is not a file");
	CHECK(beneath_link(dir, "file", dir, "a/b/c/second") == 0 &&
	    fails(beneath_link(dir, "file", dir, "a/new"), EEXIST) &&
	    holds("out/a/b/c/second", "1"), "a second name is made");
	CHECK(beneath_rename(dir, "a/b/c/second", dir, "link") == 0 &&
	    beneath_rename(dir, "a/b/c/file", dir, "link") == 0 &&
	    holds("out/link", "2") && holds("home/thesis", "precious"),
	    "a link is replaced itself");
	CHECK(beneath_unlink(dir, "link") == 0 &&
	    beneath_rmdir(dir, "a/d") == 0 && access("out/a/d", F_OK) != 0,
	    "what is there can be removed");
}

static void
test_errors(void)
{
	struct error e = { 0 };
	int fd = beneath_open(dir, "away/thesis", O_RDONLY);

	beneath_error(&e, ERROR_OUTPUT, "cannot open '%s'", "out/away/thesis");
	CHECK(fd == -1 && e.kind == ERROR_OUTPUT, "an error has its kind");
	CHECK_STR(e.text,
	    "cannot open 'out/away/thesis': it is, or lies in, a symbolic "
	    "link, which is not followed here; put the file itself there",
	    "and says what to do");
	fd = beneath_open(dir, "fifo", O_RDONLY);
	beneath_error(&e, ERROR_INPUT, "cannot open '%s'", "out/fifo");
	CHECK_STR(e.text, "cannot open 'out/fifo': it is not a regular file",
	    "a FIFO is named so");
	fd = beneath_open(dir, "none", O_RDONLY);
	beneath_error(&e, ERROR_INPUT, "cannot open '%s'", "out/none");
	CHECK_STR(e.text, "cannot open 'out/none': No such file or directory",
	    "other errors keep the system's words");
}

/* What a file of that owner, group and mode is to a writer of the folder. */
static bool
trusted(uid_t owner, gid_t group, mode_t mode, mode_t of_folder)
{
	struct stat folder = { .st_uid = 4001, .st_gid = 4002 };
	struct stat st = { .st_uid = owner, .st_gid = group };

	folder.st_mode = S_IFDIR | of_folder;
	st.st_mode = S_IFREG | mode;
	return beneath_trusted(&folder, &st);
}

static void
test_trust(void)
{
	CHECK(trusted(geteuid(), 9, 0644, 0755), "what is ours is trusted");
	CHECK(trusted(4001, 9, 0644, 0755) && trusted(0, 9, 0644, 0755),
	    "what is the folder's owner's or root's, too");
	CHECK(!trusted(4003, 4002, 0644, 0755) &&
	    !trusted(4003, 9, 0644, 0775),
	    "what is a stranger's is not");
	CHECK(trusted(4003, 4002, 0664, 0775) &&
	    trusted(4003, 4002, 0664, 02775),
	    "what is of the group that shares the folder is");
	CHECK(!trusted(4003, 4002, 0664, 0777),
	    "a folder that all may write into is not a group's");
	CHECK(!trusted(geteuid(), 9, 0666, 0755) &&
	    !trusted(4001, 9, 0646, 0755), "what all may write is not");
}

/* Let openat2(2) fail in this process, as old kernels and containers do. */
static bool
deny(unsigned with)
{
#ifdef CAN_DENY
	struct sock_filter code[] = {
		{ 0x20, 0, 0, 0 /* the call's number */ },
		{ 0x15, 0, 1, 437 },
		{ 0x06, 0, 0, SECCOMP_RET_ERRNO | with },
		{ 0x06, 0, 0, SECCOMP_RET_ALLOW },
	};
	struct sock_fprog program = { 4, code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
#else
	(void)with;
	return false;
#endif
}

/* Deep names without openat2(2), in a process of its own: 0 when right. */
static int
without(unsigned with)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (!deny(with))
			_exit(77);
		_exit(!(beneath_open(dir, "a/b/c/file", O_RDONLY) >= 0 &&
		    fails(beneath_open(dir, "a/b/away/thesis", O_RDONLY),
			ELOOP) &&
		    fails(beneath_open(dir, "a/b/away/sub/tax", O_RDONLY),
			ELOOP) &&
		    fails(beneath_open(dir, "inner/b/c/file", O_RDONLY),
			ELOOP) &&
		    fails(beneath_open(dir, "a/no/c/file", O_RDONLY),
			ENOENT) &&
		    fails(beneath_open(dir, "file/b/c", O_RDONLY), ENOTDIR)));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void
test_old_kernels(void)
{
	int none = without(ENOSYS), forbidden = without(EPERM);

	CHECK(none == 0 || none == 77,
	    "a kernel without openat2(2) gives the same");
	CHECK(forbidden == 0 || forbidden == 77,
	    "one that forbids it, too");
}

int
main(void)
{
	lay();
	test_names();
	test_open();
	test_old_kernels();
	test_make();
	test_folders();
	test_changes();
	test_errors();
	test_trust();
	return tap_done();
}
