/* token_file: where a token is kept; see token_file.h. */
#include "api/token_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sha256.h"
#include "http/mask.h"
#include "io/fd.h"
#include "io/file.h"
#include "io/lock.h"
#include "json/decode.h"
#include "json/text.h"

#define FILE_MAX ((size_t)1 << 20)
#define VERSION	 1

/* How long another program may take to get a token. */
#define LOCK_MS 60000

/* The name's part of the usual place: what of the file system it may have. */
static void
put_name(struct buf *out, const char *name)
{
	size_t i;

	for (i = 0; i < 60 && name[i] != '\0'; i++)
		buf_byte(out, (name[i] >= 'a' && name[i] <= 'z') ||
				(name[i] >= 'A' && name[i] <= 'Z') ||
				(name[i] >= '0' && name[i] <= '9') ||
				name[i] == '-' ?
			(uint8_t)name[i] :
			'_');
}

/* What tells one account's base URL and parameters from another's. */
static void
put_digest(struct buf *out, const struct desc *d, const char *base_url,
    const struct request_params *params)
{
	struct buf b = buf_make(1 << 22);
	uint8_t digest[SHA256_SIZE];
	const char *value;
	size_t i;

	buf_printf(&b, "%s\n%s\n", d->name, base_url);
	for (i = 0; i < d->nparams; i++) {
		value = request_value(params, &d->params[i]);
		buf_printf(&b, "%s=%s\n", d->params[i].name,
		    value != NULL ? value : "");
	}
	sha256(b.data, b.len, digest);
	for (i = 0; i < 8; i++)
		buf_printf(out, "%02x", digest[i]);
	buf_free(&b);
}

char *
token_file_path(const struct desc *d, const char *base_url,
    const struct request_params *params)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct buf b = buf_make(1 << 16);

	if (state != NULL && state[0] == '/')
		buf_printf(&b, "%s/aai/token-", state);
	else if (home != NULL && home[0] == '/')
		buf_printf(&b, "%s/.local/state/aai/token-", home);
	else
		return NULL;
	put_name(&b, d->name);
	buf_byte(&b, '-');
	put_digest(&b, d, base_url, params);
	return buf_take(&b);
}

/* Make the folders that path names, for us alone. */
static int
make_folders(const char *path, struct error *e)
{
	char *s = mem_str(path), *slash = s;
	int rc = 0;

	while (rc == 0 && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(s, 0700) != 0 && errno != EEXIST)
			rc = -1;
		if (rc != 0)
			error_errno(e, ERROR_OUTPUT,
			    "cannot make the folder '%s'", s);
		*slash = '/';
	}
	mem_free(s);
	return rc;
}

static int
try_lock(void *arg)
{
	const int *fd = arg;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(*fd, F_SETLK, &lock) == 0)
		return 1;
	return errno == EACCES || errno == EAGAIN ? 0 : -1;
}

int
token_file_lock(const char *path, bool make, struct error *e)
{
	int fd;

	if (make && make_folders(path, e) != 0)
		return -1;
	fd = lock_open(path, O_NOFOLLOW, 0600);
	if (fd < 0) {
		error_errno(e, ERROR_OUTPUT, "cannot open '%s.lock'", path);
		return -1;
	}
	if (lock_wait(try_lock, &fd, LOCK_MS, path, e) == 0)
		return fd;
	if (e->kind == ERROR_TEMPORARY)
		error_set(e, ERROR_TEMPORARY,
		    "another program has been getting a token for a minute: "
		    "'%s.lock' is locked", path);
	(void)close(fd);
	return -1;
}

static int
take_text(struct json_decoder *l, size_t node, void *to)
{
	if (l->t->nodes[node].kind == JSON_NULL)
		return 0;
	return json_decode_str(l, node, to);
}

/* A few digits; anything longer is not ours. */
static int
take_digits(struct json_decoder *l, size_t node, char *to, size_t size)
{
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && strlen(s) < size;

	if (ok)
		memcpy(to, s, strlen(s) + 1);
	mem_free(s);
	return ok ? 0 : json_decode_wrong(l, "a few digits");
}

static int
take_salt(struct json_decoder *l, size_t node, void *to)
{
	return take_digits(l, node, to, ACCOUNT_SALT_MAX);
}

static int
take_account(struct json_decoder *l, size_t node, void *to)
{
	return take_digits(l, node, to, ACCOUNT_MAX);
}

static int
take_version(struct json_decoder *l, size_t node, void *to)
{
	int64_t v;

	(void)to;
	return json_i64(l->t, node, VERSION, VERSION, &v)
		   ? 0
		   : json_decode_wrong(l, "another version of this program");
}

