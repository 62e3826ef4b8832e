/*
 * recording: write down what programs do to files; a library for LD_PRELOAD.
 *
 * RECORDING is the file that is appended to: a record for each call that
 * changed a file or a folder, flushed one, or sent an answer, in the order in
 * which that was done, also by several threads and processes.  A lock is held
 * from before the call until it is written down.  Records are struct head and
 * two names and data behind it; disk.py reads them.
 *
 * Names are made absolute by the paths of the descriptors that they start from,
 * so that it does not matter how a folder was opened.  Writes through mmap()
 * and from within the C library (stdio) are not seen; calls that move data from
 * file to file within the kernel are not had (ENOSYS), so that it is written.
 */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	MADE = 1,  /* a: the file's name, mode */
	WRITTEN,   /* a: its name, at: the offset, data */
	CUT,	   /* a: its name, at: its size */
	FLUSHED,   /* a: the name of a file or a folder */
	RENAMED,   /* a, b: old and new name */
	LINKED,	   /* the same */
	UNLINKED,  /* a: its name */
	FOLDER,	   /* a: its name, mode */
	NO_FOLDER, /* a: its name */
	ANSWERED,  /* data: its first bytes, before they are sent */
};

struct head {
	uint32_t kind;
	uint32_t a, b; /* bytes of the names */
	uint32_t mode;
	uint64_t file; /* its inode */
	int64_t at;
	uint64_t n; /* bytes of data */
};

static int
lock(void)
{
	const char *path = getenv("RECORDING");
	int saved = errno, fd = -1;

	if (path != NULL)
		fd = (int)syscall(SYS_openat, AT_FDCWD, path,
		    O_WRONLY | O_APPEND | O_CLOEXEC);
	while (fd >= 0 && syscall(SYS_flock, fd, LOCK_EX) != 0 &&
	    errno == EINTR)
		;
	errno = saved;
	return fd;
}

static void
unlock(int fd)
{
	int saved = errno;

	if (fd >= 0) {
		(void)syscall(SYS_flock, fd, LOCK_UN);
		(void)syscall(SYS_close, fd);
	}
	errno = saved;
}

/* The path of an open file. */
static void
path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	path[n > 0 ? n : 0] = '\0';
}

/* The path of a name that starts from an open folder. */
static void
path_at(int dir, const char *name, char path[PATH_MAX])
{
	char base[PATH_MAX];

	if (name[0] == '/') {
		(void)snprintf(path, PATH_MAX, "%s", name);
		return;
	}
	if (dir != AT_FDCWD)
		path_of(dir, base);
	else if (getcwd(base, sizeof(base)) == NULL)
		base[0] = '\0';
	(void)snprintf(path, PATH_MAX, "%.2000s/%.2000s", base, name);
}

static void
put(int log, struct head h, const char *a, const char *b, const void *data)
{
	int saved = errno;

	h.a = (uint32_t)strlen(a);
	h.b = (uint32_t)strlen(b);
	struct iovec parts[] = { { &h, sizeof(h) }, { (void *)(uintptr_t)a,
		h.a }, { (void *)(uintptr_t)b, h.b },
		{ (void *)(uintptr_t)data, data != NULL ? h.n : 0 } };
	if (log >= 0 && syscall(SYS_writev, log, parts, 4) < 0)
		abort();
	errno = saved;
}

/* Write down what was done to an open file. */
static void
put_fd(int log, uint32_t kind, int fd, int64_t at, const void *data, size_t n)
{
	char path[PATH_MAX];
	int saved = errno;
	struct stat st;

	if (log >= 0 && fstat(fd, &st) == 0 &&
	    (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) {
		path_of(fd, path);
		put(log,
		    (struct head){ .kind = kind, .file = st.st_ino,
			.at = at, .n = n, .mode = st.st_mode },
		    path, "", data);
	}
	errno = saved;
}

/* ... to a name, or to two. */
static void
put_at(int log, uint32_t kind, int c, const char *a, int d, const char *b)
{
	char from[PATH_MAX], to[PATH_MAX] = "";
	struct stat st = { 0 };
	int saved = errno;

	if (log < 0)
		return;
	path_at(c, a, from);
	if (b != NULL)
		path_at(d, b, to);
	if (kind == FOLDER)
		(void)stat(from, &st);
	put(log, (struct head){ .kind = kind, .mode = st.st_mode }, from, to,
	    NULL);
	errno = saved;
}

/* An answer of a server, which the other side may go by once it is sent. */
static void
put_answer(int fd, const void *p, size_t n)
{
	int saved = errno, log;
	struct stat st;

	if (n < 12 || memcmp(p, "HTTP/1.1 ", 9) != 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode)) {
		log = lock();
		put(log, (struct head){ .kind = ANSWERED, .n = 12 }, "", "", p);
		unlock(log);
	}
	errno = saved;
}

