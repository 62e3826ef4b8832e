/* spec_source: where documents come from; see spec_source.h. */
#include "aai-describe/spec_source.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "http/engine.h"
#include "io/cli.h"
#include "io/fd.h"

bool
spec_source_is_url(const char *place)
{
	return place != NULL && (strncasecmp(place, "https://", 8) == 0 ||
				    strncasecmp(place, "http://", 7) == 0);
}

static int
ask(struct engine *g, const char *url, struct buf *out, struct error *e)
{
	const struct engine_request request = { .url = url };
	struct engine_response r = { 0 };
	enum engine_event event;
	int rc = -1;

	engine_submit(g, &request);
	event = engine_next(g, -1, -1, &r);
	if (event != ENGINE_RESPONSE) {
		error_set(e, ERROR_FAILED, "stopped");
		return -1;
	}
	if (r.result == ENGINE_DONE) {
		buf_put(out, r.body.data, r.body.len);
		rc = out->failed ? -1 : 0;
		if (rc != 0)
			error_set(e, ERROR_INPUT,
			    "'%s' is larger than %zu "
			    "bytes; see --memory",
			    url, out->max);
	} else {
		*e = r.error;
	}
	engine_response_free(&r);
	return rc;
}

static int
read_url(const struct spec_source *s, struct buf *out, struct error *e)
{
	struct engine_options o;
	struct engine *g;
	int rc;

	engine_defaults(&o);
	o.base_url = s->place;
	o.ca_file = s->ca_file;
	o.allow_http = s->allow_http;
	o.max_response = out->max;
	o.bear = false;
	g = engine_open(&o, e);
	if (g == NULL)
		return -1;
	rc = ask(g, s->place, out, e);
	engine_close(g);
	return rc;
}

int
spec_source_read(const struct spec_source *s, struct buf *out, struct error *e)
{
	if (spec_source_is_url(s->place))
		return read_url(s, out, e);
	if (s->place != NULL && strcmp(s->place, "-") != 0)
		return fd_slurp_file(s->place, out, e);
	cli_awaits("an API's OpenAPI file, in JSON or YAML");
	return fd_slurp(STDIN_FILENO, "standard input", out, e);
}
