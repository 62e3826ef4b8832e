/*
 * opt: command line options from one table, which also gives --help.
 *
 * POSIX short options and GNU long ones: "-o FILE", "-oFILE", "--output FILE",
 * "--output=FILE"; short flags may be joined ("-qv"); "--" ends the options;
 * "-" alone is an operand.  Options and operands may be mixed.  Long names are
 * never abbreviated.  An option given twice is an error unless its kind says
 * that it may repeat.  Every program also gets --help (-h), --help=json,
 * --version (-V) and --completion=bash, =zsh and =fish (see complete.h).
 *
 * A table is an automatic array made with the OPT_* macros, whose targets the
 * compiler checks:
 *
 *	const struct opt opts[] = {
 *		OPT_STR('o', "output", &output, "dir", "write tables here"),
 *		OPT_SIZE(0, "memory", &memory, "size", "hold at most this",
 *		    1 << 20, UINT64_MAX),
 *	};
 *
 * Layer: base.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum opt_kind {
	OPT_KIND_FLAG,	   /* bool: set to true; --no-NAME to false */
	OPT_KIND_STR,	   /* const char *: borrowed from argv */
	OPT_KIND_LIST,	   /* struct opt_list: may repeat */
	OPT_KIND_U64,	   /* uint64_t within min..max */
	OPT_KIND_SIZE,	   /* uint64_t, see num_size() */
	OPT_KIND_DURATION, /* int64_t milliseconds, see num_duration_ms() */
	OPT_KIND_WAIT,	   /* the same; alone, without "=": INT64_MAX */
	OPT_KIND_CHOICE,   /* int: the index in choices */
};

/* The values of an option that may repeat, in the order given. */
struct opt_list {
	const char **values; /* owned; the strings are argv's */
	size_t n;
	size_t cap;
};

struct opt {
	enum opt_kind kind;
	char letter;	  /* 0 for none */
	const char *name; /* without the dashes */
	void *target;
	const char *arg;  /* the argument's name in the help; NULL for a flag */
	const char *help; /* a phrase, lower case, no full stop */
	uint64_t min, max;
	const char *const *choices; /* NULL-terminated */
};

#define OPT_FLAG(letter, name, target, help) \
	{ OPT_KIND_FLAG, letter, name, (bool *){ target }, NULL, help, 0, 0, \
		NULL }
#define OPT_STR(letter, name, target, arg, help) \
	{ OPT_KIND_STR, letter, name, (const char **){ target }, arg, help, \
		0, 0, NULL }
#define OPT_LIST(letter, name, target, arg, help) \
	{ OPT_KIND_LIST, letter, name, (struct opt_list *){ target }, arg, \
		help, 0, 0, NULL }
#define OPT_U64(letter, name, target, arg, help, min, max) \
	{ OPT_KIND_U64, letter, name, (uint64_t *){ target }, arg, help, min, \
		max, NULL }
#define OPT_SIZE(letter, name, target, arg, help, min, max) \
	{ OPT_KIND_SIZE, letter, name, (uint64_t *){ target }, arg, help, min, \
		max, NULL }
#define OPT_DURATION(letter, name, target, arg, help, min, max) \
	{ OPT_KIND_DURATION, letter, name, (int64_t *){ target }, arg, help, \
		min, max, NULL }
#define OPT_WAIT(letter, name, target, arg, help) \
	{ OPT_KIND_WAIT, letter, name, (int64_t *){ target }, arg, help, 0, \
		INT64_MAX / 1000, NULL }
#define OPT_CHOICE(letter, name, target, arg, help, choices) \
	{ OPT_KIND_CHOICE, letter, name, (int *){ target }, arg, help, 0, 0, \
		choices }

/* What a program is, for parsing, --help and --version. */
struct opt_program {
	const char *name;     /* "aai-fetch" */
	const char *purpose;  /* one line: "fetch an API's records as NDJSON" */
	const char *operands; /* as in the synopsis: "resource", or "" */
	const char *examples; /* lines ended by LF, shown first in --help */
	const struct opt *opts;
	size_t nopts;
	const char *const *commands; /* of which the first operand is one;
					NULL-terminated, or NULL */
	bool filter; /* it reads standard input and no file */
	const char *const *libraries; /* "libcurl 7.88.1"; NULL-terminated,
					 or NULL for none */
};

enum opt_outcome {
	OPT_RUN,     /* go on */
	OPT_HELP,    /* -h or --help was given */
	OPT_HELP_JSON, /* --help=json was given */
	OPT_VERSION, /* --version was given */
	OPT_BASH,    /* --completion=bash was given; and so on */
	OPT_ZSH,
	OPT_FISH,
};

/*
 * Parse argv[1..argc - 1] into the targets.  The operands are moved to
 * argv[1..*noperands], in order.  Returns 0 with *outcome set, or -1 with *e
 * (ERROR_USAGE).
 */
int opt_parse(const struct opt_program *p, int argc, char **argv,
    enum opt_outcome *outcome, size_t *noperands, struct error *e) MUST_CHECK;

/* Append the usage ("usage: aai-x [-q] [-o dir] ...") to out, wrapped at 80. */
void opt_usage(const struct opt_program *p, struct buf *out);

/* Append the whole --help text to out. */
void opt_help(const struct opt_program *p, struct buf *out);

/* Release the memory of a list. */
void opt_list_free(struct opt_list *list);

#endif
