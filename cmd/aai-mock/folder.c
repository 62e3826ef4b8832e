/* folder: answers from files; see folder.h. */
#include "aai-mock/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-mock/mock.h"
#include "aai-mock/reply.h"
#include "aai-mock/request_log.h"
#include "io/fd.h"

#define PATH_LIMIT 4096

/*
 * Whether a decoded path stays below the folder it is put after: its parts are
 * plain names, none empty or beginning with a dot.
 */
static bool
is_safe(const char *path)
{
	const char *p;

	if (path[0] != '/' || strlen(path) > PATH_LIMIT / 2)
		return false;
	for (p = path; *p != '\0'; p++) {
		if ((unsigned char)*p < ' ' || *p == '\\')
			return false;
		if (*p == '/' && (p[1] == '.' || p[1] == '/' || p[1] == '\0'))
			return false;
	}
	return true;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/* Answer with the file of that name; false when there is none. */
static bool
answer_file(const struct buf *name, struct serve_response *resp)
{
	const char *path = (const char *)name->data, *type = REPLY_JSON;
	struct buf body = buf_make(MOCK_BODY_MAX);
	struct error e;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool ok = false;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    fd_slurp(fd, path, &body, &e) == 0)
		ok = true;
	(void)close(fd);
	if (ends_with(path, "srt") || ends_with(path, "vtt"))
		type = REPLY_HTML;
	if (ok)
		reply_buf(resp, 200, type, &body);
	buf_free(&body);
	return ok;
}

/* Try the file whose name is dir, path and tail; dot: at the last "/". */
static bool
try_file(const char *dir, const char *path, const char *tail, bool dot,
    struct serve_response *resp)
{
	struct buf name = buf_make(2 * PATH_LIMIT);
	size_t slash = strlen(dir) + (size_t)(strrchr(path, '/') - path);
	bool ok = false;

	buf_printf(&name, "%s%s%s", dir, path, tail);
	buf_byte(&name, 0);
	if (!name.failed && (!dot || slash > strlen(dir))) {
		if (dot)
			name.data[slash] = '.';
		ok = answer_file(&name, resp);
	}
	buf_free(&name);
	return ok;
}

/* A page of the list that is not the first. */
static void
answer_page(const char *dir, const struct serve_request *req,
    const char *before, struct serve_response *resp)
{
	struct buf tail = buf_make(PATH_LIMIT);
	bool ok = false;

	buf_printf(&tail, "@before_id=%s.json", before);
	buf_byte(&tail, 0);
	if (!tail.failed && strchr(before, '/') == NULL)
		ok = try_file(dir, req->target.path, (const char *)tail.data,
		    false, resp);
	buf_free(&tail);
	if (!ok)
		reply_text(resp, 200, REPLY_JSON,
		    "{\"page_details\": {\"limit\": 10, \"result_count\": 0, "
		    "\"current_url\": \"\", \"prev_url\": null, "
		    "\"next_url\": null}, \"transcripts\": []}");
}

void
folder_answer(const char *dir, const struct serve_request *req,
    struct serve_response *resp)
{
	const char *path = req->target.path;
	const char *before = target_param(&req->target, "before_id");
	enum request_log_route route = request_log_route(path);

	if (!is_safe(path))
		reply_error(resp, 404, "Not found");
	else if (route == REQUEST_LOG_LIST && before != NULL)
		answer_page(dir, req, before, resp);
	else if (!try_file(dir, path, "", false, resp) &&
		 !try_file(dir, path, ".json", false, resp) &&
		 !try_file(dir, path, "", true, resp)) {
		if (route == REQUEST_LOG_OTHER)
			reply_error(resp, 404, "Not found");
		else
			reply_error(resp, 400,
			    "Transcript lookup error, transcript id not "
			    "found");
	}
}
