/* fan_file: a file that is saved; see fan_file.h. */
#include "aai-fanout/fan_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "json/writer.h"

#define NAME_MAX_BYTES 200
#define SUFFIX_MAX     8
#define TAG_MAX	       200
#define MODE	       0644
#define FOLDER_MODE    0755
#define UNKNOWN	       UINT64_MAX
/* Bytes after which what is there is made safe, to go on from. */
#define SAFE_EVERY     ((uint64_t)8 << 20)

static const char letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

struct fan_file {
	int folder; /* borrowed */
	int fd;	    /* of the part; -1: there is none */
	char *name;
	char *part; /* what it is called until it is whole */
	char *tag;  /* the file with what tells the part's version */
	bool whole;
	uint64_t size;	/* so far */
	uint64_t safe;	/* of it, on disk whatever happens */
	uint64_t total; /* as the answer says, or UNKNOWN */
	char version[TAG_MAX];
	char *headers[4];
	struct http_request http;
	struct error why;
};

int
fan_file_folder(const char *path, const char *name, int *folder,
    struct error *e)
{
	int dir;

	if (path == NULL) {
		error_set(e, ERROR_USAGE,
		    "'%s' are files: give --save DIR to say where to", name);
		return -1;
	}
	if (mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST) {
		error_errno(e, ERROR_OUTPUT, "cannot make '%s'", path);
		return -1;
	}
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0 && beneath_mkdir(dir, name, FOLDER_MODE) == 0)
		*folder = beneath_folder(dir, name);
	if (*folder < 0)
		error_errno(e, ERROR_OUTPUT, "cannot save in '%s'", path);
	if (dir >= 0)
		(void)close(dir);
	return *folder >= 0 ? 0 : -1;
}

/* The link's own suffix, ".ogg", where it has one that is plain. */
static size_t
find_suffix(const char *link, const char **suffix)
{
	size_t end = strcspn(link, "?#"), n = 0;

	while (n < end && strchr(letters, link[end - 1 - n]) != NULL)
		n++;
	if (n == 0 || n > SUFFIX_MAX || n == end || link[end - 1 - n] != '.')
		return 0;
	*suffix = link + end - 1 - n;
	return n + 1;
}

/* A name that is one id's alone, and no path. */
static char *
make_name(const char *id, size_t len, const char *link, struct error *e)
{
	struct buf b = buf_make(1 << 20);
	const char *suffix = NULL;
	size_t i, n = find_suffix(link, &suffix);

	for (i = 0; i < len && b.len <= NAME_MAX_BYTES; i++) {
		if (id[i] != '\0' && (strchr(letters, id[i]) != NULL ||
			id[i] == '_' || id[i] == '-'))
			buf_byte(&b, (uint8_t)id[i]);
		else
			buf_printf(&b, "%%%02X", (unsigned)(uint8_t)id[i]);
	}
	if (n > 0)
		buf_put(&b, suffix, n);
	if (len > 0 && b.len <= NAME_MAX_BYTES)
		return buf_take(&b);
	buf_free(&b);
	error_set(e, ERROR_FAILED, "the id is too long for a file's name");
	return NULL;
}

static char *
beside(const char *name, const char *suffix)
{
	struct buf b = buf_make(1 << 10);

	buf_printf(&b, ".%s%s", name, suffix);
	return buf_take(&b);
}

static int
failed(const struct fan_file *f, struct error *e)
{
	error_errno(e, ERROR_OUTPUT, "cannot save '%s'", f->name);
	return -1;
}

/* What may stand in a header of ours. */
static bool
is_text(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return true;
}

/*
 * What the part is of, as the server said ("": that is not known), and how many
 * bytes of it are safe, of the size that it has.
 */
static void
read_tag(struct fan_file *f, uint64_t size)
{
	int fd = beneath_open(f->folder, f->tag, O_RDONLY);
	char text[TAG_MAX + 32];
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;
	size_t len;

	text[n > 0 ? n : 0] = '\0';
	len = strcspn(text, "\n");
	if (fd >= 0)
		(void)close(fd);
	if (len == 0 || len >= TAG_MAX || text[len] != '\n' ||
	    !is_text(text, len) ||
	    !num_u64(text + len + 1, strlen(text + len + 1), 0, size,
		&f->safe))
		return;
	memcpy(f->version, text, len);
	f->version[len] = '\0';
}

