/* line_editor: lines typed at a terminal; see line_editor.h. */
#include "aai-query/line_editor.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#ifdef HAVE_EDIT
# include <histedit.h>
#endif

#include "base/map.h"
#include "base/printable.h"
#include "io/fd.h"

/* Lines that are remembered. */
#define HISTORY_LINES 1000

/* Words of SQL that are completed. */
static const char *const words[] = { "SELECT", "FROM", "WHERE", "GROUP BY",
	"ORDER BY", "LIMIT", "JOIN", "LEFT JOIN", "HAVING", "DISTINCT",
	"count(", "sum(", "avg(", "min(", "max(", "CAST(", "json_extract(",
	".tables", ".schema", ".quit", NULL };

/* Names that begin as a word does. */
struct completion_list {
	const char *word;
	size_t len;
	struct map seen;
	struct buf *out;
	size_t n, shared;
	const char *first;
};

static void
offer(struct completion_list *c, const char *name)
{
	size_t i = 0;
	bool added;

	if (name == NULL || strncasecmp(name, c->word, c->len) != 0)
		return;
	(void)map_add(&c->seen, name, strlen(name), &added);
	if (!added)
		return;
	printable_put(c->out, name, strlen(name));
	buf_byte(c->out, '\n');
	if (c->n++ == 0) {
		c->first = name;
		c->shared = strlen(name);
	}
	while (i < c->shared && name[i] == c->first[i])
		i++;
	c->shared = i;
}

size_t
line_editor_complete(const struct table_set *set, const char *word,
    size_t len, struct buf *out, size_t *shared)
{
	struct completion_list c = { .word = word, .len = len, .out = out };
	const struct set_table *t;
	size_t i, k;

	for (i = 0; i < set->n; i++) {
		t = &set->tables[i];
		offer(&c, t->alias);
		offer(&c, t->name);
		for (k = 0; k < t->ncolumns; k++)
			offer(&c, t->columns[k]);
	}
	for (i = 0; len > 0 && words[i] != NULL; i++)
		offer(&c, words[i]);
	*shared = c.shared;
	map_free(&c.seen);
	return c.n;
}

#ifdef HAVE_EDIT

static char *
ask(EditLine *el)
{
	static char first[] = "aai> ", next[] = "...> ";
	void *data = NULL;

	(void)el_get(el, EL_CLIENTDATA, &data);
	return data != NULL && ((struct line_editor *)data)->more ? next :
								    first;
}

static bool
is_word(char c)
{
	return c == '_' || c == '.' || (unsigned char)c >= 0x80 ||
	    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* The first of the names in the list, cut to its bytes that all share. */
static void
insert(EditLine *el, const struct buf *list, size_t len, size_t shared)
{
	char text[512];

	if (shared >= sizeof(text) || shared > list->len)
		return;
	memcpy(text, list->data, shared);
	text[shared] = '\0';
	el_deletestr(el, (int)len);
	(void)el_insertstr(el, text);
}

static unsigned char
complete(EditLine *el, int key)
{
	const LineInfo *line = el_line(el);
	const char *word = line->cursor;
	struct buf list = buf_make(1 << 20);
	void *data = NULL;
	size_t n, shared, len;
	unsigned char rc = CC_ERROR;

	(void)key;
	(void)el_get(el, EL_CLIENTDATA, &data);
	while (word > line->buffer && is_word(word[-1]))
		word--;
	len = (size_t)(line->cursor - word);
	n = line_editor_complete(
	    ((struct line_editor *)data)->set, word, len, &list, &shared);
	if (n > 0 && (n == 1 || shared > len)) {
		insert(el, &list, len, shared);
		rc = CC_REFRESH;
	} else if (n > 1) {
		rc = fd_write_all(STDOUT_FILENO, "\n", 1) == 0 &&
			fd_write_all(STDOUT_FILENO, list.data, list.len) == 0 ?
		    CC_REDISPLAY : CC_EOF;
	}
	buf_free(&list);
	return rc;
}

void
line_editor_open(struct line_editor *e, const struct table_set *set)
{
	HistEvent event;
	EditLine *el;

	memset(e, 0, sizeof(*e));
	e->set = set;
	e->history = history_init();
	el = el_init("aai-query", stdin, stdout, stderr);
	e->editor = el;
	if (el == NULL || e->history == NULL)
		return;
	(void)history(e->history, &event, H_SETSIZE, HISTORY_LINES);
	(void)el_set(el, EL_CLIENTDATA, e);
	(void)el_set(el, EL_PROMPT, ask);
	(void)el_set(el, EL_EDITOR, "emacs");
	(void)el_set(el, EL_HIST, history, e->history);
	(void)el_set(el, EL_ADDFN, "aai-complete", "complete names", complete);
	(void)el_set(el, EL_BIND, "^I", "aai-complete", NULL);
}

const char *
line_editor_read(struct line_editor *e, bool more)
{
	HistEvent event;
	const char *line;
	int n = 0;

	e->more = more;
	if (e->editor == NULL || e->history == NULL)
		return NULL;
	line = el_gets(e->editor, &n);
	if (line == NULL || n <= 0)
		return NULL;
	if (line[0] != '\n')
		(void)history(e->history, &event, H_ENTER, line);
	return line;
}

void
line_editor_close(struct line_editor *e)
{
	if (e->editor != NULL)
		el_end(e->editor);
	if (e->history != NULL)
		history_end(e->history);
	memset(e, 0, sizeof(*e));
}

#else

void
line_editor_open(struct line_editor *e, const struct table_set *set)
{
	memset(e, 0, sizeof(*e));
	e->set = set;
}

const char *
line_editor_read(struct line_editor *e, bool more)
{
	size_t n = 0;

	if (write(STDOUT_FILENO, more ? "...> " : "aai> ", 5) < 0)
		return NULL;
	/* A terminal gives a line at a time; a longer one comes in parts. */
	while (n + 1 < sizeof(e->line)) {
		if (read(STDIN_FILENO, e->line + n, 1) != 1)
			break;
		if (e->line[n++] == '\n')
			break;
	}
	e->line[n] = '\0';
	return n > 0 ? e->line : NULL;
}

void
line_editor_close(struct line_editor *e)
{
	memset(e, 0, sizeof(*e));
}

#endif
