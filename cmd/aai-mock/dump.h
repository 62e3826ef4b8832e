/*
 * dump: the account's records as a stream, without a server in between.
 *
 * Records are as aai-fetch and aai-fanout would write them: the API's objects
 * with "_table" in front, and the keys that parts of a transcript are given.
 * They come in the order of the transcripts' creation, and are made one after
 * another, so that any amount takes little memory.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_DUMP_H
#define AAI_MOCK_DUMP_H

#include "aai-mock/account.h"
#include "base/error.h"
#include "io/out.h"

enum dump_resource {
	DUMP_TRANSCRIPTS,
	DUMP_DETAILS,
	DUMP_SENTENCES,
	DUMP_PARAGRAPHS,
	DUMP_SUBTITLES,
};

/* Their names, in this order and NULL-terminated: "transcripts", ... */
extern const char *const dump_resources[];

/*
 * Write all records of a resource; with bytes other than 0, as many as it takes
 * to have written that many bytes, whatever the number of transcripts.
 */
int dump_write(const struct account_config *cfg, enum dump_resource what,
    uint64_t bytes, struct out *o, struct error *e) MUST_CHECK;

#endif
