/*
 * commit_list: the text of a commit list, checked whole before its first step.
 * Private to the sink layer; commit.h says what the steps are.
 *
 * The list lies in a folder that may be anybody's.  So every line is checked
 * before anything is done: files of the stage are numbers, names are those of
 * beneath_name() and not in the hidden folder, and the list is whole.
 *
 * Layer: sink.
 */
#ifndef SINK_COMMIT_LIST_H
#define SINK_COMMIT_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Bytes of the largest number of a staged file. */
#define COMMIT_DIGITS 19

enum commit_do {
	COMMIT_DO_MARK,     /* name: the text */
	COMMIT_DO_RENAME,   /* number, name */
	COMMIT_DO_REMOVE,   /* name */
	COMMIT_DO_LINK,     /* number, name */
	COMMIT_DO_NEXT,     /* number, name */
	COMMIT_DO_THEN,     /* number, name */
	COMMIT_DO_MANIFEST, /* number */
	COMMIT_DO_PARTLY,   /* number */
};

/* The texts are the list's; a name may be changed, not in length. */
struct commit_step {
	enum commit_do kind;
	char *number; /* or NULL */
	char *name;   /* or NULL */
};

struct commit_list {
	struct buf text;
	size_t at; /* of the next step */
};

/*
 * Whether a load may have a file of that name in its folder: below it, not in
 * its hidden folder.
 */
bool commit_is_name(const char *name) MUST_CHECK;

/*
 * Read the list in the hidden folder of the folder at path (for messages) and
 * check it: 1, 0 when there is none, -1 with *e (ERROR_OUTPUT).  With dir, the
 * folder, for a writer: whose list it is, too (see trust.h); -1 for a reader.
 * To be released in any case.
 */
int commit_list_read(struct commit_list *l, int dir, int hidden,
    const char *path, struct error *e) MUST_CHECK;

/* Check the text that l has: 0, or -1 with *e (ERROR_OUTPUT). */
int commit_list_parse(
    struct commit_list *l, const char *path, struct error *e) MUST_CHECK;

/* The next step of a checked list; false at the end. */
bool commit_list_next(struct commit_list *l, struct commit_step *s);

/* Begin again with the first step. */
void commit_list_rewind(struct commit_list *l);

void commit_list_free(struct commit_list *l);

#endif
