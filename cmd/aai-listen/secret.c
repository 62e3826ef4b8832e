/* secret: the header that deliveries must carry; see secret.h. */
#include "aai-listen/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"

#define SECRET_MAX ((size_t)64 << 10)

/* Keep the lines that are not blank, each with a NUL. */
static void
take_lines(struct secret *s, const char *text, size_t len)
{
	const char *end = text + len, *from, *to;

	s->text = mem_new(len + 1, 1);
	for (; text < end; text = to + 1) {
		to = memchr(text, '\n', (size_t)(end - text));
		if (to == NULL)
			to = end;
		from = text;
		while (from < to && (*from == ' ' || *from == '\t'))
			from++;
		for (text = to; text > from && (unsigned char)text[-1] <= ' ';)
			text--;
		if (text == from)
			continue;
		memcpy(s->text + s->len, from, (size_t)(text - from));
		s->len += (size_t)(text - from) + 1;
	}
}

/* Read the lines of a file; fd -1: that at the path file. */
static int
read_file(struct secret *s, int fd, const char *file, struct error *e)
{
	struct buf b = buf_make(SECRET_MAX);
	int rc = -1;

	/* All at once, so that no copy is left behind when it grows. */
	if (buf_reserve(&b, SECRET_MAX) != NULL)
		rc = fd >= 0 ? fd_slurp(fd, file, &b, e)
			     : fd_slurp_file(file, &b, e);
	if (rc == 0 && b.len > 0 && memchr(b.data, 0, b.len) != NULL) {
		error_set(e, ERROR_AUTH, "'%s' holds a NUL", file);
		rc = -1;
	}
	if (rc == 0)
		take_lines(s, (const char *)b.data, b.len);
	if (b.data != NULL)
		explicit_bzero(b.data, b.cap);
	buf_free(&b);
	return rc;
}

static void
read_environment(struct secret *s, const char *name)
{
	char *value = getenv(name);

	if (value == NULL)
		return;
	take_lines(s, value, strlen(value));
	explicit_bzero(value, strlen(value));
	(void)unsetenv(name);
}

/*
 * Read a file of systemd's folder of credentials, when there is one; a link
 * would lead out of it.
 */
static int
read_credential(struct secret *s, const char *name, struct error *e)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	struct stat st;
	int at, fd, rc;

	if (folder == NULL || *folder == '\0' || name == NULL)
		return 0;
	at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (at < 0)
		return 0;
	fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT) {
		(void)close(at);
		return 0;
	}
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		error_set(
		    e, ERROR_AUTH, "cannot read the credential '%s'", name);
		rc = -1;
	} else {
		rc = read_file(s, fd, name, e);
	}
	if (fd >= 0)
		(void)close(fd);
	(void)close(at);
	return rc;
}

int
secret_open_signing(struct secret *s, const char *file, const char *env,
    const char *credential, struct error *e)
{
	memset(s, 0, sizeof(*s));
	if (env != NULL)
		read_environment(s, env);
	if (file != NULL) {
		secret_close(s);
		if (read_file(s, -1, file, e) != 0)
			return -1;
	}
	if (file == NULL && s->len == 0) {
		/* A variable may be there and blank. */
		secret_close(s);
		if (read_credential(s, credential, e) != 0)
			return -1;
	}
	if (s->len > 0)
		return 0;
	error_set(e, ERROR_AUTH,
	    "%s%s: no secret for signatures; --secret-file names a file",
	    file != NULL ? "the file of --secret-file" : "environment ",
	    file == NULL && env != NULL ? env : "");
	return -1;
}

int
secret_open(
    struct secret *s, const char *header, const char *file, struct error *e)
{
	memset(s, 0, sizeof(*s));
	s->header = header;
	if (file == NULL)
		read_environment(s, SECRET_ENV);
	else if (read_file(s, -1, file, e) != 0)
		return -1;
	if (header == NULL && (file != NULL || s->len > 0)) {
		error_set(e, ERROR_USAGE,
		    "%s says nothing without --auth-header",
		    file != NULL ? "--auth-file" : SECRET_ENV);
		return -1;
	}
	if (header != NULL && s->len == 0) {
		error_set(e, ERROR_AUTH, "%s%s holds no value for the header",
		    file != NULL ? "the file of " : "",
		    file != NULL ? "--auth-file" : SECRET_ENV);
		return -1;
	}
	return 0;
}

/* All of the given bytes are looked at, whichever of them differ. */
static bool
same(const char *ours, size_t len, const char *given, size_t given_len)
{
	volatile unsigned differ = len != given_len;
	size_t i;

	for (i = 0; i < given_len; i++)
		differ |= (unsigned)(unsigned char)(ours[i % len] ^ given[i]);
	return differ == 0;
}

bool
secret_fits(const struct secret *s, const char *value)
{
	size_t at, len, n = value != NULL ? strlen(value) : 0;
	bool fits = s->header == NULL;

	if (fits || value == NULL)
		return fits;
	for (at = 0; at < s->len; at += len + 1) {
		len = strlen(s->text + at);
		fits |= same(s->text + at, len, value, n);
	}
	return fits;
}

void
secret_close(struct secret *s)
{
	if (s->text != NULL)
		explicit_bzero(s->text, s->len);
	mem_free(s->text);
	memset(s, 0, sizeof(*s));
}
