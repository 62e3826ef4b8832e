/*
 * check_report: what a check of a description says, a line each, on standard
 * output.
 *
 *	orders: ok: 50 records at .items
 *	orders: differs: page two has the records of page one
 *	orders: change: "pages": {"kind": "page", "param": "p", "start": 1}
 *	orders: unseen: it has one page
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_CHECK_REPORT_H
#define AAI_DESCRIBE_CHECK_REPORT_H

#include <stdint.h>

#include "api/client.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"

struct check_report {
	const struct client *client; /* whose key is covered; or NULL */
	const char *subject;	     /* borrowed: a resource, or "secrets" */
	struct buf text;
	uint64_t differs; /* lines of that kind */
};

void check_report_open(struct check_report *r, const struct client *client);

/* It is as the description says; it is not; it could not be seen. */
void check_report_ok(struct check_report *r, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
void check_report_differs(struct check_report *r, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
void check_report_unseen(struct check_report *r, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* A member of the description that would be right, as JSON. */
void check_report_change(struct check_report *r, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* Write what was said.  -1 with *e (OUTPUT). */
int check_report_flush(struct check_report *r, struct error *e) MUST_CHECK;

void check_report_close(struct check_report *r);

#endif
