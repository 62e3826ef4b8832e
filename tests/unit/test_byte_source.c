/* byte_source and unpack: the same bytes, however they are compressed, read and
 * split. */
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "codec/byte_source.h"
#include "codec/codec.h"
#include "io/fd.h"
#include "tap.h"

static struct error e;

/* A pipe's reading end with the bytes in it, its writing end closed. */
static int
pipe_of(const void *p, size_t len)
{
	int fds[2];

	if (pipe(fds) != 0 || fd_write_all(fds[1], p, len) != 0)
		abort();
	(void)close(fds[1]);
	return fds[0];
}

/* All bytes, up to n at a time: as text, with what went wrong. */
static char *
read_all(const void *p, size_t len, size_t n)
{
	struct buf out = buf_make(1 << 20);
	struct byte_source s;
	int fd = pipe_of(p, len);
	ssize_t got;
	char part[64];

	byte_source_open(&s, fd, "input");
	while ((got = byte_source_read(&s, part, n, &e)) > 0)
		buf_put(&out, part, (size_t)got);
	if (got < 0)
		buf_printf(&out, "!%d %s", (int)e.kind, e.text);
	else if (byte_source_at(&s) != out.len)
		buf_str(&out, "!offset");
	byte_source_close(&s);
	(void)close(fd);
	return buf_take(&out);
}

static void
check_bytes(const void *p, size_t len, const char *want, const char *title)
{
	size_t n;
	char *got;

	for (n = 1; n <= 64; n += 21) {
		got = read_all(p, len, n);
		CHECK_STR(got, want, "%s, %zu at a time", title, n);
		mem_free(got);
	}
}

/* The text, compressed, twice. */
static struct buf
packed(enum codec_method method, const char *text)
{
	struct buf out = buf_make(1 << 16);
	struct codec c;
	int i, rc = codec_open(&c, method, CODEC_LEVEL_DEFAULT, &e);

	for (i = 0; i < 2 && rc == 0; i++)
		rc = codec_compress(&c, text, strlen(text), &out, &e);
	codec_close(&c);
	if (rc != 0)
		abort();
	return out;
}

static void
check_method(enum codec_method method, const char *name)
{
	struct buf b = packed(method, "[1,2,3] and more of it\n");
	char want[100], *got;
	size_t n, wrong = 0;

	check_bytes(b.data, b.len,
	    "[1,2,3] and more of it\n[1,2,3] and more of it\n", name);
	(void)snprintf(want, sizeof(want),
	    "!6 input: it is cut: its %s data has no end", name);
	/* Whole after each of the two, cut everywhere else. */
	for (n = UNPACK_MAGIC; n < b.len; n++) {
		got = read_all(b.data, n, 64);
		wrong += strstr(got, want) == NULL;
		mem_free(got);
	}
	CHECK_UINT(wrong, 1, "%s is cut anywhere but between the two", name);
	/* Flags that no version of the format has. */
	b.data[method == CODEC_GZIP ? 3 : 4] ^= 0xe8;
	got = read_all(b.data, b.len, 64);
	CHECK(strstr(got, "!6 input: not ") != NULL, "%s is damaged: %s",
	    name, got);
	mem_free(got);
	buf_free(&b);
}

static void
test_plain(void)
{
	check_bytes("", 0, "", "nothing");
	check_bytes("[", 1, "[", "one byte");
	check_bytes("{\"a\":1}\n", 8, "{\"a\":1}\n", "plain");
	check_bytes("BZhang,1\n", 9, "BZhang,1\n", "what begins like bzip2");
	check_bytes("\xfd" "7zXZ\0rest", 10,
	    "!6 input: it is compressed by xz, which is not read here: unpack "
	    "it first (xz -dc)", "xz");
}

static void
test_window(void)
{
	int fd = pipe_of("abcdef", 6);
	struct byte_source s;
	char rest[10];

	byte_source_open(&s, fd, "input");
	CHECK_INT(byte_source_fill(&s, 2, &e), 0, "two bytes are looked at");
	CHECK(s.to - s.from >= 2 && memcmp(s.data + s.from, "ab", 2) == 0,
	    "... in the window");
	s.from++;
	CHECK_UINT(byte_source_at(&s), 1, "... and one is taken");
	CHECK_INT(byte_source_fill(&s, 100, &e), 0, "more than there are");
	CHECK_UINT(s.to - s.from, 5, "... are all that are left");
	CHECK_INT(byte_source_read(&s, rest, sizeof(rest), &e), 5,
	    "what is in the window is read first");
	CHECK_INT(byte_source_read(&s, rest, sizeof(rest), &e), 0,
	    "then there is nothing");
	byte_source_close(&s);
	(void)close(fd);
}

static int
stop(void *arg, int fd, struct error *err)
{
	int *left = arg;

	(void)fd;
	if ((*left)-- > 0)
		return 0;
	error_set(err, ERROR_LIMIT, "stopped");
	return -1;
}

static void
test_wait(void)
{
	int fd = pipe_of("{}", 2), left = 1;
	struct byte_source s;
	char rest[10];

	byte_source_open(&s, fd, "input");
	s.wait = stop;
	s.arg = &left;
	CHECK_INT(byte_source_read(&s, rest, sizeof(rest), &e), 2,
	    "who waits lets it read");
	CHECK_INT(byte_source_read(&s, rest, sizeof(rest), &e), -1,
	    "... or does not");
	CHECK_INT(e.kind, ERROR_LIMIT, "... with his error");
	byte_source_close(&s);
	(void)close(fd);
}

int
main(void)
{
	test_plain();
	check_method(CODEC_GZIP, "gzip");
	if (codec_available(CODEC_ZSTD))
		check_method(CODEC_ZSTD, "zstd");
	else
		check_bytes("\x28\xb5\x2f\xfd\0\0\0", 7,
		    "!6 input: it is compressed by zstd, which is not read "
		    "here: unpack it first (zstd -dc)", "zstd");
	test_window();
	test_wait();
	return tap_done();
}
