/*
 * folder_stage: a new file in a folder's stage.  Private to the sink layer;
 * folder.h is for others.
 *
 * Layer: sink.
 */
#ifndef SINK_FOLDER_STAGE_H
#define SINK_FOLDER_STAGE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/cc.h"
#include "base/error.h"
#include "sink/folder.h"

/* A staged file's name in the stage: its number. */
struct folder_number {
	char text[24];
};

struct folder_number folder_number_of(size_t n);

/* As folder_stage(), with that mode. */
int folder_stage_as(struct folder *f, mode_t mode, size_t *number,
    struct error *e) MUST_CHECK;

#endif
