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
#include "io/beneath.h"
#include "io/fd.h"
#include "sink/commit_link.h"
#include "sink/commit_list.h"
#include "sink/flush_many.h"
#include "sink/trust.h"

#define LIST_NEW HIDDEN_LIST ".new"

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
commit_write(int hidden, const char *path, const struct buf *list,
    bool *listed, struct error *e)
{
	struct place at = { .path = path };
	int fd = beneath_renew(hidden, LIST_NEW, HIDDEN_MODE);
	bool ok;

	*listed = false;
	if (fd < 0)
		return hidden_failed(at.path, "make",
		    HIDDEN_FOLDER "/" LIST_NEW, e);
	ok = fd_write_all(fd, list->data, list->len) == 0 && fsync(fd) == 0;
	if (close(fd) != 0 || !ok) {
		(void)hidden_failed(at.path, "write",
		    HIDDEN_FOLDER "/" LIST_NEW, e);
		(void)unlinkat(hidden, LIST_NEW, 0);
		return -1;
	}
	/* The stage must not be lost when the list is kept. */
	if (hidden_flush(hidden, path, e) != 0)
		return -1;
	if (renameat(hidden, LIST_NEW, hidden, HIDDEN_LIST) != 0)
		return hidden_failed(at.path, "rename",
		    HIDDEN_FOLDER "/" LIST_NEW, e);
	*listed = true;
	return hidden_flush(hidden, path, e);
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
		if ((size_t)(slash - name) >= sizeof(sub)) {
			errno = ENAMETOOLONG;
			return hidden_failed(at->path, "make", name, e);
		}
		memcpy(sub, name, (size_t)(slash - name));
		sub[slash - name] = '\0';
		if (beneath_mkdir(at->dir, sub, 0777) != 0)
			return hidden_failed(at->path, "make folder", sub, e);
		slash++;
	}
	return 0;
}

/* Give the staged file its name, unless that has been done. */
static int
rename_staged(struct place *at, const char *number, int dir, const char *name,
    struct error *e)
{
	struct stat st;

	if (at->stage >= 0 &&
	    beneath_rename(at->stage, number, dir, name) == 0)
		return 0;
	if (at->stage >= 0 && errno != ENOENT)
		return hidden_failed(at->path, "put in place", name, e);
	if (beneath_stat(dir, name, &st) != 0)
		return hidden_failed(at->path, "put in place", name, e);
	return 0;
}

static int
remove_file(struct place *at, const char *name, struct error *e)
{
	if (beneath_unlink(at->dir, name) != 0 && errno != ENOENT &&
	    errno != ENOTDIR)
		return hidden_failed(at->path, "remove", name, e);
	note_subs(at, name);
	return 0;
}

/* Some folders below an output folder. */
struct subs {
	const struct place *at;
	const struct map *names;
};

