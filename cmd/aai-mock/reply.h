/*
 * reply: filling in responses.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_REPLY_H
#define AAI_MOCK_REPLY_H

#include "base/buf.h"
#include "serve/serve.h"

#define REPLY_JSON "application/json"
#define REPLY_HTML "text/html; charset=utf-8"

/* Answer with these bytes, whose share passes to the response. */
void reply_bytes(struct serve_response *resp, unsigned status, const char *type,
    struct bytes *bytes);

/* Answer with what b holds; b is empty afterwards. */
void reply_buf(struct serve_response *resp, unsigned status, const char *type,
    struct buf *b);

/* Answer with a text. */
void reply_text(struct serve_response *resp, unsigned status, const char *type,
    const char *text);

/* Answer {"error": text}. */
void reply_error(
    struct serve_response *resp, unsigned status, const char *text);

#endif
