/*
 * report: what a load did, as text for people and as JSON for programs.
 *
 * Layer: api.
 */
#ifndef API_REPORT_H
#define API_REPORT_H

#include <stdint.h>

#include "api/client.h"
#include "base/buf.h"
#include "base/error.h"

/* Append "120 requests, 60/s, 8 in flight, 2 again": a part of a line. */
void report_line(const struct client *c, struct buf *out);

/* Append the members of --stats that are about requests. */
void report_put(struct buf *out, const struct client *c);

#endif