/* The real one, looked up once. */
#define REAL(name) \
	static __typeof__(&name) real; \
	if (real == NULL) { \
		void *found = dlsym(RTLD_NEXT, #name); \
		memcpy(&real, &found, sizeof(real)); \
	}

/* A call, and how it is written down once it was done. */
#define CALL(name, parameters, arguments, record) \
	int name parameters; \
	int name parameters \
	{ \
		REAL(name) \
		int log = lock(); \
		int got = real arguments; \
		if (got == 0) \
			record; \
		unlock(log); \
		return got; \
	}

CALL(fsync, (int fd), (fd), put_fd(log, FLUSHED, fd, 0, NULL, 0))
CALL(fdatasync, (int fd), (fd), put_fd(log, FLUSHED, fd, 0, NULL, 0))
CALL(ftruncate, (int fd, off_t n), (fd, n), put_fd(log, CUT, fd, n, NULL, 0))
CALL(ftruncate64, (int fd, off64_t n), (fd, n),
    put_fd(log, CUT, fd, n, NULL, 0))
CALL(rename, (const char *a, const char *b), (a, b),
    put_at(log, RENAMED, AT_FDCWD, a, AT_FDCWD, b))
CALL(renameat, (int c, const char *a, int d, const char *b), (c, a, d, b),
    put_at(log, RENAMED, c, a, d, b))
CALL(renameat2, (int c, const char *a, int d, const char *b, unsigned g),
    (c, a, d, b, g), put_at(log, RENAMED, c, a, d, b))
CALL(link, (const char *a, const char *b), (a, b),
    put_at(log, LINKED, AT_FDCWD, a, AT_FDCWD, b))
CALL(linkat, (int c, const char *a, int d, const char *b, int g),
    (c, a, d, b, g), put_at(log, LINKED, c, a, d, b))
CALL(unlink, (const char *a), (a),
    put_at(log, UNLINKED, AT_FDCWD, a, 0, NULL))
CALL(unlinkat, (int d, const char *a, int g), (d, a, g),
    put_at(log, (g & AT_REMOVEDIR) != 0 ? NO_FOLDER : UNLINKED, d, a, 0, NULL))
CALL(rmdir, (const char *a), (a),
    put_at(log, NO_FOLDER, AT_FDCWD, a, 0, NULL))
CALL(mkdir, (const char *a, mode_t m), (a, m),
    put_at(log, FOLDER, AT_FDCWD, a, 0, NULL))
CALL(mkdirat, (int d, const char *a, mode_t m), (d, a, m),
    put_at(log, FOLDER, d, a, 0, NULL))

/* Where the next write goes to. */
static int64_t
next_offset(int fd)
{
	struct stat st;

	if ((fcntl(fd, F_GETFL) & O_APPEND) != 0 && fstat(fd, &st) == 0)
		return st.st_size;
	return lseek(fd, 0, SEEK_CUR);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(write)
	int saved = errno, log;
	struct stat st;
	ssize_t got;
	int64_t at;

	put_answer(fd, p, n);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		errno = saved;
		return real(fd, p, n);
	}
	log = lock();
	at = next_offset(fd);
	errno = saved;
	got = real(fd, p, n);
	if (got > 0)
		put_fd(log, WRITTEN, fd, at, p, (size_t)got);
	unlock(log);
	return got;
}

#define PWRITE(name, offset) \
	ssize_t name(int fd, const void *p, size_t n, offset at); \
	ssize_t name(int fd, const void *p, size_t n, offset at) \
	{ \
		REAL(name) \
		int log = lock(); \
		ssize_t got = real(fd, p, n, at); \
		if (got > 0) \
			put_fd(log, WRITTEN, fd, at, p, (size_t)got); \
		unlock(log); \
		return got; \
	}

PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* Opened, a file is made, or cut to nothing, or neither. */
static void
put_opened(int log, int fd, int flags, int was_there)
{
	if (log < 0 || fd < 0)
		return;
	if ((flags & O_CREAT) != 0 && !was_there)
		put_fd(log, MADE, fd, 0, NULL, 0);
	else if ((flags & O_TRUNC) != 0)
		put_fd(log, CUT, fd, 0, NULL, 0);
}

static int
is_there(int dir, const char *path)
{
	int saved = errno, there;
	struct stat st;

	there = fstatat(dir, path, &st, 0) == 0;
	errno = saved;
	return there;
}

#define OPENS(name, dir, parameters, arguments) \
	int name parameters; \
	int name parameters \
	{ \
		REAL(name) \
		va_list more; \
		mode_t mode = 0; \
		int log = -1, there = 0, got; \
		if ((flags & (O_CREAT | O_TMPFILE)) != 0) { \
			va_start(more, flags); \
			mode = va_arg(more, mode_t); \
			va_end(more); \
		} \
		if ((flags & (O_CREAT | O_TRUNC)) != 0) { \
			log = lock(); \
			there = is_there(dir, path); \
		} \
		got = real arguments; \
		put_opened(log, got, flags, there); \
		unlock(log); \
		return got; \
	}

OPENS(open, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPENS(open64, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPENS(openat, d, (int d, const char *path, int flags, ...),
    (d, path, flags, mode))
OPENS(openat64, d, (int d, const char *path, int flags, ...),
    (d, path, flags, mode))

ssize_t
send(int fd, const void *p, size_t n, int g)
{
	REAL(send)
	put_answer(fd, p, n);
	return real(fd, p, n, g);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int g)
{
	REAL(sendmsg)
	if (m->msg_iovlen > 0)
		put_answer(fd, m->msg_iov[0].iov_base, m->msg_iov[0].iov_len);
	return real(fd, m, g);
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	ssize_t all = 0, got = 0;
	int i;

	for (i = 0; i < n && (size_t)got == (i > 0 ? parts[i - 1].iov_len : 0);
	     i++) {
		got = write(fd, parts[i].iov_base, parts[i].iov_len);
		if (got < 0)
			return all > 0 ? all : -1;
		all += got;
	}
	return all;
}

ssize_t
copy_file_range(int a, off64_t *x, int b, off64_t *y, size_t n, unsigned g)
{
	(void)a, (void)x, (void)b, (void)y, (void)n, (void)g;
	errno = ENOSYS;
	return -1;
}

ssize_t
sendfile(int to, int from, off_t *at, size_t n)
{
	(void)to, (void)from, (void)at, (void)n;
	errno = ENOSYS;
	return -1;
}
