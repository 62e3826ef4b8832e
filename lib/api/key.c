/* key: where the API key comes from; see key.h. */
#include "api/key.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"

#define KEY_MAX ((size_t)64 << 10)

void
key_free(char *key)
{
	if (key != NULL)
		explicit_bzero(key, strlen(key));
	mem_free(key);
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What the buffer holds, without blanks around it; the buffer is wiped. */
static char *
take_key(struct buf *b, const char *source, struct error *e)
{
	size_t from = 0, to = b->len;
	char *key = NULL;

	while (from < to && is_blank(b->data[from]))
		from++;
	while (to > from && is_blank(b->data[to - 1]))
		to--;
	if (from == to)
		error_set(e, ERROR_AUTH, "%s holds no key", source);
	else if (memchr(b->data + from, '\0', to - from) != NULL)
		error_set(e, ERROR_AUTH, "the key in %s holds a NUL", source);
	else
		key = mem_dup((const char *)b->data + from, to - from);
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	buf_free(b);
	return key;
}

/* Read all of fd into a buffer that never moves, so that no copy is left. */
static char *
read_key(int fd, const char *source, struct error *e)
{
	struct buf b = buf_make(KEY_MAX + 1);
	uint8_t *room = buf_reserve(&b, KEY_MAX + 1);
	ssize_t got = 1;

	while (room != NULL && b.len <= KEY_MAX && got > 0) {
		got = fd_read(fd, b.data + b.len, KEY_MAX + 1 - b.len);
		if (got > 0)
			b.len += (size_t)got;
	}
	if (got < 0 || b.len > KEY_MAX) {
		if (got < 0)
			error_errno(e, ERROR_FAILED, "cannot read %s", source);
		else
			error_set(e, ERROR_AUTH,
			    "%s holds more than %zu bytes, which is not a key",
			    source, KEY_MAX);
		explicit_bzero(b.data, b.cap);
		buf_free(&b);
		return NULL;
	}
	return take_key(&b, source, e);
}

static char *
read_file(const char *path, char warning[256], struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *key;

	if (fd < 0) {
		error_errno(e, ERROR_AUTH, "cannot open key file '%s'", path);
		return NULL;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) != 0)
		(void)snprintf(warning, 256,
		    "others can read the key file '%.150s'; "
		    "chmod 600 keeps it yours",
		    path);
	key = read_key(fd, "the key file", e);
	(void)close(fd);
	return key;
}

