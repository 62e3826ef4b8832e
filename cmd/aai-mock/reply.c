/* reply: filling in responses; see reply.h. */
#include "aai-mock/reply.h"

#include <string.h>

#include "json/writer.h"

void
reply_bytes(struct serve_response *resp, unsigned status, const char *type,
    struct bytes *bytes)
{
	bytes_drop(resp->body);
	resp->status = status;
	resp->body = bytes;
	serve_add_header(resp, "Content-Type", "%s", type);
}

void
reply_buf(struct serve_response *resp, unsigned status, const char *type,
    struct buf *b)
{
	reply_bytes(resp, status, type, bytes_take(b));
}

void
reply_text(struct serve_response *resp, unsigned status, const char *type,
    const char *text)
{
	reply_bytes(resp, status, type, bytes_copy(text, strlen(text)));
}

void
reply_error(struct serve_response *resp, unsigned status, const char *text)
{
	struct buf b = buf_make(4096);
	struct json_writer w = { .out = &b };

	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "error", text);
	json_writer_close(&w, '}');
	reply_buf(resp, status, REPLY_JSON, &b);
}
