/*
 * failing: let one call of a program fail; a library for LD_PRELOAD.
 *
 * What FAILING says, words with blanks between them:
 *
 *	at=N		the Nth of the calls named fails (0: none)
 *	errno=N		in this way; short and again are others, see below
 *	forever		all after it fail too, as on a disk that is full
 *	calls=A,B,C	the calls that are counted
 *	tally=FILE	a file of struct tally, which is kept up to date
 *	only=NAME	of the program of this name, not of those it starts
 *
 * errno=short lets reads and writes take one byte less than the half of what
 * they were given, errno=again lets half of the calls end with EINTR; both for
 * all calls.  A file is closed although close() fails, as Linux does.  What a
 * library does within the C library (stdio, resolvers) is not seen.
 */
#undef _FILE_OFFSET_BITS
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WHOLE = -1, SHORT = -2, AGAIN = -3 };

/* What the caller wants to know: how many calls, which one failed. */
struct tally {
	_Atomic uint32_t calls;
	_Atomic uint32_t failed;
	char name[24];
};

static struct tally own, *tally = &own;
static uint32_t at;
static int how = WHOLE;
static int forever;
static int other; /* this is not the program that is meant */
static char calls[512];

static void
take_word(char *word)
{
	int fd;

	if (strncmp(word, "at=", 3) == 0) {
		at = (uint32_t)strtoul(word + 3, NULL, 10);
	} else if (strcmp(word, "errno=short") == 0) {
		how = SHORT;
	} else if (strcmp(word, "errno=again") == 0) {
		how = AGAIN;
	} else if (strncmp(word, "errno=", 6) == 0) {
		how = (int)strtol(word + 6, NULL, 10);
	} else if (strncmp(word, "only=", 5) == 0) {
		other = strcmp(program_invocation_short_name, word + 5) != 0;
	} else if (strcmp(word, "forever") == 0) {
		forever = 1;
	} else if (strncmp(word, "calls=", 6) == 0) {
		(void)snprintf(calls, sizeof(calls), ",%s,", word + 6);
	} else if (strncmp(word, "tally=", 6) == 0) {
		fd = (int)syscall(SYS_openat, AT_FDCWD, word + 6, O_RDWR);
		if (fd >= 0) {
			tally = mmap(NULL, sizeof(*tally),
			    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
			(void)syscall(SYS_close, fd);
		}
	}
}

__attribute__((constructor)) static void
set_up(void)
{
	const char *said = getenv("FAILING");
	char words[1024], *next, *word;
	int kept = errno;

	if (said == NULL)
		return;
	(void)snprintf(words, sizeof(words), "%s", said);
	next = words;
	while ((word = strsep(&next, " ")) != NULL)
		take_word(word);
	errno = kept;
}

/*
 * Whether this call fails: WHOLE, SHORT, or the errno.  The calls before
 * set_up() are not counted.
 */
static int
fate(const char *name)
{
	char key[32];
	size_t n = strlen(name);
	uint32_t i;

	if (calls[0] == '\0' || other)
		return WHOLE;
	key[0] = ',';
	memcpy(key + 1, name, n);
	memcpy(key + 1 + n, ",", 2);
	if (strstr(calls, key) == NULL)
		return WHOLE;
	i = atomic_fetch_add(&tally->calls, 1) + 1;
	if (how == AGAIN)
		return (i * 2654435761u >> 20) % 2 == 1 ? EINTR : WHOLE;
	if (how == SHORT)
		return SHORT;
	if (at == 0 || (forever ? i < at : i != at))
		return WHOLE;
	if (atomic_fetch_add(&tally->failed, 1) == 0)
		memcpy(tally->name, name, n + 1);
	return how;
}

static size_t
less(int f, size_t n)
{
	return f == SHORT && n > 1 ? (n - 1) / 2 + 1 : n;
}

/* The real one, looked up once. */
#define REAL(name) \
	static __typeof__(&name) real; \
	if (real == NULL) { \
		void *found = dlsym(RTLD_NEXT, #name); \
		memcpy(&real, &found, sizeof(real)); \
	}

#define FAILS(title, value) \
	int f = fate(title); \
	if (f > 0) { \
		errno = f; \
		return value; \
	}

/* A call that takes and gives these; PARAMETERS and ARGUMENTS in brackets. */
#define CALL(type, name, title, parameters, arguments, value) \
	type name parameters; \
	type name parameters \
	{ \
		REAL(name) \
		FAILS(title, value) \
		return real arguments; \
	}

/* The same, of n bytes. */
#define BYTES(name, parameters, arguments) \
	ssize_t name parameters; \
	ssize_t name parameters \
	{ \
		REAL(name) \
		FAILS(#name, -1) \
		n = less(f, n); \
		return real arguments; \
	}

BYTES(read, (int fd, void *p, size_t n), (fd, p, n))
BYTES(pread, (int fd, void *p, size_t n, off_t o), (fd, p, n, o))
BYTES(pwrite, (int fd, const void *p, size_t n, off_t o), (fd, p, n, o))
BYTES(send, (int fd, const void *p, size_t n, int g), (fd, p, n, g))
BYTES(recv, (int fd, void *p, size_t n, int g), (fd, p, n, g))
CALL(ssize_t, pread64, "pread", (int fd, void *p, size_t n, off64_t o),
    (fd, p, n, o), -1)
CALL(ssize_t, pwrite64, "pwrite", (int fd, const void *p, size_t n, off64_t o),
    (fd, p, n, o), -1)
CALL(int, fsync, "fsync", (int fd), (fd), -1)
CALL(int, fdatasync, "fsync", (int fd), (fd), -1)
CALL(int, rename, "rename", (const char *a, const char *b), (a, b), -1)
CALL(int, renameat, "rename", (int c, const char *a, int d, const char *b),
    (c, a, d, b), -1)
CALL(int, link, "link", (const char *a, const char *b), (a, b), -1)
CALL(int, linkat, "link",
    (int c, const char *a, int d, const char *b, int g), (c, a, d, b, g), -1)
CALL(int, unlink, "unlink", (const char *a), (a), -1)
CALL(int, unlinkat, "unlink", (int d, const char *a, int g), (d, a, g), -1)
CALL(int, rmdir, "unlink", (const char *a), (a), -1)
CALL(int, mkdir, "mkdir", (const char *a, mode_t m), (a, m), -1)
CALL(int, mkdirat, "mkdir", (int d, const char *a, mode_t m), (d, a, m), -1)
CALL(int, ftruncate, "ftruncate", (int fd, off_t n), (fd, n), -1)
CALL(int, ftruncate64, "ftruncate", (int fd, off64_t n), (fd, n), -1)
CALL(int, flock, "flock", (int fd, int o), (fd, o), -1)
CALL(int, poll, "poll", (struct pollfd *p, nfds_t n, int t), (p, n, t), -1)
CALL(int, socket, "socket", (int a, int b, int c), (a, b, c), -1)
CALL(int, mkostemp, "open", (char *t, int g), (t, g), -1)
CALL(int, mkostemp64, "open", (char *t, int g), (t, g), -1)
CALL(int, dup, "dup", (int fd), (fd), -1)
CALL(struct dirent *, readdir, "readdir", (DIR * d), (d), NULL)
CALL(struct dirent64 *, readdir64, "readdir", (DIR * d), (d), NULL)
CALL(pid_t, waitpid, "waitpid", (pid_t p, int *s, int o), (p, s, o), -1)

/*
 * Whether a write to fd can fail in the ways tried here.  Not messages: who
 * looks on wants to read why a program failed.  Not what has no type of file,
 * as an eventfd: the kernel takes its eight bytes whole.
 */
static int
can_fail(int fd)
{
	struct stat st;

	return fd != STDERR_FILENO &&
	       (fstat(fd, &st) != 0 || (st.st_mode & S_IFMT) != 0);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(write)
	int f = can_fail(fd) ? fate("write") : WHOLE;

	if (f > 0) {
		errno = f;
		return -1;
	}
	return real(fd, p, less(f, n));
}

int
close(int fd)
{
	REAL(close)
	int f = fate("close"), got = real(fd);

	if (f <= 0 || got != 0)
		return got;
	errno = f;
	return -1;
}

#define OPENS(name, parameters, arguments) \
	int name parameters; \
	int name parameters \
	{ \
		REAL(name) \
		va_list more; \
		mode_t mode = 0; \
		FAILS("open", -1) \
		if ((flags & (O_CREAT | O_TMPFILE)) != 0) { \
			va_start(more, flags); \
			mode = va_arg(more, mode_t); \
			va_end(more); \
		} \
		return real arguments; \
	}

OPENS(open, (const char *path, int flags, ...), (path, flags, mode))
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENS(openat, (int d, const char *path, int flags, ...), (d, path, flags, mode))
OPENS(
    openat64, (int d, const char *path, int flags, ...), (d, path, flags, mode))

#ifndef SANITIZED
/* dlsym() allocates, so these are had by the names that glibc has for them. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

void *
malloc(size_t n)
{
	FAILS("malloc", NULL)
	return __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	FAILS("malloc", NULL)
	return __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	FAILS("malloc", NULL)
	return __libc_realloc(p, n);
}
#endif
