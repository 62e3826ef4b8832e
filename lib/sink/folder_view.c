/* folder_view: an output folder as a reader sees it; see folder_view.h. */
#include "sink/folder_view.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "sink/commit.h"
#include "sink/commit_link.h"
#include "sink/hidden.h"

/* Files of a folder may be looked at by who may not list it. */
#ifdef O_PATH
#define O_LOOK (O_PATH | O_DIRECTORY | O_CLOEXEC)
#else
#define O_LOOK (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

/* A staged file, and how it is known again. */
struct folder_view_file {
	char number[COMMIT_DIGITS + 1];
	bool there;
	struct stat st; /* if there */
};

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	    a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* What becomes of a name; see struct folder_view. */
static void
set_name(struct folder_view *v, const char *name, uint64_t value)
{
	size_t at = map_add(&v->names, name, strlen(name), NULL);

	v->names.entries[at].value = value;
}

/* Know the staged file that the step speaks of: its number, from 1. */
static size_t
add_staged(struct folder_view *v, const struct commit_step *s)
{
	struct folder_view_file *f;

	v->staged = mem_grow(
	    v->staged, &v->staged_cap, v->nstaged + 1, sizeof(*v->staged));
	f = &v->staged[v->nstaged++];
	memcpy(f->number, s->number, strlen(s->number) + 1);
	f->there = beneath_stat(v->stage, f->number, &f->st) == 0 &&
	    S_ISREG(f->st.st_mode);
	return v->nstaged;
}

/* What a list is looked through with. */
struct looking {
	struct folder_view *v;
	struct map marks;
	struct map left; /* tables whose links cannot be made */
};

/* Take in a step that gives a staged file its name. */
static int
take_named(struct looking *w, const struct commit_step *s, struct error *e)
{
	bool next = s->kind == COMMIT_DO_NEXT;
	struct link_step link = { w->v->stage, s->number, w->v->dir, s->name,
		next ? &w->marks : NULL };
	enum link_state state = LINK_FREE;
	size_t table = strcspn(s->name, "/");

	if (map_find(&w->left, s->name, table) != MAP_NONE)
		return 0;
	if ((next || s->kind == COMMIT_DO_LINK) &&
	    link_look(&link, &state, e) != 0)
		return -1;
	if (state == LINK_TAKEN)
		(void)map_add(&w->left, s->name, table, NULL);
	else
		set_name(w->v, s->name, add_staged(w->v, s));
	return 0;
}

