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
			    "%s holds more than %zu bytes, which is no key",
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

/* systemd's folder of credentials for this service; NULL with no error. */
static char *
read_credential(const char *name, struct error *e)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	struct buf b = buf_make(1 << 16);
	char *path, *key = NULL;
	int fd;

	if (dir == NULL || name == NULL)
		return NULL;
	buf_printf(&b, "%s/%s", dir, name);
	path = buf_take(&b);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	mem_free(path);
	if (fd < 0)
		return NULL;
	key = read_key(fd, "the credential", e);
	(void)close(fd);
	return key;
}

static char *
find_key(const struct desc *d, const struct key_sources *from, char **env,
    char warning[256], struct error *e)
{
	struct buf b = buf_make(KEY_MAX);
	char *key;

	if (from->file != NULL && from->command != NULL) {
		error_set(e, ERROR_USAGE,
		    "--key-file and --key-command exclude each other");
		return NULL;
	}
	if (from->file != NULL)
		return read_file(from->file, warning, e);
	if (from->command != NULL)
		return read_command(from->command, e);
	if (*env != NULL && **env != '\0') {
		buf_str(&b, *env);
		return take_key(&b, d->key_env, e);
	}
	key = read_credential(d->credential, e);
	if (key == NULL && e->kind == ERROR_NONE)
		error_set(e, ERROR_AUTH,
		    "no API key: set %s, or give --key-file FILE%s%s",
		    d->key_env != NULL ? d->key_env : "the key's variable",
		    d->auth_advice != NULL ? "; " : "",
		    d->auth_advice != NULL ? d->auth_advice : "");
	return key;
}

char *
key_read(const struct desc *d, const struct key_sources *from,
    char warning[256], struct error *e)
{
	char *env = d->key_env != NULL ? take_variable(d->key_env) : NULL;
	char *key = NULL;

	warning[0] = '\0';
	*e = (struct error){ 0 };
	if (d->auth != DESC_AUTH_NONE)
		key = find_key(d, from, &env, warning, e);
	key_free(env);
	return key;
}
