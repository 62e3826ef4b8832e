/*
 * fan_file: a file that a link leads to, saved in a folder under a name that is
 * made of the parent's id.
 *
 * It is written beside that name, resumed where an earlier run left it if the
 * server says that it is the same, and gets its name when all of it is on disk;
 * one that has its name is whole, and not fetched again.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_FILE_H
#define AAI_FANOUT_FAN_FILE_H

#include <stdbool.h>

#include "api/client.h"
#include "base/buf.h"
#include "base/error.h"

struct fan_file;

/*
 * Open the folder of that name in the one at path, which are made if need be.
 * -1 with *e (USAGE: path is NULL; OUTPUT).
 */
int fan_file_folder(const char *path, const char *name, int *folder,
    struct error *e) MUST_CHECK;

/*
 * Begin with what the link leads to, of the parent with the id.  NULL with *e
 * (FAILED; OUTPUT).
 */
struct fan_file *fan_file_open(int folder, const char *id, size_t id_len,
    const char *link, struct error *e) MUST_CHECK;

/* Whether it has its name already, so that nothing is to be asked for. */
bool fan_file_is_whole(const struct fan_file *f);

/* What to ask with; borrowed. */
const struct http_request *fan_file_request(const struct fan_file *f);

/* A piece of the answer, as struct engine_request's sink has it. */
bool fan_file_put(struct fan_file *f, int status, const struct buf *headers,
    bool first, const void *data, size_t n);

/*
 * The answer has ended well: whether the file is whole.  -1 with *e
 * (TEMPORARY, FAILED, OUTPUT); then a later run begins anew or goes on.
 */
int fan_file_check(struct fan_file *f, const struct engine_response *r,
    struct error *e) MUST_CHECK;

/* Give it its name.  -1 with *e (OUTPUT). */
int fan_file_finish(struct fan_file *f, struct error *e) MUST_CHECK;

/* What went wrong in fan_file_put(), or NULL. */
const struct error *fan_file_error(const struct fan_file *f);

/* Begin from nothing with the next answer. */
void fan_file_forget(struct fan_file *f);

/* Append what there is to say of it, as a JSON object. */
void fan_file_describe(const struct fan_file *f, struct buf *out);

/* NULL is accepted. */
void fan_file_close(struct fan_file *f);

#endif