static int
take_steps(struct looking *w, struct commit_list *list, struct error *e)
{
	struct commit_step s;
	int rc = 0;

	commit_list_rewind(list);
	while (rc == 0 && commit_list_next(list, &s)) {
		if (s.kind == COMMIT_DO_REMOVE)
			set_name(w->v, s.name, 0);
		else if (s.kind != COMMIT_DO_MARK && s.name != NULL &&
		    w->v->stage >= 0)
			rc = take_named(w, &s, e);
		else if (w->v->stage >= 0 &&
		    (s.kind == COMMIT_DO_MANIFEST ||
			(s.kind == COMMIT_DO_PARTLY && w->left.n > 0)))
			w->v->manifest = add_staged(w->v, &s);
	}
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Sort the names of staged files, so that those of a folder are together. */
static void
sort_added(struct folder_view *v)
{
	size_t i;

	v->added = mem_new(v->names.n + 1, sizeof(*v->added));
	for (i = 0; i < v->names.n; i++)
		if (v->names.entries[i].value != 0)
			v->added[v->nadded++] = v->names.entries[i].key;
	if (v->nadded > 0)
		qsort(v->added, v->nadded, sizeof(*v->added), by_name);
}

/* Look through the list: what it is going to change. */
static int
look_through(struct folder_view *v, struct commit_list *list, struct error *e)
{
	struct looking w = { .v = v };
	struct commit_end end = { 0 };
	int rc = 0;

	if (v->stage >= 0)
		rc = commit_look_ahead(
		    list, v->dir, v->stage, &w.marks, &end, e);
	if (rc == 0 && !end.dropped)
		rc = take_steps(&w, list, e);
	sort_added(v);
	mem_free(end.taken);
	map_free(&w.marks);
	map_free(&w.left);
	return rc;
}

static void
forget(struct folder_view *v)
{
	if (v->stage >= 0)
		(void)close(v->stage);
	mem_free(v->staged);
	mem_free(v->added);
	map_free(&v->names);
	*v = (struct folder_view){ .open = v->open, .outside = v->outside,
		.dir = v->dir, .stage = -1 };
}

/*
 * Read the list in the hidden folder, if there is one: 1; 0 when it went
 * meanwhile, so that it is to be tried again; or -1.
 */
static int
read_list(
    struct folder_view *v, int hidden, const char *path, struct error *e)
{
	struct commit_list list;
	struct stat before, after;
	int rc;

	if (beneath_stat(hidden, HIDDEN_LIST, &before) != 0) {
		if (errno == ENOENT)
			return 1;
		return hidden_failed(
		    path, "look at", HIDDEN_FOLDER "/" HIDDEN_LIST, e);
	}
	rc = commit_list_read(&list, -1, hidden, path, e);
	if (rc == 1) {
		rc = commit_open_stage(-1, hidden, path, &v->stage, e);
		if (rc == 0)
			rc = look_through(v, &list, e);
		/* What was staged meanwhile may be of another load. */
		if (beneath_stat(hidden, HIDDEN_LIST, &after) == 0 &&
		    is_same(&before, &after))
			rc = rc == 0 ? 1 : -1;
		else
			rc = 0;
	}
	commit_list_free(&list);
	return rc;
}

/* Lists of writers that a reader may meet at work, one after the other. */
#define TRIES 100

struct folder_view
folder_view_of(int dir)
{
	return (struct folder_view){ .dir = dir, .stage = -1 };
}

int
folder_view_open_plain(struct folder_view *v, const char *path, bool outside,
    struct error *e)
{
	*v = folder_view_of(open(path, O_LOOK));
	v->outside = outside;
	v->open = v->dir >= 0;
	if (v->open)
		return 0;
	error_errno(e, ERROR_INPUT, "cannot open '%s'", path);
	return -1;
}

int
folder_view_open(struct folder_view *v, const char *path, bool outside,
    struct error *e)
{
	int hidden, rc = 0, tries;

	if (folder_view_open_plain(v, path, outside, e) != 0)
		return -1;
	hidden = beneath_folder(v->dir, HIDDEN_FOLDER);
	/* Who may not look into it may not know what is going to be. */
	if (hidden < 0 &&
	    (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return 0;
	if (hidden < 0)
		rc = hidden_failed(path, "open", HIDDEN_FOLDER, e);
	for (tries = 0; rc == 0 && tries < TRIES; tries++) {
		forget(v);
		rc = read_list(v, hidden, path, e);
	}
	if (hidden >= 0)
		(void)close(hidden);
	if (rc == 0)
		error_set(e, ERROR_TEMPORARY,
		    "'%s' changes again and again while it is read", path);
	else if (rc < 0 && e->kind == ERROR_OUTPUT)
		e->kind = ERROR_INPUT;
	return rc == 1 ? 0 : -1;
}

/* The staged file that is going to have the name, or NULL; *gone: none is. */
static const struct folder_view_file *
find(const struct folder_view *v, const char *name, bool *gone)
{
	size_t at = map_find(&v->names, name, strlen(name));

	*gone = at != MAP_NONE && v->names.entries[at].value == 0;
	if (at == MAP_NONE || *gone)
		return NULL;
	return &v->staged[v->names.entries[at].value - 1];
}

/* Open a regular file, wherever symbolic links lead. */
static int
open_anywhere(int dir, const char *name)
{
	struct stat st;
	int fd;

	if (fstatat(dir, name, &st, 0) != 0)
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : ENXIO;
		return -1;
	}
	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		(void)close(fd);
		errno = ENXIO;
		return -1;
	}
	return fd;
}

/*
 * Open a staged file; NULL is none.  -1 with errno; ENOENT also when it is
 * another by now, as the list has been carried out.
 */
static int
open_staged(const struct folder_view *v, const struct folder_view_file *f)
{
	struct stat st;
	int fd = -1;

	errno = ENOENT;
	if (f != NULL && f->there)
		fd = beneath_open(v->stage, f->number, O_RDONLY);
	if (fd < 0 || (fstat(fd, &st) == 0 && is_same(&st, &f->st)))
		return fd;
	(void)close(fd);
	errno = ENOENT;
	return -1;
}

int
folder_view_manifest(const struct folder_view *v)
{
	const struct folder_view_file *f =
	    v->manifest > 0 ? &v->staged[v->manifest - 1] : NULL;
	int fd = open_staged(v, f);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	return beneath_open(
	    v->dir, HIDDEN_FOLDER "/" HIDDEN_MANIFEST, O_RDONLY);
}

int
folder_view_file(const struct folder_view *v, const char *name)
{
	bool gone;
	const struct folder_view_file *f = find(v, name, &gone);
	int fd;

	if (gone) {
		errno = ENOENT;
		return -1;
	}
	fd = open_staged(v, f);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	return v->outside ? open_anywhere(v->dir, name)
			  : beneath_open(v->dir, name, O_RDONLY);
}

/* Whether staged files are going to be in the folder of that name. */
static bool has_added(const struct folder_view *v, const char *folder);

int
folder_view_stat(
    const struct folder_view *v, const char *name, struct stat *st)
{
	bool gone;
	const struct folder_view_file *f = find(v, name, &gone);

	if (gone) {
		errno = ENOENT;
		return -1;
	}
	if (f != NULL && f->there) {
		*st = f->st;
		return 0;
	}
	if ((v->outside ? fstatat(v->dir, name, st, 0)
			: beneath_stat(v->dir, name, st)) == 0)
		return 0;
	if (errno != ENOENT || !has_added(v, name))
		return -1;
	*st = (struct stat){ .st_mode = S_IFDIR | 0777 };
	return 0;
}

/* The first of the sorted names that is not before the prefix. */
static size_t
first_added(const struct folder_view *v, const char *prefix)
{
	size_t low = 0, high = v->nadded, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(v->added[middle], prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The folder's name with a slash, to be released; "" stays so. */
static char *
prefix_of(const char *folder)
{
	struct buf b = buf_make(SIZE_MAX);

	buf_printf(&b, "%s%s", folder, folder[0] != '\0' ? "/" : "");
	buf_byte(&b, 0);
	return buf_take(&b);
}

static bool
has_added(const struct folder_view *v, const char *folder)
{
	char *prefix = prefix_of(folder);
	size_t at = first_added(v, prefix);
	bool has = at < v->nadded &&
	    strncmp(v->added[at], prefix, strlen(prefix)) == 0;

	mem_free(prefix);
	return has;
}

/* Add what the list is going to add to the folder. */
static void
list_added(const struct folder_view *v, const char *prefix, struct map *names)
{
	size_t at, len = strlen(prefix);

	for (at = first_added(v, prefix);
	     at < v->nadded && strncmp(v->added[at], prefix, len) == 0; at++)
		(void)map_add(names, v->added[at] + len,
		    strcspn(v->added[at] + len, "/"), NULL);
}

/* Add what is in the folder and does not go.  0, or an errno. */
static int
list_there(const struct folder_view *v, const char *prefix, DIR *d,
    struct map *names)
{
	const struct dirent *entry;
	struct buf name = buf_make(SIZE_MAX);
	bool gone;
	int error;

	while ((entry = fd_entry(d)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		buf_reset(&name);
		buf_printf(&name, "%s%s", prefix, entry->d_name);
		buf_byte(&name, 0);
		(void)find(v, (const char *)name.data, &gone);
		if (!gone)
			(void)map_add(
			    names, entry->d_name, strlen(entry->d_name), NULL);
	}
	error = errno;
	buf_free(&name);
	return error;
}

int
folder_view_list(
    const struct folder_view *v, const char *folder, struct map *names)
{
	bool own = folder[0] == '\0';
	int fd = own || v->outside ?
		openat(v->dir, own ? "." : folder,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC) :
		beneath_folder(v->dir, folder);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	int error = d == NULL ? errno : 0;
	char *prefix = prefix_of(folder);

	if (d != NULL) {
		error = list_there(v, prefix, d, names);
		(void)closedir(d);
	} else if (fd >= 0) {
		(void)close(fd);
	}
	if (error == ENOENT && has_added(v, folder))
		error = 0;
	if (error == 0)
		list_added(v, prefix, names);
	mem_free(prefix);
	errno = error;
	return error == 0 ? 0 : -1;
}

void
folder_view_close(struct folder_view *v)
{
	if (!v->open)
		return;
	forget(v);
	(void)close(v->dir);
	*v = (struct folder_view){ 0 };
}