/* Make safe what is there. */
static int
put_tag(struct fan_file *f)
{
	struct buf b = buf_make(TAG_MAX + 64);
	int fd, rc = -1;

	if (fdatasync(f->fd) != 0)
		return -1;
	f->safe = f->size;
	buf_printf(&b, "%s\n%llu", f->version, (unsigned long long)f->safe);
	fd = beneath_renew(f->folder, f->tag, MODE);
	if (fd >= 0)
		rc = fd_write_all(fd, b.data, b.len);
	if (fd >= 0 && close(fd) != 0)
		rc = -1;
	buf_free(&b);
	return rc;
}

/* Ask for the rest, if the server still has the same. */
static void
make_request(struct fan_file *f)
{
	struct buf b = buf_make(1 << 10);
	size_t n = 0;

	f->headers[n++] = mem_str("Accept-Encoding: identity");
	if (f->size > 0) {
		buf_printf(&b, "Range: bytes=%llu-",
		    (unsigned long long)f->size);
		f->headers[n++] = buf_take(&b);
		buf_printf(&b, "If-Range: %s", f->version);
		f->headers[n++] = buf_take(&b);
	}
	f->http.headers = f->headers;
	f->http.nheaders = n;
}

static void
free_request(struct fan_file *f)
{
	size_t i;

	for (i = 0; i < LEN(f->headers); i++) {
		mem_free(f->headers[i]);
		f->headers[i] = NULL;
	}
}

static int
open_part(struct fan_file *f, struct error *e)
{
	struct stat st, now;

	f->fd = beneath_lock(f->folder, f->part, MODE);
	if (f->fd < 0 || fstat(f->fd, &st) != 0)
		return failed(f, e);
	/* Who had the lock may have given the part its name meanwhile. */
	if (flock(f->fd, LOCK_EX | LOCK_NB) != 0 ||
	    beneath_stat(f->folder, f->part, &now) != 0 ||
	    now.st_ino != st.st_ino || now.st_dev != st.st_dev) {
		error_set(e, ERROR_TEMPORARY, "another run saves '%s'",
		    f->name);
		return -1;
	}
	/* What it wrote between is in it, too. */
	if (fstat(f->fd, &st) != 0)
		return failed(f, e);
	read_tag(f, (uint64_t)st.st_size);
	f->size = f->version[0] != '\0' ? f->safe : 0;
	make_request(f);
	return 0;
}

struct fan_file *
fan_file_open(int folder, const char *id, size_t id_len, const char *link,
    struct error *e)
{
	struct fan_file *f = mem_new(1, sizeof(*f));
	struct stat st;
	int rc = 0;

	f->folder = folder;
	f->fd = -1;
	f->total = UNKNOWN;
	f->name = make_name(id, id_len, link, e);
	if (f->name == NULL) {
		mem_free(f);
		return NULL;
	}
	f->part = beside(f->name, ".part");
	f->tag = beside(f->name, ".tag");
	if (beneath_stat(folder, f->name, &st) != 0) {
		rc = errno == ENOENT ? open_part(f, e) : failed(f, e);
	} else if (!S_ISREG(st.st_mode)) {
		errno = ENXIO;
		rc = failed(f, e);
	} else {
		f->whole = true;
		f->size = (uint64_t)st.st_size;
	}
	if (rc == 0)
		return f;
	fan_file_close(f);
	return NULL;
}

bool
fan_file_is_whole(const struct fan_file *f)
{
	return f->whole;
}

const struct http_request *
fan_file_request(const struct fan_file *f)
{
	return &f->http;
}

/* A header's value as text, or "" when it is too long or not there. */
static void
take_header(const struct buf *headers, const char *name, char *to, size_t cap)
{
	struct engine_response r = { .headers = *headers };
	char *value = engine_response_header(&r, name);
	size_t len = value != NULL ? strlen(value) : 0;

	if (len >= cap)
		len = 0;
	if (len > 0)
		memcpy(to, value, len);
	to[len] = '\0';
	mem_free(value);
}

/* "bytes FROM-LAST/TOTAL": where the rest begins, and how much there is. */
static bool
read_range(const char *s, uint64_t *from, uint64_t *total)
{
	const char *dash = strchr(s, '-'), *slash = strchr(s, '/');

	return strncmp(s, "bytes ", 6) == 0 && dash != NULL && slash != NULL &&
	    num_u64(s + 6, (size_t)(dash - s - 6), 0, INT64_MAX, from) &&
	    num_u64(slash + 1, strlen(slash + 1), 0, INT64_MAX, total);
}

