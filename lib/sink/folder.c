/* folder: a folder of output files that changes as a whole; see folder.h. */
#include "sink/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "sink/commit.h"
#include "sink/flush_many.h"
#include "sink/folder_stage.h"
#include "sink/hidden.h"
#include "sink/manifest.h"

int
folder_stage(struct folder *f, size_t *number, struct error *e)
{
	return folder_stage_as(f, 0666, number, e);
}

int
folder_reopen(struct folder *f, size_t number, struct error *e)
{
	const struct folder_staged *s = &f->staged[number];

	return folder_reopen_same(f, number, s->dev, s->ino, e);
}

int
folder_reopen_same(const struct folder *f, size_t number, dev_t dev, ino_t ino,
    struct error *e)
{
	int fd = beneath_open(f->stage, folder_number_of(number).text, O_RDWR);
	struct stat st;

	if (fd < 0)
		return hidden_failed(f->path, "open a staged file of", "", e);
	/* Who shares the folder may have put a second name of ours there. */
	if (fstat(fd, &st) == 0 && st.st_dev == dev && st.st_ino == ino)
		return fd;
	(void)close(fd);
	error_set(e, ERROR_OUTPUT,
	    "somebody has put another file in the place of a staged one of "
	    "'%s'; nothing is published",
	    f->path);
	return -1;
}

void
folder_name(struct folder *f, size_t number, const char *name)
{
	folder_place(f, number, name, FOLDER_FILE);
}

void
folder_place(
    struct folder *f, size_t number, const char *name, enum folder_how how)
{
	mem_free(f->staged[number].name);
	f->staged[number].name = mem_str(name);
	f->staged[number].how = how;
}

void
folder_mark(struct folder *f, const char *text)
{
	f->marks =
	    mem_grow(f->marks, &f->marks_cap, f->nmarks + 1, sizeof(char *));
	f->marks[f->nmarks++] = mem_str(text);
}

void
folder_drop(struct folder *f, size_t number)
{
	(void)unlinkat(f->stage, folder_number_of(number).text, 0);
	mem_free(f->staged[number].name);
	f->staged[number].name = NULL;
}

void
folder_remove(struct folder *f, const char *name)
{
	size_t i = map_find(&f->files, name, strlen(name));

	if (i != MAP_NONE)
		f->files.entries[i].value = 1;
}

void
folder_take_away(struct folder *f, const char *name)
{
	(void)map_add(&f->away, name, strlen(name), NULL);
}

void
folder_remove_all(struct folder *f)
{
	size_t i;

	for (i = 0; i < f->files.n; i++)
		f->files.entries[i].value = 1;
}

/* The name of a staged file that the manifest is going to list, or NULL. */
static const char *
listed_name(const struct folder *f, size_t i)
{
	const struct folder_staged *s = &f->staged[i];

	return s->how == FOLDER_FILE ? s->name : NULL;
}

void
folder_list(const struct folder *f, struct map *names)
{
	struct map staged = { 0 };
	const char *name;
	size_t i;

	for (i = 0; i < f->nstaged; i++) {
		name = listed_name(f, i);
		if (name != NULL)
			(void)map_add(&staged, name, strlen(name), NULL);
	}
	for (i = 0; i < f->files.n; i++) {
		const struct map_entry *file = &f->files.entries[i];

		if (file->value == 0 ||
		    map_find(&staged, file->key, file->len) != MAP_NONE)
			(void)map_add(names, file->key, file->len, NULL);
	}
	for (i = 0; i < staged.n; i++)
		(void)map_add(
		    names, staged.entries[i].key, staged.entries[i].len, NULL);
	map_free(&staged);
}

bool
folder_has(const struct folder *f, const char *name)
{
	struct stat st;

	return beneath_stat(f->dir, name, &st) == 0 || errno != ENOENT;
}

int
folder_read(const struct folder *f, const char *name, struct error *e)
{
	int fd = beneath_open(f->dir, name, O_RDONLY);

	return fd >= 0 ? fd : hidden_failed(f->path, "open", name, e);
}

/*
 * See that a step with that name can be taken: no folder has it, and no file or
 * symbolic link is above it.  Once the list is in place it is too late.
 */
static int
check_name(const struct folder *f, const char *what, const char *name,
    struct error *e)
{
	struct stat st;

