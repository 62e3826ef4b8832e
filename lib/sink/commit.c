/* commit: the list of what publishing a folder consists of; see commit.h. */
#include "sink/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "io/fd.h"
#include "sink/commit_link.h"

#define LIST_NEW COMMIT_LIST ".new"

/* What a step must find on disk: all steps of the phases before its own. */
enum phase {
	PHASE_FILES,
	PHASE_LINKS,
	PHASE_THEN,
	PHASE_MANIFEST,
};

/* Where a list is being carried out. */
struct place {
	int dir;
	int hidden;
	int stage; /* -1: there is none (left) */
	const char *path;
	struct map subs;  /* folders in dir whose entries changed */
	struct map marks; /* that no file may hold which a "next" passes */
	struct map left;  /* tables whose links could not be made */
	enum phase phase;
};

int
commit_flush(int dir, const char *path, struct error *e)
{
	if (fsync(dir) == 0 || errno == EINVAL || errno == EROFS)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot flush '%s'", path);
	return -1;
}

int
commit_failed(
    const char *path, const char *what, const char *name, struct error *e)
{
	error_errno(e, ERROR_OUTPUT, "cannot %s '%s%s%s'", what, path,
	    name[0] != '\0' ? "/" : "", name);
	return -1;
}

int
commit_check(const char *path, const char *name, const char *header,
    const char *text, struct error *e)
{
	size_t kind = strcspn(header, " ") + 1, digits;

	if (strncmp(text, header, strlen(header)) == 0)
		return 0;
	digits = strncmp(text, header, kind) == 0 ?
		strspn(text + kind, "0123456789") : 0;
	if (digits > 0 && digits < 10 && text[kind + digits] == '\n')
		error_set(e, ERROR_USAGE,
		    "'%s/%s/%s' is of version %.*s, which this program does "
		    "not know: use the newer one that wrote it",
		    path, COMMIT_HIDDEN, name, (int)digits, text + kind);
	else
		error_set(e, ERROR_OUTPUT, "'%s/%s/%s' is damaged", path,
		    COMMIT_HIDDEN, name);
	return -1;
}