/* An answer begins: where its bytes go. */
static bool
begin(struct fan_file *f, int status, const struct buf *headers)
{
	char version[TAG_MAX], text[TAG_MAX];
	uint64_t from = 0;

	/* Others speak of the file, or of nothing (202, 204). */
	if (status != 200 && status != 206) {
		error_set(&f->why, ERROR_FAILED,
		    "an answer of status %d is not the file", status);
		return false;
	}
	take_header(headers, "ETag", version, sizeof(version));
	f->total = UNKNOWN;
	if (status == 206) {
		take_header(headers, "Content-Range", text, sizeof(text));
		if (!read_range(text, &from, &f->total) ||
		    strcmp(version, f->version) != 0 || from > f->size ||
		    (from > 0 && version[0] == '\0')) {
			error_set(&f->why, ERROR_FAILED,
			    "the rest of '%s' is not that of what is there",
			    f->name);
			f->version[0] = '\0';
			(void)beneath_unlink(f->folder, f->tag);
			return false;
		}
	} else {
		take_header(headers, "Content-Length", text, sizeof(text));
		if (!num_u64(text, strlen(text), 0, INT64_MAX, &f->total))
			f->total = UNKNOWN;
		/* One that is only alike (W/) tells no bytes. */
		(void)snprintf(f->version, sizeof(f->version), "%s",
		    version[0] == '"' ? version : "");
	}
	f->size = from;
	if (ftruncate(f->fd, (off_t)from) == 0 &&
	    lseek(f->fd, (off_t)from, SEEK_SET) >= 0 && put_tag(f) == 0)
		return true;
	(void)failed(f, &f->why);
	return false;
}

bool
fan_file_put(struct fan_file *f, int status, const struct buf *headers,
    bool first, const void *data, size_t n)
{
	if (first && !begin(f, status, headers))
		return false;
	if (fd_write_all(f->fd, data, n) != 0) {
		(void)failed(f, &f->why);
		return false;
	}
	f->size += n;
	if (f->size - f->safe < SAFE_EVERY || put_tag(f) == 0)
		return true;
	(void)failed(f, &f->why);
	return false;
}

int
fan_file_check(struct fan_file *f, const struct engine_response *r,
    struct error *e)
{
	/* Of a file of no bytes no piece came. */
	if (r->sunk == 0 && !fan_file_put(f, r->status, &r->headers,
		true, "", 0)) {
		*e = f->why;
		return -1;
	}
	if (f->total == UNKNOWN && !r->framed) {
		error_set(e, ERROR_FAILED,
		    "nothing says how long the file is, which may be cut");
		return -1;
	}
	if (f->total == UNKNOWN || f->size == f->total)
		return 0;
	error_set(e, ERROR_TEMPORARY, "the file has %llu bytes of %llu",
	    (unsigned long long)f->size, (unsigned long long)f->total);
	return -1;
}

int
fan_file_finish(struct fan_file *f, struct error *e)
{
	if (f->whole)
		return 0;
	if (fsync(f->fd) != 0 ||
	    beneath_rename(f->folder, f->part, f->folder, f->name) != 0 ||
	    fsync(f->folder) != 0)
		return failed(f, e);
	(void)beneath_unlink(f->folder, f->tag);
	f->whole = true;
	return 0;
}

const struct error *
fan_file_error(const struct fan_file *f)
{
	return f->why.kind != ERROR_NONE ? &f->why : NULL;
}

void
fan_file_forget(struct fan_file *f)
{
	free_request(f);
	f->size = 0;
	f->version[0] = '\0';
	f->why = (struct error){ 0 };
	make_request(f);
}

void
fan_file_describe(const struct fan_file *f, struct buf *out)
{
	struct json_writer w = { .out = out };

	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "file", f->name);
	json_writer_int(&w, "bytes", (int64_t)f->size);
	json_writer_close(&w, '}');
}

void
fan_file_close(struct fan_file *f)
{
	if (f == NULL)
		return;
	/* What cannot be made safe is asked for again. */
	if (f->fd >= 0 && !f->whole && f->version[0] != '\0')
		(void)put_tag(f);
	if (f->fd >= 0)
		(void)close(f->fd);
	free_request(f);
	mem_free(f->name);
	mem_free(f->part);
	mem_free(f->tag);
	mem_free(f);
}
