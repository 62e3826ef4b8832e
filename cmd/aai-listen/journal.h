/*
 * journal: the deliveries on disk, in the order in which they came.
 *
 * A file of lines, each the record of a delivery as it is given out
 * (delivery.h), so that a journal is itself a stream of records.  When the
 * file is long enough it is renamed to PATH.NUMBER, after its first delivery,
 * and a new one begun.  PATH.lock keeps it to one process, and holds the
 * version of the journal's form ("aai-journal 1").
 *
 * What is put is in memory, or in the file where it is long, until
 * journal_commit() has written and flushed it, all that waits with one flush.
 * A crash can leave what was never committed at the end of the file: an
 * incomplete record there is cut off when the journal is opened, lines that
 * are not records are passed over and counted.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_JOURNAL_H
#define AAI_LISTEN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/dedup.h"
#include "aai-listen/delivery.h"
#include "aai-listen/delivery_line.h"
#include "base/buf.h"
#include "base/error.h"

/* A file of the journal. */
struct journal_file {
	uint64_t first; /* number of its first delivery; names it */
	uint64_t last;  /* of its last; first - 1 when it has none */
	int64_t bytes;  /* that are on disk */
};

struct journal {
	const char *path; /* borrowed */
	int64_t rotate;   /* a file is long enough with this many bytes */
	uint64_t seed;    /* of the names that seen gets */
	int fd;           /* of the current file */
	int lock;
	struct journal_file *files; /* n of them; the last is the current */
	size_t n;
	size_t cap;
	uint64_t next;      /* the number that the next delivery gets */
	uint64_t safe;      /* ... if nothing that waits gets to disk */
	int64_t at;         /* bytes of the current file that are written */
	struct buf pending; /* not written yet */
	uint64_t damaged;   /* lines passed over when it was opened */
	int64_t cut;        /* bytes of an incomplete end, likewise */
	uint64_t commits;   /* flushes */
};

/*
 * Open the journal at path, which is made when it is not there, and read it:
 * the names of its deliveries go to seen.  after is a number that the next
 * delivery's is to be above in any case.  -1 with *e (TEMPORARY: another
 * process has it; INPUT: it is of another version; OUTPUT).
 * journal_close() is due in any case.
 */
int journal_open(struct journal *j, const char *path, int64_t rotate,
    uint64_t after, struct dedup *dedup, struct error *e) MUST_CHECK;

/* The number of the last delivery on disk, and of the first; 0: none. */
uint64_t journal_last(const struct journal *j);
uint64_t journal_first(const struct journal *j);

/*
 * Put the record of a delivery that is whole, stamped now.  -1 with *e
 * (TEMPORARY, and what was put before stays; or OUTPUT, as below).
 */
int journal_put(
    struct journal *j, const struct delivery *d, struct error *e) MUST_CHECK;

/*
 * Write and flush what was put.  -1 with *e: TEMPORARY when it could not be
 * written; it is then as if it had not been put.  OUTPUT when it could not be
 * flushed: what the disk has is unknown, and the journal must be opened anew.
 */
int journal_commit(struct journal *j, struct error *e) MUST_CHECK;

/*
 * Remove the files whose deliveries are all at or below mark, but for the
 * newest keep of those.  -1 with *e (OUTPUT).
 */
int journal_clear(struct journal *j, uint64_t mark, uint64_t keep,
    struct error *e) MUST_CHECK;

/* Append the path of a file, with its NUL. */
void journal_name(
    const struct journal *j, const struct journal_file *f, struct buf *out);

void journal_close(struct journal *j);

/* A place in a journal from which deliveries are read. */
struct journal_reader {
	const struct journal *j;
	int fd;         /* of the file it is in; -1: none yet */
	uint64_t first; /* that file's first number */
	uint64_t next;  /* deliveries below are passed over */
	int64_t offset; /* of the next line */
	int64_t piece;  /* of the next piece of the record; -1: there is none */
	int64_t end;    /* of the record, without its LF */
	struct buf data; /* a part of the file */
	int64_t data_at; /* its offset */
	struct delivery_line line;
};

/* Start reading at the first delivery whose number is from or above. */
void journal_read_from(
    struct journal_reader *r, const struct journal *j, uint64_t from);

/*
 * Go to the next delivery that is on disk, when the last one was read whole or
 * is passed over: 1 with *number, 0 when there is none yet, -1 with *e
 * (FAILED).
 */
int journal_next(
    struct journal_reader *r, uint64_t *number, struct error *e) MUST_CHECK;

/*
 * The next piece of its record, without LF; valid until the next call: 1, 0
 * when all of it was read, -1 with *e (FAILED).
 */
int journal_piece(struct journal_reader *r, const char **p, size_t *n,
    struct error *e) MUST_CHECK;

/* Release; a zeroed struct is accepted. */
void journal_read_close(struct journal_reader *r);

#endif
