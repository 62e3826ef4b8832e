/* commit_list: the text of a commit list, checked; see commit_list.h. */
#include "sink/commit_list.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "sink/hidden.h"
#include "sink/trust.h"

/* What the steps look like, in the order of enum commit_do. */
static const struct {
	const char *word;
	bool number;
	bool name;
} steps[] = {
	{ "mark", false, true },
	{ "rename", true, true },
	{ "remove", false, true },
	{ "link", true, true },
	{ "next", true, true },
	{ "then", true, true },
	{ "manifest", true, false },
	{ "partly", true, false },
};

static const char end_word[] = "end";

bool
commit_is_name(const char *name)
{
	size_t len = strcspn(name, "/");

	return beneath_name(name) &&
	    !(len == strlen(HIDDEN_FOLDER) &&
		memcmp(name, HIDDEN_FOLDER, len) == 0);
}

/* Whether the text is the number of a staged file. */
static bool
is_number(const char *s)
{
	size_t len = strspn(s, "0123456789");

	return len > 0 && len <= COMMIT_DIGITS && s[len] == '\0' &&
	    (s[0] != '0' || len == 1);
}

/* Cut the text at its first blank: what is after it, or NULL. */
static char *
cut(char *text)
{
	char *rest = strchr(text, ' ');

	if (rest != NULL)
		*rest++ = '\0';
	return rest;
}

/* The kind of step that the word is, or -1. */
static int
find_kind(const char *word)
{
	size_t i;

	for (i = 0; i < LEN(steps); i++)
		if (strcmp(word, steps[i].word) == 0)
			return (int)i;
	return -1;
}

/*
 * Check a line, whose blanks between word, number and name become NULs.
 */
static bool
check_line(char *line)
{
	char *rest = cut(line), *name = rest;
	int kind = find_kind(line);

	if (kind < 0 || rest == NULL)
		return false;
	if (steps[kind].number) {
		name = steps[kind].name ? cut(rest) : NULL;
		if (!is_number(rest))
			return false;
	}
	if (kind == COMMIT_DO_MARK)
		return name[0] != '\0';
	return !steps[kind].name || (name != NULL && commit_is_name(name));
}

/* What is wrong with the line goes into *e. */
static int
damaged(const char *path, size_t line, struct error *e)
{
	error_set(e, ERROR_OUTPUT,
	    "the commit list '%s/" HIDDEN_FOLDER "/" HIDDEN_LIST "' is damaged "
	    "or not of this program (line %zu), and nothing of it is done; "
	    "remove it to go on without the load that it is of",
	    path, line);
	return -1;
}

int
commit_list_parse(struct commit_list *l, const char *path, struct error *e)
{
	const size_t header = strlen(HIDDEN_LIST_HEADER);
	char *p, *lf, *end;
	size_t line = 1;

	buf_byte(&l->text, 0);
	if (l->text.failed)
		return damaged(path, line, e);
	if (hidden_check(path, HIDDEN_LIST, HIDDEN_LIST_HEADER,
		(const char *)l->text.data, e) != 0)
		return -1;
	p = (char *)l->text.data + header;
	end = (char *)l->text.data + l->text.len - 1;
	while ((lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		*lf = '\0';
		line++;
		if (strlen(p) != (size_t)(lf - p))
			break;
		if (strcmp(p, end_word) == 0 && lf + 1 == end) {
			commit_list_rewind(l);
			return 0;
		}
		if (!check_line(p))
			break;
		p = lf + 1;
	}
	return damaged(path, line, e);
}

int
commit_list_read(struct commit_list *l, int dir, int hidden, const char *path,
    struct error *e)
{
	int fd = beneath_open(hidden, HIDDEN_LIST, O_RDONLY), rc = 0;

	*l = (struct commit_list){ .text = buf_make(HIDDEN_MAX) };
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return hidden_failed(
		    path, "open", HIDDEN_FOLDER "/" HIDDEN_LIST, e);
	if (dir >= 0)
		rc = trust_check(dir, hidden, fd, path, HIDDEN_LIST, e);
	if (rc == 0)
		rc = fd_slurp(fd, "the commit list", &l->text, e);
	(void)close(fd);
	return rc == 0 && commit_list_parse(l, path, e) == 0 ? 1 : -1;
}

void
commit_list_rewind(struct commit_list *l)
{
	l->at = strlen(HIDDEN_LIST_HEADER);
}

/* The next text of the list. */
static char *
take(struct commit_list *l)
{
	char *s = (char *)l->text.data + l->at;

	l->at += strlen(s) + 1;
	return s;
}

bool
commit_list_next(struct commit_list *l, struct commit_step *s)
{
	int kind = find_kind(take(l));

	if (kind < 0)
		return false;
	s->kind = (enum commit_do)kind;
	s->number = steps[kind].number ? take(l) : NULL;
	s->name = steps[kind].name ? take(l) : NULL;
	return true;
}

void
commit_list_free(struct commit_list *l)
{
	buf_free(&l->text);
}