static const struct json_decode_field fields[] = {
	JSON_DECODE_WHOLE("aai_token", take_version),
	JSON_DECODE_FIELD(token_grant, access, "access", take_text),
	JSON_DECODE_FIELD(token_grant, refresh, "refresh", take_text),
	JSON_DECODE_FIELD(token_grant, base_url, "base_url", take_text),
	JSON_DECODE_FIELD(token_grant, begun_s, "begun", json_decode_i64),
	JSON_DECODE_FIELD(token_grant, expires_s, "expires", json_decode_i64),
	JSON_DECODE_FIELD(token_grant, salt, "salt", take_salt),
	JSON_DECODE_FIELD(token_grant, account, "account", take_account),
	JSON_DECODE_FIELD(token_grant, chain, "chain", take_account),
	JSON_DECODE_FIELD(token_grant, login, "login", take_salt),
};

/* Ours alone to write, and ours alone to read, as what it holds is. */
static int
check_owner(int fd, const char *path, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		error_errno(e, ERROR_FAILED, "cannot look at '%s'", path);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
		error_set(e, ERROR_FAILED,
		    "the token file '%s' is not a regular file of yours", path);
	else if ((st.st_mode & 077) != 0)
		error_set(e, ERROR_FAILED,
		    "others can read or write the token file '%s'; chmod 600 "
		    "keeps it yours", path);
	else
		return 0;
	return -1;
}

static int
parse(const struct buf *text, const char *path, struct token_grant *g,
    struct error *e)
{
	struct json_tree tree = { 0 };
	struct json_decoder l = { .t = &tree, .e = e };
	int rc = json_parse(&tree, (const char *)text->data, text->len, 8, e);

	if (rc == 0)
		rc = json_decode_object(&l, 0, fields, LEN(fields), g);
	if (rc == 0 && g->salt[0] == '\0') {
		error_set(e, ERROR_FAILED, "'salt' is wanted");
		rc = -1;
	}
	json_tree_free(&tree);
	if (rc == 0)
		return 0;
	token_grant_free(g);
	e->kind = ERROR_FAILED;
	error_prefix(e, "'%s' is not a token file", path);
	return -1;
}

int
token_file_read(const char *path, struct token_grant *g, struct error *e)
{
	struct buf text = buf_make(FILE_MAX + 1);
	ssize_t got = 1;
	int fd, rc = -1;

	*g = (struct token_grant){ 0 };
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		error_errno(e, ERROR_FAILED, "cannot open the token file '%s'",
		    path);
		return -1;
	}
	if (check_owner(fd, path, e) == 0 &&
	    buf_reserve(&text, FILE_MAX + 1) != NULL) {
		while (got > 0 && text.len <= FILE_MAX) {
			got = fd_read(fd, text.data + text.len,
			    FILE_MAX + 1 - text.len);
			text.len += got > 0 ? (size_t)got : 0;
		}
		if (got < 0)
			error_errno(e, ERROR_FAILED, "cannot read '%s'", path);
		else if (text.len > FILE_MAX)
			error_set(e, ERROR_FAILED,
			    "'%s' is too large to be a token file", path);
		else
			rc = parse(&text, path, g, e);
		mask_wipe(text.data, text.cap);
	}
	(void)close(fd);
	buf_free(&text);
	return rc == 0 ? 1 : -1;
}

static void
put_text(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_printf(out, ",\"%s\":", name);
	json_quote(value, strlen(value), out);
}

int
token_file_write(const char *path, const struct token_grant *g,
    struct error *e)
{
	struct buf b = buf_make(FILE_MAX);
	struct stat st;
	mode_t mask;
	int rc = -1;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		error_set(e, ERROR_OUTPUT,
		    "the token file '%s' is not a regular file", path);
		return -1;
	}
	if (buf_reserve(&b, FILE_MAX / 2) == NULL)
		return -1;
	buf_printf(&b, "{\"aai_token\":%d", VERSION);
	put_text(&b, "salt", g->salt);
	put_text(&b, "account", g->account);
	put_text(&b, "chain", g->chain);
	put_text(&b, "login", g->login);
	put_text(&b, "access", g->access);
	put_text(&b, "refresh", g->refresh);
	put_text(&b, "base_url", g->base_url);
	buf_printf(&b, ",\"begun\":%lld,\"expires\":%lld}\n",
	    (long long)g->begun_s, (long long)g->expires_s);
	if (b.failed) {
		error_set(e, ERROR_OUTPUT, "the token is too long to keep");
	} else {
		mask = umask(077);
		rc = file_replace(path, b.data, b.len, true, e);
		(void)umask(mask);
		if (rc == 0)
			rc = file_flush_above(path, e);
	}
	mask_wipe(b.data, b.cap);
	buf_free(&b);
	return rc;
}

static void
wipe(char **s)
{
	if (*s != NULL)
		mask_wipe(*s, strlen(*s));
	mem_free(*s);
	*s = NULL;
}

void
token_grant_free(struct token_grant *g)
{
	wipe(&g->access);
	wipe(&g->refresh);
	mem_free(g->base_url);
	*g = (struct token_grant){ 0 };
}
