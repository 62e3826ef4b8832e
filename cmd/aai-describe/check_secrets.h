/*
 * check_secrets: which secret of a description goes where.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_CHECK_SECRETS_H
#define AAI_DESCRIBE_CHECK_SECRETS_H

#include "aai-describe/check_report.h"
#include "api/client.h"

/* Say it of each; the client is connected. */
void check_secrets(const struct client *client, struct check_report *report);

#endif
