/*
 * airbyte: a connector's low-code manifest on its way to a description.
 *
 * A stream is converted as a whole or not at all: whatever of it cannot be said
 * in a description fails it, with a reason and its place.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_AIRBYTE_H
#define AAI_DESCRIBE_AIRBYTE_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-describe/airbyte_state.h"
#include "base/buf.h"

/*
 * A path of aai-api(5) appended for a list of names; one with odd letters is
 * quoted.
 */
void airbyte_put_name(struct buf *out, const char *name);

/* Append "," where out has something since from. */
void airbyte_comma(struct buf *out, size_t from);

/* The steps of a conversion; -1: st->e and st->place say why not. */
int airbyte_request(struct airbyte_stream *st, size_t requester);
int airbyte_auth(struct airbyte_stream *st, size_t authenticator);
int airbyte_pages(struct airbyte_stream *st, size_t retriever);
int airbyte_records(struct airbyte_stream *st, size_t retriever);
int airbyte_table(struct airbyte_stream *st);
int airbyte_errors(struct airbyte_stream *st, size_t requester);
/* What the partitions are, and after the request where they go. */
int airbyte_parents(struct airbyte_stream *st, size_t router);
int airbyte_partitions(struct airbyte_stream *st, size_t router);
/* Before the request is made, and after it. */
int airbyte_times(struct airbyte_stream *st);
int airbyte_incremental(struct airbyte_stream *st);

/*
 * Have a value go out as an option says (inject_into, field_name): a template
 * of aai-api(5) that is one name alone.  *param is set to the name of the
 * parameter that it is, or to NULL where it went into a template.
 */
int airbyte_option(struct airbyte_stream *st, size_t option, const char *name,
    const char **param);

/* A parameter of the resource; in may be NULL for the query. */
int airbyte_param(struct airbyte_stream *st, const char *name, const char *in,
    size_t value);

/* The same of a text, which is a template of the manifest. */
int airbyte_param_text(struct airbyte_stream *st, const char *name,
    const char *in, const char *text);

/*
 * Whether a text is a secret after a constant: sets the prefix and its name in
 * "secrets".  any: whatever users set is one.
 */
bool airbyte_secret_text(struct airbyte_stream *st, const char *text, bool any,
    const char **prefix, const char **secret);

/* Another credential: "header" or "query". */
void airbyte_credential(struct airbyte_stream *st, const char *kind,
    const char *name, const char *prefix, const char *secret);

/* Append a value of a body: JSON whose texts are templates. */
int airbyte_put_body(struct airbyte_stream *st, size_t node, struct buf *out);

/* A URL of base and path, as the connectors join them: a template. */
int airbyte_url(struct airbyte_stream *st, size_t requester, struct buf *out);

/*
 * The path in a record of a stream of a member that may have been put there by
 * AddFields; NULL: it is computed.
 */
const char *airbyte_record_path(
    struct airbyte_stream *st, size_t stream, const char *field);

/* The resource that a stream is, which is made when it is not there yet. */
struct airbyte_made *airbyte_make(
    struct airbyte *a, struct document *d, size_t node, const char *place);

/* OAuth 2.0, a session, and a session of the oldest kind. */
int airbyte_oauth(struct airbyte_stream *st, size_t node);
int airbyte_session(struct airbyte_stream *st, size_t node);
int airbyte_legacy(struct airbyte_stream *st, size_t node, size_t requester);

/* A member of an authenticator as a template, put into to as another one. */
int airbyte_auth_part(struct airbyte_stream *st, size_t node, const char *name,
    struct source_members *to, const char *as);

/* Another credential. */
void airbyte_auth_put(
    struct airbyte_stream *st, const struct source_members *c);

#endif
