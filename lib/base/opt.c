/* opt: command line options from one table; see opt.h. */
#include "base/opt.h"

#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/similar.h"

#define WIDTH 80
#define HELP_COLUMN 32 /* where --help says what an option does */

/* Everything that parsing one command line needs. */
struct parser {
	const struct opt_program *p;
	int argc;
	char **argv;
	int at;	    /* the argument in progress */
	bool *seen; /* per option of the table */
	enum opt_outcome *outcome;
	struct error *e;
};

static int
misuse(struct parser *ps, const char *what, const char *name, size_t len)
{
	error_set(ps->e, ERROR_USAGE, "%s '%.*s'; see %s --help", what,
	    (int)len, name, ps->p->name);
	return -1;
}

/* How messages and help name an option: "--output", or "-o". */
static const char *
shown(const struct opt *o, char room[64])
{
	struct buf b = buf_make(63);

	if (o->name != NULL) {
		buf_printf(&b, "--%s", o->name);
	} else {
		buf_byte(&b, '-');
		buf_byte(&b, (uint8_t)o->letter);
	}
	memcpy(room, b.data, b.len);
	room[b.len] = '\0';
	buf_free(&b);
	return room;
}

/* An option that is not in the table: say which one was meant, perhaps. */
static int
unknown(struct parser *ps, const char *arg, size_t len)
{
	char *name = mem_dup(arg, len);
	struct similar s = similar_begin(name + strspn(name, "-"));
	size_t i;

	for (i = 0; i < ps->p->nopts; i++)
		if (ps->p->opts[i].name != NULL)
			similar_add(&s, ps->p->opts[i].name);
	if (s.best != NULL)
		error_set(ps->e, ERROR_USAGE,
		    "unknown option '%s': did you mean --%s? see %s --help",
		    name, s.best, ps->p->name);
	else
		error_set(ps->e, ERROR_USAGE,
		    "unknown option '%s'; see %s --help", name, ps->p->name);
	mem_free(name);
	return -1;
}

static int
bad_value(struct parser *ps, const struct opt *o, const char *value,
    const char *want)
{
	char room[64];

	error_set(ps->e, ERROR_USAGE, "%s: '%s' is not %s", shown(o, room),
	    value, want);
	return -1;
}

/* The position of value among the choices, or an error that lists them. */
static int
store_choice(struct parser *ps, const struct opt *o, const char *value)
{
	struct buf all = buf_make(512);
	int i, rc;

	for (i = 0; o->choices[i] != NULL; i++) {
		if (strcmp(o->choices[i], value) == 0) {
			*(int *)o->target = i;
			buf_free(&all);
			return 0;
		}
		buf_printf(&all, "%s%s", i > 0 ? ", " : "one of ",
		    o->choices[i]);
	}
	buf_byte(&all, 0);
	rc = bad_value(ps, o, value, (const char *)all.data);
	buf_free(&all);
	return rc;
}

static int
store_number(struct parser *ps, const struct opt *o, const char *value)
{
	char want[128];
	struct buf b = buf_make(sizeof(want) - 1);
	size_t len = strlen(value);
	const char *what = "a number";
	bool ok;

	if (o->kind == OPT_KIND_U64) {
		ok = num_u64(value, len, o->min, o->max, o->target);
	} else if (o->kind == OPT_KIND_SIZE) {
		ok = num_size(value, len, o->min, o->max, o->target);
		what = "a size (such as 64k, 256M or 1G)";
	} else {
		ok = num_duration_ms(value, len, (int64_t)o->min,
		    (int64_t)o->max, o->target);
		what = "a duration (such as 500ms, 30s or 10m)";
	}
	if (ok)
		return 0;
	buf_printf(&b, "%s in its range", what);
	if (o->kind == OPT_KIND_U64 && o->max < UINT64_MAX)
		buf_printf(&b, " %llu to %llu", (unsigned long long)o->min,
		    (unsigned long long)o->max);
	memcpy(want, b.data, b.len);
	want[b.len] = '\0';
	buf_free(&b);
	return bad_value(ps, o, value, want);
}

/* Store the value (NULL for a flag) in the option's target. */
static int
store(struct parser *ps, const struct opt *o, const char *value, bool on)
{
	char room[64];
	size_t i = (size_t)(o - ps->p->opts);
	struct opt_list *list = o->target;

	if (ps->seen[i] && o->kind != OPT_KIND_LIST) {
		error_set(ps->e, ERROR_USAGE, "%s is given twice",
		    shown(o, room));
		return -1;
	}
	ps->seen[i] = true;
	switch (o->kind) {
	case OPT_KIND_FLAG:
		*(bool *)o->target = on;
		return 0;
	case OPT_KIND_STR:
		*(const char **)o->target = value;
		return 0;
	case OPT_KIND_LIST:
		list->values = mem_grow(list->values, &list->cap, list->n + 1,
		    sizeof(*list->values));
		list->values[list->n++] = value;
		return 0;
	case OPT_KIND_CHOICE:
		return store_choice(ps, o, value);
	case OPT_KIND_WAIT:
		if (value != NULL)
			break;
		*(int64_t *)o->target = INT64_MAX;
		return 0;
	case OPT_KIND_U64:
	case OPT_KIND_SIZE:
	case OPT_KIND_DURATION:
		break;
	}
	return store_number(ps, o, value);
}