int
commit_write(int hidden, const char *path, const struct buf *list,
    bool *listed, struct error *e)
{
	struct place at = { .path = path };
	int fd = openat(
	    hidden, LIST_NEW, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok;

	*listed = false;
	if (fd < 0)
		return commit_failed(at.path, "make",
		    COMMIT_HIDDEN "/" LIST_NEW, e);
	ok = fd_write_all(fd, list->data, list->len) == 0 && fsync(fd) == 0;
	if (close(fd) != 0 || !ok) {
		(void)commit_failed(at.path, "write",
		    COMMIT_HIDDEN "/" LIST_NEW, e);
		(void)unlinkat(hidden, LIST_NEW, 0);
		return -1;
	}
	if (renameat(hidden, LIST_NEW, hidden, COMMIT_LIST) != 0)
		return commit_failed(at.path, "rename",
		    COMMIT_HIDDEN "/" LIST_NEW, e);
	*listed = true;
	return commit_flush(hidden, path, e);
}

/* The list is ours alone, so what it should not hold is damage. */
static int
damaged(const struct place *at, struct error *e)
{
	error_set(e, ERROR_OUTPUT, "the commit list '%s/%s/%s' is damaged",
	    at->path, COMMIT_HIDDEN, COMMIT_LIST);
	return -1;
}

/* Remember the folders that name is in, below the output folder. */
static void
note_subs(struct place *at, const char *name)
{
	const char *slash = name;

	while ((slash = strchr(slash, '/')) != NULL) {
		(void)map_add(&at->subs, name, (size_t)(slash - name), NULL);
		slash++;
	}
}

/* Make the folders that name is in. */
static int
make_subs(const struct place *at, const char *name, struct error *e)
{
	const char *slash = name;
	char sub[PATH_MAX];

	while ((slash = strchr(slash, '/')) != NULL) {
		if ((size_t)(slash - name) >= sizeof(sub))
			return damaged(at, e);
		memcpy(sub, name, (size_t)(slash - name));
		sub[slash - name] = '\0';
		if (mkdirat(at->dir, sub, 0777) != 0 && errno != EEXIST)
			return commit_failed(at->path, "make folder", sub, e);
		slash++;
	}
	return 0;
}

/* Give the staged file its name, unless that has been done. */
static int
rename_staged(struct place *at, const char *number, int dir, const char *name,
    struct error *e)
{
	if (at->stage >= 0 && renameat(at->stage, number, dir, name) == 0)
		return 0;
	if (at->stage >= 0 && errno != ENOENT)
		return commit_failed(at->path, "put in place", name, e);
	if (faccessat(dir, name, F_OK, 0) != 0)
		return commit_failed(at->path, "put in place", name, e);
	return 0;
}

static int
remove_file(struct place *at, const char *name, struct error *e)
{
	if (unlinkat(at->dir, name, 0) != 0 && errno != ENOENT &&
	    errno != ENOTDIR)
		return commit_failed(at->path, "remove", name, e);
	note_subs(at, name);
	return 0;
}

/* Flush the folders that changed; those left empty go. */
static int
flush_changes(struct place *at, struct error *e)
{
	size_t i;
	int sub, rc = 0;

	for (i = 0; i < at->subs.n && rc == 0; i++) {
		const char *name = at->subs.entries[i].key;

		if (unlinkat(at->dir, name, AT_REMOVEDIR) == 0)
			continue;
		sub = openat(at->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (sub < 0 && (errno == ENOENT || errno == ENOTDIR))
			continue;
		if (sub < 0)
			return commit_failed(at->path, "open", name, e);
		rc = commit_flush(sub, name, e);
		(void)close(sub);
	}
	map_reset(&at->subs);
	return rc == 0 ? commit_flush(at->dir, at->path, e) : -1;
}

/* Split "number name"; NULL when it is not that. */
static char *
split(char *rest)
{
	char *name = strchr(rest, ' ');

	if (name != NULL)
		*name++ = '\0';
	return name;
}

/* The table that a name belongs to: its folder. */
static size_t
table_len(const char *name)
{
	return strcspn(name, "/");
}

static bool
is_left_out(const struct place *at, const char *name)
{
	return map_find(&at->left, name, table_len(name)) != MAP_NONE;
}

/* Before the first step of a phase, what came before it is on disk. */
static int
enter(struct place *at, enum phase phase, struct error *e)
{
	if (at->phase >= phase)
		return 0;
	at->phase = phase;
	return flush_changes(at, e);
}

/* How a link stands; its name is changed to the one that is meant. */
static struct link_step
link_step(const struct place *at, char *number, char *name, bool next)
{
	return (struct link_step){ at->stage, number, at->dir, name,
		next ? &at->marks : NULL };
}

/* Take one of the steps that are "KEYWORD NUMBER NAME". */
static int
step_named(struct place *at, const char *keyword, char *number, char *name,
    struct error *e)
{
	bool next = strcmp(keyword, "next") == 0;
	bool renames = !next && strcmp(keyword, "link") != 0;
	struct link_step link = link_step(at, number, name, next);
	enum link_state state = LINK_FREE;

	if (is_left_out(at, name))
		return 0;
	/* Flushed first: it takes folders away that are still empty. */
	if (strcmp(keyword, "then") == 0 && enter(at, PHASE_THEN, e) != 0)
		return -1;
	if (!renames && enter(at, PHASE_LINKS, e) != 0)
		return -1;
	if (make_subs(at, name, e) != 0)
		return -1;
	note_subs(at, name);
	if (renames)
		return rename_staged(at, number, at->dir, name, e);
	if (link_take(&link, &state, e) != 0)
		return -1;
	if (state == LINK_TAKEN)
		(void)map_add(&at->left, name, table_len(name), NULL);
	return 0;
}

/* Put the manifest in place that is meant for what has been done. */
static int
step_manifest(struct place *at, char *number, bool meant, struct error *e)
{
	if (!meant)
		return 0;
	/* It must not speak of what is not there. */
	if (enter(at, PHASE_MANIFEST, e) != 0)
		return -1;
	return rename_staged(at, number, at->hidden, COMMIT_MANIFEST, e);
}

/* Take one step, a line without its LF.  1 at "end". */
static int
step(struct place *at, char *line, struct error *e)
{
	static const char *const named[] = { "rename", "link", "next", "then" };
	char *rest = split(line), *name;
	size_t i;

	if (rest == NULL)
		return strcmp(line, "end") == 0 ? 1 : damaged(at, e);
	if (strcmp(line, "mark") == 0)
		return 0;
	if (strcmp(line, "remove") == 0)
		return remove_file(at, rest, e);
	if (strcmp(line, "manifest") == 0)
		return step_manifest(at, rest, at->left.n == 0, e);
	if (strcmp(line, "partly") == 0)
		return step_manifest(at, rest, at->left.n > 0, e);
	for (i = 0; i < LEN(named); i++)
		if (strcmp(line, named[i]) == 0 && (name = split(rest)) != NULL)
			return step_named(at, line, rest, name, e);
	return damaged(at, e);
}

/* Look at a line for what carry_out() must know before the first step. */
static int
look(struct place *at, char *line, bool *done, char **taken, struct error *e)
{
	char *rest = split(line), *name = NULL;
	bool next = strcmp(line, "next") == 0;
	enum link_state state;
	struct link_step link;

	if (rest != NULL && strcmp(line, "mark") == 0)
		(void)map_add(&at->marks, rest, strlen(rest), NULL);
	if (rest != NULL && (next || strcmp(line, "link") == 0))
		name = split(rest);
	if (name == NULL)
		return 0;
	link = link_step(at, rest, name, next);
	if (link_look(&link, &state, e) != 0)
		return -1;
	*done |= state == LINK_DONE;
	if (state == LINK_TAKEN && *taken == NULL)
		*taken = mem_str(name);
	return 0;
}

/* Whether every link can be made, or is: a list without one is not begun. */
static int
look_ahead(struct place *at, const struct buf *text, struct commit_end *end,
    struct error *e)
{
	char *copy = mem_dup((const char *)text->data, text->len);
	char *line = copy, *lf;
	bool done = false;
	int rc = 0;

	while (rc == 0 && (lf = strchr(line, '\n')) != NULL) {
		*lf = '\0';
		rc = look(at, line, &done, &end->taken, e);
		line = lf + 1;
	}
	end->dropped = end->taken != NULL && !done;
	mem_free(copy);
	return rc;
}

/* Take the steps of a list, behind its first line. */
static int
take_steps(struct place *at, char *line, struct error *e)
{
	char *lf;
	int rc = 0;

	while (rc == 0) {
		lf = strchr(line, '\n');
		if (lf == NULL)
			return damaged(at, e);
		*lf = '\0';
		rc = step(at, line, e);
		line = lf + 1;
	}
	return rc < 0 || flush_changes(at, e) != 0 ? -1 : 0;
}

static int
carry_out(struct place *at, const struct buf *text, struct commit_end *end,
    struct error *e)
{
	size_t header = strlen(COMMIT_HEADER);

	if (commit_check(at->path, COMMIT_LIST, COMMIT_HEADER,
		(const char *)text->data, e) != 0)
		return -1;
	if (look_ahead(at, text, end, e) != 0 ||
	    (!end->dropped &&
		take_steps(at, (char *)text->data + header, e) != 0) ||
	    commit_flush(at->hidden, at->path, e) != 0)
		return -1;
	if (at->left.n > 0 && end->taken == NULL)
		end->taken = mem_str(at->left.entries[0].key);
	if (unlinkat(at->hidden, COMMIT_LIST, 0) != 0 && errno != ENOENT)
		return commit_failed(at->path, "remove",
		    COMMIT_HIDDEN "/" COMMIT_LIST, e);
	return commit_flush(at->hidden, at->path, e);
}

int
commit_carry_out(int dir, int hidden, const char *path, struct commit_end *end,
    struct error *e)
{
	struct place at = { .dir = dir, .hidden = hidden, .path = path };
	struct buf text = buf_make(COMMIT_MAX);
	int fd = openat(hidden, COMMIT_LIST, O_RDONLY | O_CLOEXEC), rc;

	memset(end, 0, sizeof(*end));
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return commit_failed(at.path, "open",
		    COMMIT_HIDDEN "/" COMMIT_LIST, e);
	rc = fd_slurp(fd, "the commit list", &text, e);
	(void)close(fd);
	at.stage =
	    openat(hidden, COMMIT_STAGE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Taken for one that has gone, its files would pass for published. */
	if (rc == 0 && at.stage < 0 && errno != ENOENT)
		rc = commit_failed(at.path, "open",
		    COMMIT_HIDDEN "/" COMMIT_STAGE, e);
	buf_byte(&text, 0);
	if (rc == 0)
		rc = carry_out(&at, &text, end, e);
	if (at.stage >= 0)
		(void)close(at.stage);
	map_free(&at.subs);
	map_free(&at.marks);
	map_free(&at.left);
	buf_free(&text);
	return rc;
}
