/*
 * commit: the commit list, the steps that publishing a folder consists of, and
 * how it is carried out.  Private to the sink layer; folder.h is for others.
 *
 * The list is text, a step a line:
 *
 *	aai-commit 1
 *	mark TEXT		holds for every "next"
 *	rename 3 words.csv	stage/3 takes that name in the folder
 *	remove old.csv
 *	link 4 words/log/7.json	stage/4 appears under that name as well, which
 *				no other file may have
 *	next 5 cues/log/2.json	the same, or if another has the name, with the
 *				next number that is free; the files passed must
 *				hold no mark
 *	then 6 words/hint	like rename, after the links of that table
 *	manifest 7		stage/7 becomes the manifest
 *	partly 8		stage/8 does, if tables were left out
 *	end
 *
 * Every step may be taken twice, so that a list that was half carried out is
 * carried out from its start.
 *
 * A link whose name is another's cannot be made.  While none of the list's
 * links is made, the list is then dropped, and nothing of it has happened.
 * Otherwise that table's steps ("words/...") from the link on are left out, and
 * all others are taken; the manifest is then the one that says so ("partly"),
 * and what it notes of the loads is known as long as the folder is.
 *
 * Layer: sink.
 */
#ifndef SINK_COMMIT_H
#define SINK_COMMIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "sink/commit_list.h"
#include "sink/hidden.h"

/*
 * Put the finished list in place and flush it: from here on it will be done.
 * *listed: it is in place, be it flushed or not (-1), and what it speaks of
 * must stay.
 */
int commit_write(int hidden, const char *path, const struct buf *list,
    bool *listed, struct error *e) MUST_CHECK;

/* How a list ended. */
struct commit_end {
	bool dropped; /* nothing of it has been done */
	char *taken;  /* owned: the name that another file had, or NULL */
};

/*
 * Carry out the list in the folder at path, if there is one, and remove it.
 * dir and hidden are the folder and the hidden one in it.  A list that is not
 * whole and right in every line (commit_list.h), or a stranger's (trust.h), is
 * refused before anything is done.
 */
int commit_carry_out(int dir, int hidden, const char *path,
    struct commit_end *end, struct error *e) MUST_CHECK;

/*
 * How the links of a list stand (commit_link.h), as *end, which is zeroed: for
 * a list that has not been begun, "dropped" says that it will not be.  Marks
 * are added to marks; names of links are changed to those that are meant.
 */
int commit_look_ahead(struct commit_list *list, int dir, int stage,
    struct map *marks, struct commit_end *end, struct error *e) MUST_CHECK;

/*
 * Open the stage: *stage is -1 when there is none (left).  With dir, the
 * folder, for a writer: whose it is, too; -1 for a reader.  -1 with *e.
 */
int commit_open_stage(int dir, int hidden, const char *path, int *stage,
    struct error *e) MUST_CHECK;

#endif