/* Flush a folder below, if it is (still) there. */
static int
flush_sub(void *arg, size_t i, struct error *e)
{
	const struct subs *subs = arg;
	const struct place *at = subs->at;
	const char *name = subs->names->entries[i].key;
	int sub = beneath_folder(at->dir, name), rc;

	if (sub < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (sub < 0)
		return hidden_failed(at->path, "open", name, e);
	rc = hidden_flush(sub, name, e);
	(void)close(sub);
	return rc;
}

/* Flush the folders that changed; those left empty go. */
static int
flush_changes(struct place *at, struct error *e)
{
	struct subs subs = { at, &at->subs };
	size_t i;
	int rc;

	for (i = 0; i < at->subs.n; i++)
		(void)beneath_rmdir(at->dir, at->subs.entries[i].key);
	rc = flush_many(at->subs.n, flush_sub, &subs, e);
	map_reset(&at->subs);
	return rc == 0 ? hidden_flush(at->dir, at->path, e) : -1;
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
link_step(const struct place *at, const struct commit_step *s)
{
	return (struct link_step){ at->stage, s->number, at->dir, s->name,
		s->kind == COMMIT_DO_NEXT ? &at->marks : NULL };
}

static bool
is_link(const struct commit_step *s)
{
	return s->kind == COMMIT_DO_LINK || s->kind == COMMIT_DO_NEXT;
}

/* Take one of the steps that give a staged file its name. */
static int
step_named(struct place *at, const struct commit_step *s, struct error *e)
{
	struct link_step link = link_step(at, s);
	enum link_state state = LINK_FREE;

	if (is_left_out(at, s->name))
		return 0;
	/* Flushed first: it takes folders away that are still empty. */
	if (s->kind == COMMIT_DO_THEN && enter(at, PHASE_THEN, e) != 0)
		return -1;
	if (is_link(s) && enter(at, PHASE_LINKS, e) != 0)
		return -1;
	if (make_subs(at, s->name, e) != 0)
		return -1;
	note_subs(at, s->name);
	if (!is_link(s))
		return rename_staged(at, s->number, at->dir, s->name, e);
	if (link_take(&link, &state, e) != 0)
		return -1;
	if (state == LINK_TAKEN)
		(void)map_add(&at->left, s->name, table_len(s->name), NULL);
	return 0;
}

/* Put the manifest in place that is meant for what has been done. */
static int
step_manifest(struct place *at, const struct commit_step *s, struct error *e)
{
	if ((s->kind == COMMIT_DO_PARTLY) != (at->left.n > 0))
		return 0;
	/* It must not speak of what is not there. */
	if (enter(at, PHASE_MANIFEST, e) != 0)
		return -1;
	return rename_staged(at, s->number, at->hidden, HIDDEN_MANIFEST, e);
}

static int
step(struct place *at, const struct commit_step *s, struct error *e)
{
	switch (s->kind) {
	case COMMIT_DO_MARK:
		return 0;
	case COMMIT_DO_REMOVE:
		return remove_file(at, s->name, e);
	case COMMIT_DO_MANIFEST:
	case COMMIT_DO_PARTLY:
		return step_manifest(at, s, e);
	default:
		return step_named(at, s, e);
	}
}

int
commit_look_ahead(struct commit_list *list, int dir, int stage,
    struct map *marks, struct commit_end *end, struct error *e)
{
	struct place at = { .dir = dir, .stage = stage };
	enum link_state state;
	struct link_step link;
	struct commit_step s;
	bool done = false;
	int rc = 0;

	commit_list_rewind(list);
	while (rc == 0 && commit_list_next(list, &s)) {
		if (s.kind == COMMIT_DO_MARK)
			(void)map_add(marks, s.name, strlen(s.name), NULL);
		if (!is_link(&s))
			continue;
		link = link_step(&at, &s);
		if (link.marks != NULL)
			link.marks = marks;
		rc = link_look(&link, &state, e);
		done |= rc == 0 && state == LINK_DONE;
		if (rc == 0 && state == LINK_TAKEN && end->taken == NULL)
			end->taken = mem_str(s.name);
	}
	end->dropped = end->taken != NULL && !done;
	return rc;
}

/*
 * Make the folders of all files and flush their entries, before anything is put
 * into them: a file that was moved into a folder is lost with it.
 */
static int
make_folders(const struct place *at, struct commit_list *list, struct error *e)
{
	struct map above = { 0 };
	struct commit_step s;
	const char *slash;
	bool any = false;
	struct subs subs = { at, &above };
	int rc = 0;

	commit_list_rewind(list);
	while (rc == 0 && commit_list_next(list, &s)) {
		if (s.number == NULL || s.name == NULL)
			continue;
		rc = make_subs(at, s.name, e);
		slash = strrchr(s.name, '/');
		any |= slash != NULL;
		while (slash != NULL &&
		    (slash = memrchr(s.name, '/', (size_t)(slash - s.name))) !=
			NULL)
			(void)map_add(
			    &above, s.name, (size_t)(slash - s.name), NULL);
	}
	if (rc == 0)
		rc = flush_many(above.n, flush_sub, &subs, e);
	map_free(&above);
	return rc == 0 && any ? hidden_flush(at->dir, at->path, e) : rc;
}

/* Take the steps of a list. */
static int
take_steps(struct place *at, struct commit_list *list, struct error *e)
{
	struct commit_step s;

	if (make_folders(at, list, e) != 0)
		return -1;
	commit_list_rewind(list);
	while (commit_list_next(list, &s))
		if (step(at, &s, e) != 0)
			return -1;
	return flush_changes(at, e);
}

static int
carry_out(struct place *at, struct commit_list *list, struct commit_end *end,
    struct error *e)
{
	if (commit_look_ahead(
		list, at->dir, at->stage, &at->marks, end, e) != 0 ||
	    (!end->dropped && take_steps(at, list, e) != 0) ||
	    hidden_flush(at->hidden, at->path, e) != 0)
		return -1;
	if (at->left.n > 0 && end->taken == NULL)
		end->taken = mem_str(at->left.entries[0].key);
	if (unlinkat(at->hidden, HIDDEN_LIST, 0) != 0 && errno != ENOENT)
		return hidden_failed(at->path, "remove",
		    HIDDEN_FOLDER "/" HIDDEN_LIST, e);
	return hidden_flush(at->hidden, at->path, e);
}

int
commit_open_stage(int dir, int hidden, const char *path, int *stage,
    struct error *e)
{
	*stage = beneath_folder(hidden, HIDDEN_STAGE);
	/* Taken for one that has gone, its files would pass for published. */
	if (*stage < 0)
		return errno == ENOENT ? 0 :
		    hidden_failed(path, "open",
			HIDDEN_FOLDER "/" HIDDEN_STAGE, e);
	return dir < 0 ?
	    0 :
	    trust_check(dir, hidden, *stage, path, HIDDEN_STAGE, e);
}

int
commit_carry_out(int dir, int hidden, const char *path, struct commit_end *end,
    struct error *e)
{
	struct place at = { .dir = dir, .hidden = hidden, .path = path,
		.stage = -1 };
	struct commit_list list;
	int rc = commit_list_read(&list, dir, hidden, path, e);

	memset(end, 0, sizeof(*end));
	if (rc == 1) {
		rc = commit_open_stage(dir, hidden, path, &at.stage, e);
		if (rc == 0)
			rc = carry_out(&at, &list, end, e);
	}
	if (at.stage >= 0)
		(void)close(at.stage);
	map_free(&at.subs);
	map_free(&at.marks);
	map_free(&at.left);
	commit_list_free(&list);
	return rc;
}