/* In the child: what the command prints becomes our input. */
static NO_RETURN void
run_command(const char *command, int out)
{
	if (dup2(out, STDOUT_FILENO) < 0)
		_exit(127);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static char *
read_command(const char *command, struct error *e)
{
	int ends[2], status = 0;
	char *key;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		error_errno(e, ERROR_FAILED, "cannot run the key command");
		return NULL;
	}
	pid = fork();
	if (pid == 0)
		run_command(command, ends[1]);
	(void)close(ends[1]);
	if (pid < 0) {
		error_errno(e, ERROR_FAILED, "cannot run the key command");
		(void)close(ends[0]);
		return NULL;
	}
	key = read_key(ends[0], "what the key command prints", e);
	(void)close(ends[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (status == 0)
		return key;
	key_free(key);
	error_set(e, ERROR_AUTH, "the key command failed (%s %d)",
	    WIFEXITED(status) ? "status" : "signal",
	    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return NULL;
}

/* The variable's value, which is gone from the environment afterwards. */
static char *
take_variable(const char *name)
{
	char *value = getenv(name), *key;

	if (value == NULL)
		return NULL;
	key = mem_str(value);
	explicit_bzero(value, strlen(value));
	(void)unsetenv(name);
	return key;
}

char *
key_passphrase(void)
{
	return take_variable("AAI_CERT_PASSPHRASE");
}

/*
 * Open a file in systemd's folder of credentials for this service: -1 without
 * an error when there is none.  A link would lead out of the folder.
 */
static int
open_credential(const char *name, struct error *e)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	struct stat st;
	int at, fd;

	if (dir == NULL || *dir == '\0' || name == NULL)
		return -1;
	at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (at < 0)
		return -1;
	fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno != ENOENT)
		error_errno(e, ERROR_AUTH, "cannot open the credential '%s'",
		    name);
	(void)close(at);
	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	error_set(e, ERROR_AUTH, "the credential '%s' is not a regular file",
	    name);
	(void)close(fd);
	return -1;
}

static char *
read_credential(const char *name, struct key *k, struct error *e)
{
	int fd = open_credential(name, e);
	char *key;

	if (fd < 0)
		return NULL;
	key = read_key(fd, "the credential", e);
	(void)close(fd);
	if (key != NULL)
		(void)snprintf(k->source, sizeof(k->source),
		    "the credential '%.200s'", name);
	return key;
}

static bool
is_key(const struct desc *d, size_t i)
{
	return strcmp(d->secrets[i].name, "key") == 0;
}

/* The description's own variable, or NULL: it names none, or one of others. */
static const char *
own_variable(const struct desc *d, size_t i)
{
	const char *env = d->secrets[i].env;

	return env != NULL && desc_owns(d, env) ? env : NULL;
}

/* The file that the user names for it, or NULL. */
static const char *
named_file(const struct desc *d, size_t i, const struct key_sources *from)
{
	const char *name = d->secrets[i].name, *spelled;
	size_t k, n = strlen(name);

	for (k = 0; k < from->files.n; k++) {
		spelled = from->files.values[k];
		if (strncmp(spelled, name, n) == 0 && spelled[n] == '=')
			return spelled + n + 1;
	}
	return is_key(d, i) ? from->file : NULL;
}

static int
check_file(const struct desc *d, const struct key_sources *from, size_t at,
    struct error *e)
{
	const char *spelled = from->files.values[at];
	size_t i, n = strcspn(spelled, "=");

	for (i = 0; i < at; i++)
		if (strncmp(from->files.values[i], spelled, n + 1) == 0) {
			error_set(e, ERROR_USAGE,
			    "--secret %.*s is there twice", (int)n, spelled);
			return -1;
		}
	if (spelled[n] != '=' || spelled[n + 1] == '\0') {
		error_set(e, ERROR_USAGE, "--secret: NAME=FILE is wanted");
		return -1;
	}
	for (i = 0; i < d->nsecrets; i++)
		if (strlen(d->secrets[i].name) == n &&
		    strncmp(d->secrets[i].name, spelled, n) == 0)
			return 0;
	error_set(e, ERROR_USAGE, "--secret: %s has no secret '%.*s'", d->name,
	    (int)n, spelled);
	return -1;
}

int
key_check_sources(const struct desc *d, const struct key_sources *from,
    struct error *e)
{
	size_t i;
	int given = (from->file != NULL) + (from->command != NULL) +
	    (from->env != NULL);

	for (i = 0; i < from->files.n; i++) {
		if (check_file(d, from, i, e) != 0)
			return -1;
		given += strncmp(from->files.values[i], "key=", 4) == 0;
	}
	if (given <= 1)
		return 0;
	error_set(e, ERROR_USAGE,
	    "--key-file, --key-command, --key-env and --secret key=FILE "
	    "exclude each other");
	return -1;
}

void
key_advise(const struct desc *d, size_t i, struct buf *out)
{
	const struct desc_secret *s = &d->secrets[i];
	const char *variable = own_variable(d, i);

	if (d->own && variable != NULL) {
		buf_printf(out, "set %s", variable);
		return;
	}
	if (s->env != NULL && variable == NULL)
		buf_printf(out,
		    "%s names the variable %s, which does not begin with its "
		    "own name; give ", d->source, s->env);
	else if (variable != NULL || is_key(d, i))
		buf_printf(out, "set %s, or give ",
		    variable != NULL ? variable : "the key's variable");
	else
		buf_str(out, "give ");
	if (!is_key(d, i))
		buf_printf(out, "--secret %s=FILE", s->name);
	else if (s->env != NULL && variable == NULL)
		buf_printf(out,
		    "--key-file FILE, or --key-env %s if %s is to have what "
		    "is in it", s->env, d->name);
	else
		buf_str(out, "--key-file FILE");
	if (s->about != NULL)
		buf_printf(out, " (%s)", s->about);
}

static void
say_no_key(const struct desc *d, size_t i, const struct key_sources *from,
    struct error *e)
{
	struct buf advice = buf_make(1 << 10);
	char *s;

	if (is_key(d, i) && from->env != NULL) {
		error_set(e, ERROR_AUTH, "no API key: %s is not set",
		    from->env);
		return;
	}
	key_advise(d, i, &advice);
	s = buf_take(&advice);
	if (is_key(d, i))
		error_set(e, ERROR_AUTH, "no API key: %s%s%s", s,
		    d->auth_advice != NULL ? "; " : "",
		    d->auth_advice != NULL ? d->auth_advice : "");
	else
		error_set(e, ERROR_AUTH, "no secret '%s': %s",
		    d->secrets[i].name, s);
	mem_free(s);
}

/* From where it is, value being its variable's; NULL with or without *e. */
static char *
find_key(const struct desc *d, size_t i, const struct key_sources *from,
    const char *variable, const char *value, struct key *k, struct error *e)
{
	const char *file = named_file(d, i, from);
	struct buf b = buf_make(KEY_MAX);
	bool key = is_key(d, i);

	if (file != NULL)
		return read_file(file, k->warning, e);
	if (key && from->command != NULL)
		return read_command(from->command, e);
	if (value != NULL && *value != '\0') {
		(void)snprintf(k->source, sizeof(k->source),
		    key ? "the key in %.0s%.200s" : "the %.100s in %.100s",
		    d->secrets[i].name, variable);
		buf_str(&b, value);
		return take_key(&b, variable, e);
	}
	if (key && from->env != NULL)
		return NULL;
	return read_credential(d->secrets[i].credential, k, e);
}

int
key_read(const struct desc *d, size_t i, enum key_need need,
    const struct key_sources *from, struct key *k, struct error *e)
{
	const char *own = own_variable(d, i), *variable = own;
	char *value;

	if (is_key(d, i) && from->env != NULL)
		variable = from->env;
	value = variable != NULL ? take_variable(variable) : NULL;
	/* Wiped, too, where another is read. */
	if (variable != own && own != NULL)
		key_free(take_variable(own));
	*k = (struct key){ 0 };
	*e = (struct error){ 0 };
	if (need != KEY_UNUSED)
		k->value = find_key(d, i, from, variable, value, k, e);
	key_free(value);
	if (k->value == NULL && e->kind == ERROR_NONE && need == KEY_NEEDED)
		say_no_key(d, i, from, e);
	return e->kind == ERROR_NONE ? 0 : -1;
}

char *
key_again(const struct key_sources *from, struct error *e)
{
	return read_command(from->command, e);
}

void
key_close(struct key *k)
{
	key_free(k->value);
	*k = (struct key){ 0 };
}