static const struct opt *
find_long(const struct opt_program *p, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < p->nopts; i++)
		if (p->opts[i].name != NULL &&
		    strlen(p->opts[i].name) == len &&
		    memcmp(p->opts[i].name, name, len) == 0)
			return &p->opts[i];
	return NULL;
}

static const struct opt *
find_short(const struct opt_program *p, char letter)
{
	size_t i;

	for (i = 0; i < p->nopts; i++)
		if (p->opts[i].letter == letter)
			return &p->opts[i];
	return NULL;
}

/* The argument after this one, as the option's value. */
static int
store_next(struct parser *ps, const struct opt *o)
{
	char room[64];

	if (ps->at + 1 >= ps->argc) {
		error_set(ps->e, ERROR_USAGE, "%s needs a value (%s)",
		    shown(o, room), o->arg);
		return -1;
	}
	return store(ps, o, ps->argv[++ps->at], true);
}

/* Whether this is an option of every program; sets the outcome. */
static bool
is_common(struct parser *ps, const char *name)
{
	static const struct {
		const char *name;
		enum opt_outcome outcome;
	} common[] = {
		{ "help=json", OPT_HELP_JSON },
		{ "version", OPT_VERSION },
		{ "completion=bash", OPT_BASH },
		{ "completion=zsh", OPT_ZSH },
		{ "completion=fish", OPT_FISH },
	};
	size_t i;

	for (i = 0; i < LEN(common); i++)
		if (strcmp(name, common[i].name) == 0) {
			*ps->outcome = common[i].outcome;
			return true;
		}
	return false;
}

/* "--name", "--name=value" or "--no-name". */
static int
parse_long(struct parser *ps, const char *arg)
{
	const char *name = arg + 2, *eq = strchr(name, '=');
	size_t len = eq != NULL ? (size_t)(eq - name) : strlen(name);
	const struct opt *o = find_long(ps->p, name, len);
	bool on = true;

	if (o == NULL && is_common(ps, name))
		return 0;
	if (o == NULL && len > 3 && memcmp(name, "no-", 3) == 0) {
		o = find_long(ps->p, name + 3, len - 3);
		if (o != NULL && o->kind != OPT_KIND_FLAG)
			o = NULL;
		on = false;
	}
	if (o == NULL)
		return unknown(ps, arg, len + 2);
	if (o->kind == OPT_KIND_FLAG) {
		if (eq != NULL)
			return misuse(ps, "no value goes with", arg, len + 2);
		return store(ps, o, NULL, on);
	}
	if (eq == NULL && o->kind == OPT_KIND_WAIT)
		return store(ps, o, NULL, true);
	return eq != NULL ? store(ps, o, eq + 1, true) : store_next(ps, o);
}

/* "-abc": flags joined, the last of them perhaps with a value. */
static int
parse_short(struct parser *ps, const char *arg)
{
	const struct opt *o;
	size_t i;

	for (i = 1; arg[i] != '\0'; i++) {
		o = find_short(ps->p, arg[i]);
		if (o == NULL && (arg[i] == 'V' || arg[i] == 'h')) {
			*ps->outcome = arg[i] == 'V' ? OPT_VERSION : OPT_HELP;
			continue;
		}
		if (o == NULL)
			return unknown(ps, arg, strlen(arg));
		if (o->kind != OPT_KIND_FLAG)
			return arg[i + 1] != '\0' ?
			    store(ps, o, arg + i + 1, true) :
			    store_next(ps, o);
		if (store(ps, o, NULL, true) != 0)
			return -1;
	}
	return 0;
}

