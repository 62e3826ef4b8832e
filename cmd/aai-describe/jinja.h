/*
 * jinja: the template expressions of connectors' manifests, as trees.
 *
 * Layer: aai-describe.  Thread-safe for different trees.
 */
#ifndef AAI_DESCRIBE_JINJA_H
#define AAI_DESCRIBE_JINJA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"

#define JINJA_DEPTH  64
#define JINJA_LENGTH 8192 /* bytes of an expression */
#define JINJA_NONE   ((size_t)-1)

enum jinja_kind {
	JINJA_NAME,    /* s */
	JINJA_STRING,  /* s */
	JINJA_NUMBER,  /* s, as it is spelled */
	JINJA_TRUE,
	JINJA_FALSE,
	JINJA_NULL,
	JINJA_LIST,    /* children: its items */
	JINJA_DICT,    /* children: names and values in turn */
	JINJA_MEMBER,  /* child 1's member of the name s: x.s, x["s"] */
	JINJA_INDEX,   /* child 1's item child 2 */
	JINJA_SLICE,   /* child 1's part; s: what is between the brackets */
	JINJA_CALL,    /* child 1, with the arguments that are the others */
	JINJA_FILTER,  /* s of child 1; the others are its arguments */
	JINJA_TEST,    /* child 1 is s */
	JINJA_NOT,     /* child 1 */
	JINJA_NEGATED, /* -child 1 */
	JINJA_BINARY,  /* s: "or", "and", "==", "<", "in", "+", "~" ... */
	JINJA_IF,      /* child 2 when child 1 holds, else child 3 if any */
	JINJA_KEYWORD, /* s=child 1, an argument */
};

struct jinja_node {
	enum jinja_kind kind;
	char *s;      /* owned, or NULL */
	size_t child; /* the first one, or JINJA_NONE */
	size_t next;  /* the next one of the same parent */
};

/* A zeroed struct is an empty tree. */
struct jinja {
	struct jinja_node *nodes;
	size_t n;
	size_t cap;
};

/*
 * Read the expression text[0..len) and set *root.  -1 with *e (INPUT) when it
 * is not one, or is nested deeper than JINJA_DEPTH
 * or longer than JINJA_LENGTH.
 */
int jinja_parse(struct jinja *j, const char *text, size_t len, size_t *root,
    struct error *e) MUST_CHECK;

/* The n-th child, from 0; JINJA_NONE: there is none. */
size_t jinja_child(const struct jinja *j, size_t node, size_t n);

void jinja_free(struct jinja *j);

/*
 * The parts of a template: text, and expressions between {{ and }}.  Sets
 * *from and *len to the next part after *at, which begins as 0, and whether it
 * is an expression.  False at the end.  A statement ({% %}) is *statement.
 */
bool jinja_part(const char *text, size_t *at, size_t *from, size_t *len,
    bool *expression, bool *statement);

#endif