	if (!commit_is_name(name)) {
		errno = EINVAL;
		return hidden_failed(f->path, what, name, e);
	}
	if (beneath_stat(f->dir, name, &st) != 0)
		return errno == ENOENT ? 0 :
		    hidden_failed(f->path, what, name, e);
	if (!S_ISDIR(st.st_mode))
		return 0;
	errno = EISDIR;
	return hidden_failed(f->path, what, name, e);
}

/* See that no two staged files take a name: one of them would be lost. */
static int
check_staged(const struct folder *f, struct error *e)
{
	struct map names = { 0 };
	bool added = true;
	const char *name;
	size_t i;

	for (i = 0; added && i < f->nstaged; i++) {
		name = f->staged[i].name;
		if (name == NULL)
			continue;
		(void)map_add(&names, name, strlen(name), &added);
		if (!added)
			error_set(e, ERROR_OUTPUT,
			    "two files would be '%s/%s'; nothing is published",
			    f->path, name);
	}
	map_free(&names);
	return added ? 0 : -1;
}

/* The same of all names of the list. */
static int
check_names(const struct folder *f, struct error *e)
{
	size_t i;

	if (check_staged(f, e) != 0)
		return -1;
	for (i = 0; i < f->nstaged; i++)
		if (f->staged[i].name != NULL &&
		    check_name(f, "replace", f->staged[i].name, e) != 0)
			return -1;
	for (i = 0; i < f->files.n; i++)
		if (f->files.entries[i].value != 0 &&
		    check_name(f, "remove", f->files.entries[i].key, e) != 0)
			return -1;
	for (i = 0; i < f->away.n; i++)
		if (check_name(f, "remove", f->away.entries[i].key, e) != 0)
			return -1;
	return 0;
}

/* Flush one staged file that is to have a name. */
static int
flush_staged(void *folder, size_t n, struct error *e)
{
	struct folder *f = folder;
	int fd, rc = 0;

	if (f->staged[n].name == NULL)
		return 0;
	fd = folder_reopen(f, n, e);
	if (fd < 0)
		return -1;
	if (fsync(fd) != 0)
		rc = hidden_failed(f->path, "flush", f->staged[n].name, e);
	(void)close(fd);
	return rc;
}

/* Take the new files into the manifest's. */
static void
list_staged(struct folder *f)
{
	const char *name;
	size_t i, entry;

	for (i = 0; i < f->nstaged; i++) {
		name = listed_name(f, i);
		if (name == NULL)
			continue;
		entry = map_add(&f->files, name, strlen(name), NULL);
		f->files.entries[entry].value = 0;
	}
}

/* The first staged file that is to be linked, or nstaged. */
static size_t
first_link(const struct folder *f)
{
	size_t i;

	for (i = 0; i < f->nstaged; i++)
		if (f->staged[i].name != NULL &&
		    (f->staged[i].how == FOLDER_LINK ||
			f->staged[i].how == FOLDER_NEXT))
			break;
	return i;
}

/* Stage the manifest, and put it after the steps of the list. */
static int
put_end(struct folder *f, struct buf *list, struct error *e)
{
	bool links = first_link(f) < f->nstaged;
	size_t number;

	if (manifest_stage(f, false, &number, e) != 0)
		return -1;
	buf_printf(list, "manifest %zu\n", number);
	if (links && manifest_stage(f, true, &number, e) != 0)
		return -1;
	if (links)
		buf_printf(list, "partly %zu\n", number);
	buf_str(list, "end\n");
	return 0;
}

/* The steps of those staged files that take their names so. */
static void
put_steps(const struct folder *f, enum folder_how how, struct buf *list)
{
	static const char *const words[] = { "rename", "rename", "link", "next",
		"then" };
	size_t i;

	for (i = 0; i < f->nstaged; i++)
		if (f->staged[i].name != NULL && f->staged[i].how == how)
			buf_printf(list, "%s %zu %s\n", words[how], i,
			    f->staged[i].name);
}

/* The list: names are taken first, then what is not wanted goes. */
static void
put_list(const struct folder *f, struct buf *list)
{
	size_t i;

	buf_str(list, HIDDEN_LIST_HEADER);
	for (i = 0; i < f->nmarks; i++)
		buf_printf(list, "mark %s\n", f->marks[i]);
	put_steps(f, FOLDER_FILE, list);
	put_steps(f, FOLDER_DATA, list);
	for (i = 0; i < f->files.n; i++)
		if (f->files.entries[i].value != 0)
			buf_printf(
			    list, "remove %s\n", f->files.entries[i].key);
	for (i = 0; i < f->away.n; i++)
		buf_printf(list, "remove %s\n", f->away.entries[i].key);
	put_steps(f, FOLDER_LINK, list);
	put_steps(f, FOLDER_NEXT, list);
	put_steps(f, FOLDER_THEN, list);
}