/* Whether help is among the options: it wins over any mistake. */
static bool
asks_help(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

int
opt_parse(const struct opt_program *p, int argc, char **argv,
    enum opt_outcome *outcome, size_t *noperands, struct error *e)
{
	struct parser ps = { p, argc, argv, 1, NULL, outcome, e };
	bool only_operands = false;
	int kept = 1, rc = 0;
	char *arg;

	*outcome = OPT_RUN;
	*noperands = 0;
	if (asks_help(argc, argv)) {
		*outcome = OPT_HELP;
		return 0;
	}
	ps.seen = mem_new(p->nopts, sizeof(*ps.seen));
	for (; ps.at < argc && rc == 0; ps.at++) {
		arg = argv[ps.at];
		if (only_operands || arg[0] != '-' || arg[1] == '\0')
			argv[kept++] = arg;
		else if (strcmp(arg, "--") == 0)
			only_operands = true;
		else if (arg[1] == '-')
			rc = parse_long(&ps, arg);
		else
			rc = parse_short(&ps, arg);
	}
	*noperands = (size_t)(kept - 1);
	mem_free(ps.seen);
	return rc;
}

/* Append a word of the usage, on a new line when it does not fit. */
static void
usage_word(struct buf *out, size_t *column, size_t indent, const char *word)
{
	size_t len = strlen(word);

	if (*column + 1 + len > WIDTH - 1) {
		buf_byte(out, '\n');
		for (*column = 0; *column < indent; (*column)++)
			buf_byte(out, ' ');
	} else {
		buf_byte(out, ' ');
		(*column)++;
	}
	buf_str(out, word);
	*column += len;
}

void
opt_usage(const struct opt_program *p, struct buf *out)
{
	struct buf word = buf_make(256);
	const struct opt *o;
	size_t i, column, indent;

	buf_printf(out, "usage: %s", p->name);
	column = indent = strlen("usage: ") + strlen(p->name);
	indent++;
	for (i = 0; i < p->nopts; i++) {
		o = &p->opts[i];
		buf_reset(&word);
		buf_str(&word, "[-");
		if (o->letter != 0)
			buf_byte(&word, (uint8_t)o->letter);
		else
			buf_printf(&word, "-%s", o->name);
		if (o->arg != NULL)
			buf_printf(&word,
			    o->kind == OPT_KIND_WAIT ? "[=%s]" : " %s", o->arg);
		buf_byte(&word, ']');
		buf_byte(&word, 0);
		usage_word(out, &column, indent, (const char *)word.data);
	}
	if (p->operands[0] != '\0')
		usage_word(out, &column, indent, p->operands);
	buf_byte(out, '\n');
	buf_free(&word);
}

/* What an option does, from HELP_COLUMN on, in lines of WIDTH. */
static void
help_text(struct buf *out, const char *help)
{
	size_t column = HELP_COLUMN, n;

	for (; *help != '\0'; help += n) {
		help += strspn(help, " ");
		n = strcspn(help, " ");
		if (column > HELP_COLUMN && column + 1 + n > WIDTH) {
			buf_printf(out, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column > HELP_COLUMN) {
			buf_byte(out, ' ');
			column++;
		}
		buf_put(out, help, n);
		column += n;
	}
	buf_byte(out, '\n');
}

/* One option's line: "  -o, --output dir      write tables here". */
static void
help_line(struct buf *out, char letter, const char *name, const char *arg,
    bool optional, const char *help)
{
	size_t from = out->len;

	buf_str(out, "  ");
	if (letter != 0) {
		buf_byte(out, '-');
		buf_byte(out, (uint8_t)letter);
		buf_str(out, name != NULL ? ", " : "");
	} else {
		buf_str(out, "    ");
	}
	if (name != NULL)
		buf_printf(out, "--%s", name);
	if (arg != NULL)
		buf_printf(out, optional ? "[=%s]" : " %s", arg);
	if (out->len - from > HELP_COLUMN - 2)
		buf_printf(out, "\n%*s", HELP_COLUMN, "");
	else
		while (out->len - from < HELP_COLUMN)
			buf_byte(out, ' ');
	help_text(out, help);
}

void
opt_help(const struct opt_program *p, struct buf *out)
{
	const char *line = p->examples, *end;
	size_t i;

	opt_usage(p, out);
	buf_printf(out, "\n%s: %s\n", p->name, p->purpose);
	if (line != NULL && line[0] != '\0')
		buf_str(out, "\nExamples:\n");
	for (; line != NULL && line[0] != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		buf_printf(out, "  %.*s\n", (int)(end - line), line);
	}
	buf_str(out, "\nOptions:\n");
	for (i = 0; i < p->nopts; i++)
		help_line(out, p->opts[i].letter, p->opts[i].name,
		    p->opts[i].arg, p->opts[i].kind == OPT_KIND_WAIT,
		    p->opts[i].help);
	help_line(out, 'h', "help", NULL, false, "show this and exit");
	help_line(out, 'V', "version", NULL, false,
	    "show the versions and exit");
	/* "aai load" is in the page of aai. */
	buf_printf(out, "\nThe manual: man %.*s; the whole toolkit: man 7 aai\n",
	    (int)strcspn(p->name, " "), p->name);
}

void
opt_list_free(struct opt_list *list)
{
	mem_free(list->values);
	memset(list, 0, sizeof(*list));
}
