/*
 * arg_list: a growing list of strings: operands, arguments of programs.
 *
 * Layer: aai.
 */
#ifndef AAI_ARG_LIST_H
#define AAI_ARG_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/cc.h"

/* A zeroed struct is an empty list. */
struct arg_list {
	char **items; /* owned, each; NULL after the last once any was added */
	size_t n;
	size_t cap;
};

/* Append a copy of the word, or the formatted text. */
void arg_list_add(struct arg_list *w, const char *word);
void arg_list_addf(struct arg_list *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Append copies of all of the others. */
void arg_list_add_all(struct arg_list *w, const struct arg_list *others);

/* Append copies of an option and its value; nothing where that is NULL. */
void arg_list_option(struct arg_list *w, const char *option, const char *value);

bool arg_list_has(const struct arg_list *w, const char *word);

void arg_list_free(struct arg_list *w);

/* Append the word as a shell reads it: in quotes where it needs them. */
void arg_list_quote(struct buf *out, const char *word);

#endif