/* Say whose name was another's.  -1 with *e. */
static int
conflict(const struct folder *f, struct commit_end *end, struct error *e)
{
	error_set(e, ERROR_TEMPORARY,
	    "another program has written '%s/%s' meanwhile: %s is published; "
	    "nothing is lost, and the load can be run again",
	    f->path, end->taken,
	    end->dropped ? "nothing" : "all but that table");
	mem_free(end->taken);
	return -1;
}

/* Say what becomes of a list that is in place. */
static void
later(const struct folder *f, struct error *e)
{
	if (f->listed)
		error_prefix(e, "the load is written, and the next one into "
				"the folder will publish it");
}

/*
 * Whether links can be made, where any are to be: once the list is in place it
 * is too late to find out.
 */
static int
check_links(const struct folder *f, struct error *e)
{
	static const char trial[] = "link";
	size_t i = first_link(f);

	if (i == f->nstaged)
		return 0;
	(void)unlinkat(f->stage, trial, 0);
	if (linkat(f->stage, folder_number_of(i).text, f->stage, trial, 0) !=
	    0) {
		error_errno(e, ERROR_OUTPUT,
		    "'%s' cannot hold these tables, which need hard links",
		    f->path);
		return -1;
	}
	if (unlinkat(f->stage, trial, 0) == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write to '%s'", f->path);
	return -1;
}

int
folder_commit(struct folder *f, struct error *e)
{
	struct buf list = buf_make(HIDDEN_MAX);
	struct commit_end end;
	int rc = -1;

	if (check_names(f, e) != 0 ||
	    flush_many(f->nstaged, flush_staged, f, e) != 0)
		goto out;
	list_staged(f);
	put_list(f, &list);
	if (put_end(f, &list, e) != 0 || check_links(f, e) != 0 ||
	    hidden_flush(f->stage, f->path, e) != 0)
		goto out;
	if (list.failed) {
		error_set(e, ERROR_OUTPUT,
		    "'%s': a load of more than %zu MiB of names", f->path,
		    HIDDEN_MAX >> 20);
		goto out;
	}
	if (commit_write(f->hidden, f->path, &list, &f->listed, e) != 0) {
		later(f, e);
		goto out;
	}
	if (commit_carry_out(f->dir, f->hidden, f->path, &end, e) != 0) {
		later(f, e);
		mem_free(end.taken);
		goto out;
	}
	f->listed = false;
	rc = end.taken != NULL ? conflict(f, &end, e) : 0;
	f->made = f->made && end.dropped;
out:
	buf_free(&list);
	return rc;
}

/* Take away what was made for a load that is not published. */
static void
tidy(struct folder *f)
{
	struct stat st;
	size_t i;

	for (i = 0; i < f->nstaged; i++)
		(void)unlinkat(f->stage, folder_number_of(i).text, 0);
	(void)unlinkat(f->hidden, HIDDEN_STAGE, AT_REMOVEDIR);
	if (beneath_stat(f->hidden, HIDDEN_MANIFEST, &st) == 0)
		return;
	(void)unlinkat(f->hidden, HIDDEN_LOCK, 0);
	(void)unlinkat(f->dir, HIDDEN_FOLDER, AT_REMOVEDIR);
	if (f->made)
		(void)rmdir(f->path);
}

static void
close_fd(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

void
folder_close(struct folder *f)
{
	size_t i;

	if (f->open) {
		if (f->lock >= 0 && !f->listed)
			tidy(f);
		close_fd(f->stage);
		close_fd(f->lock);
		close_fd(f->hidden);
		close_fd(f->dir);
	}
	for (i = 0; i < f->nstaged; i++)
		mem_free(f->staged[i].name);
	mem_free(f->staged);
	for (i = 0; i < f->nmarks; i++)
		mem_free(f->marks[i]);
	mem_free(f->marks);
	mem_free(f->gave_up);
	for (i = 0; i < f->notes.n; i++) {
		mem_free(f->texts[i].text);
		mem_free(f->texts[i].partly);
	}
	mem_free(f->texts);
	map_free(&f->files);
	map_free(&f->consumed);
	map_free(&f->away);
	map_free(&f->notes);
	mem_free(f->path);
	memset(f, 0, sizeof(*f));
}
