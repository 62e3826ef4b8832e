/*
 * check_list: asks one page of a resource, and one more where the description
 * has paging, and compares what comes with what it says.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_CHECK_LIST_H
#define AAI_DESCRIBE_CHECK_LIST_H

#include "aai-describe/check_records.h"
#include "aai-describe/check_report.h"
#include "api/client.h"
#include "api/desc.h"
#include "api/request.h"
#include "base/error.h"

/*
 * Check the resource of the client's description, with these parameters; its
 * records are added to *records, which the caller frees.  -1 with *e when no
 * more can be asked: the key is refused (AUTH), a failure went on (TEMPORARY),
 * a limit or a signal ended it.
 */
int check_list(struct client *client, const struct desc_resource *r,
    const struct request_params *params, struct check_records *records,
    struct check_report *report, struct error *e) MUST_CHECK;

#endif
