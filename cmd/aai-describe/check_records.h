/*
 * check_records: whether a list's records are what the description says of
 * them: their key, their times and the order of these, the types of columns.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_CHECK_RECORDS_H
#define AAI_DESCRIBE_CHECK_RECORDS_H

#include <stddef.h>

#include "aai-describe/check_report.h"
#include "api/desc.h"
#include "json/span.h"

struct check_record {
	char *text; /* as it stands in the answer; owned */
	size_t len;
	char *line; /* as it goes out, with its parents' keys; owned */
	size_t line_len;
};

/* Records in their order, of one page or two; a zeroed struct is none. */
struct check_records {
	struct check_record *items;
	size_t n;
	size_t cap;
};

/* Keep one more; for a reply_sink, with the records as arg. */
int check_records_take(void *arg, struct span record, bool *wanted,
    struct error *e) MUST_CHECK;
int check_records_put(void *arg, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/* The i-th, as it stands in the answer, and as it goes out; borrowed. */
struct span check_records_at(const struct check_records *records, size_t i);
struct span check_records_line(const struct check_records *records, size_t i);

/* Compare them with what the resource's description says. */
void check_records(const struct check_records *records, const struct desc *d,
    const struct desc_resource *r, struct check_report *report);

void check_records_free(struct check_records *records);

#endif
