/* manifest: the files that loads wrote into a folder; see manifest.h. */
#include "sink/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/beneath.h"
#include "io/fd.h"
#include "sink/commit_list.h"
#include "sink/consumed.h"
#include "sink/folder_stage.h"
#include "sink/hidden.h"
#include "sink/trust.h"

#define FILE_LINE "file "
#define NOTE_LINE "note "
#define LINE_WORD 5
#define CONSUMED_LINE "consumed "

static int
damaged(const struct folder *f, size_t line, struct error *e)
{
	error_set(e, ERROR_OUTPUT,
	    "'%s/" HIDDEN_FOLDER "/" HIDDEN_MANIFEST "' is damaged or not of "
	    "this program (line %zu), and nothing is removed by it; publish "
	    "into another folder (-o)",
	    f->path, line);
	return -1;
}

/*
 * Take in one line, without its LF: false when it is not as it should be.
 * Lines of other words are passed over.
 */
static bool
take_line(struct folder *f, char *line)
{
	char *rest = line + LINE_WORD, *tab;
	size_t word = strlen(CONSUMED_LINE);

	if (strncmp(line, FILE_LINE, LINE_WORD) == 0) {
		if (!commit_is_name(rest))
			return false;
		(void)map_add(&f->files, rest, strlen(rest), NULL);
	} else if (strncmp(line, NOTE_LINE, LINE_WORD) == 0) {
		tab = strchr(rest, '\t');
		if (tab == NULL)
			return false;
		*tab = '\0';
		folder_set_note(f, rest, tab + 1);
		folder_set_partly(f, rest, tab + 1);
	} else if (strncmp(line, CONSUMED_LINE, word) == 0) {
		if (!commit_is_name(line + word))
			return false;
		consumed_add(f, line + word);
	}
	return true;
}

int
manifest_parse(struct folder *f, struct buf *text, struct error *e)
{
	const size_t header = strlen(HIDDEN_MANIFEST_NEWER);
	char *line, *lf, *end;
	size_t number = 1;

	buf_byte(text, 0);
	if (text->failed)
		return damaged(f, number, e);
	if (strncmp((const char *)text->data, HIDDEN_MANIFEST_NEWER, header) !=
		0 &&
	    hidden_check(f->path, HIDDEN_MANIFEST, HIDDEN_MANIFEST_HEADER,
		(const char *)text->data, e) != 0)
		return -1;
	line = (char *)text->data + header;
	end = (char *)text->data + text->len - 1;
	while (line < end) {
		number++;
		lf = memchr(line, '\n', (size_t)(end - line));
		if (lf == NULL)
			return damaged(f, number, e);
		*lf = '\0';
		if (strlen(line) != (size_t)(lf - line) || !take_line(f, line))
			return damaged(f, number, e);
		line = lf + 1;
	}
	return 0;
}

int
manifest_read(struct folder *f, struct error *e)
{
	struct buf text = buf_make(HIDDEN_MAX);
	int fd = beneath_open(f->hidden, HIDDEN_MANIFEST, O_RDONLY), rc;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return hidden_failed(f->path, "read",
		    HIDDEN_FOLDER "/" HIDDEN_MANIFEST, e);
	rc = trust_check(
	    f->dir, f->hidden, fd, f->path, HIDDEN_MANIFEST, e);
	if (rc == 0)
		rc = fd_slurp(fd, "the manifest", &text, e);
	(void)close(fd);
	if (rc == 0)
		rc = manifest_parse(f, &text, e);
	buf_free(&text);
	return rc;
}

/*
 * Append the parts that are in others.  Where tables were left out they may be
 * there still, so that nothing is forgotten.
 */
static void
put_consumed(const struct folder *f, bool partly, struct buf *text)
{
	size_t i;

	for (i = 0; i < f->consumed.n; i++)
		if (partly || f->consumed.entries[i].value == 0)
			buf_printf(text, CONSUMED_LINE "%s\n",
			    f->consumed.entries[i].key);
}

/* The text of the manifest. */
static void
put_text(const struct folder *f, bool partly, struct buf *text)
{
	struct buf consumed = buf_make(HIDDEN_MAX);
	const char *note;
	size_t i;

	put_consumed(f, partly, &consumed);
	buf_str(text, consumed.len > 0 ? HIDDEN_MANIFEST_NEWER :
					 HIDDEN_MANIFEST_HEADER);
	for (i = 0; i < f->files.n; i++)
		if (f->files.entries[i].value == 0)
			buf_printf(text, FILE_LINE "%s\n",
			    f->files.entries[i].key);
	for (i = 0; i < f->notes.n; i++) {
		note = partly ? f->texts[i].partly : f->texts[i].text;
		if (note != NULL)
			buf_printf(text, NOTE_LINE "%s\t%s\n",
			    f->notes.entries[i].key, note);
	}
	buf_put(text, consumed.data, consumed.len);
	text->failed = text->failed || consumed.failed;
	buf_free(&consumed);
}

int
manifest_stage(struct folder *f, bool partly, size_t *number, struct error *e)
{
	struct buf text = buf_make(HIDDEN_MAX);
	bool ok;
	int fd;

	put_text(f, partly, &text);
	if (text.failed) {
		error_set(e, ERROR_OUTPUT,
		    "'%s': a manifest of more than %zu MiB of names", f->path,
		    HIDDEN_MAX >> 20);
		buf_free(&text);
		return -1;
	}
	fd = folder_stage_as(f, HIDDEN_MODE, number, e);
	ok = fd >= 0 &&
	     fd_write_all(fd, text.data, text.len) == 0 && fsync(fd) == 0;
	if (fd >= 0 && (close(fd) != 0 || !ok)) {
		(void)hidden_failed(f->path, "write",
		    HIDDEN_FOLDER "/" HIDDEN_MANIFEST, e);
		ok = false;
	}
	buf_free(&text);
	return ok ? 0 : -1;
}

int
manifest_replace(struct folder *f, struct error *e)
{
	char name[COMMIT_DIGITS + 1];
	size_t number;

	if (manifest_stage(f, false, &number, e) != 0)
		return -1;
	(void)snprintf(name, sizeof(name), "%zu", number);
	if (beneath_rename(f->stage, name, f->hidden, HIDDEN_MANIFEST) != 0)
		return hidden_failed(f->path, "replace",
		    HIDDEN_FOLDER "/" HIDDEN_MANIFEST, e);
	return hidden_flush(f->hidden, f->path, e);
}
