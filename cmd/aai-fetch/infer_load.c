/* infer_load: what a URL gives; see infer_load.h. */
#include "aai-fetch/infer_load.h"

#include "api/infer_search.h"

/* The client goes on by what was found. */
static int
finish(struct infer_search *l, struct infer_probe *probe, struct buf *text,
    struct error *e)
{
	struct client *client = probe->client;
	struct desc *d;

	infer_source_put(l->source, &l->found, text);
	d = infer_proof_desc(&l->list, l->found.pages, l->found.way, e);
	if (d == NULL)
		return -1;
	infer_probe_close(probe);
	client_set_desc(client, d);
	return 0;
}

int
infer_load(struct client *client, const struct infer_source *source,
    const struct infer_options *options, struct buf *text, struct buf *words,
    struct error *e)
{
	static const struct request_params none;
	static const struct template_scope no_names;
	const struct desc *d = client->desc;
	struct infer_search l = { 0 };
	struct infer_probe probe = { 0 };
	struct engine_response first = { 0 };
	struct http_request http;
	int rc;

	rc = http_request_make(client->base_url, d->resources, &none,
	    &no_names, &http, e);
	if (rc == 0)
		rc = infer_probe_open(&probe, client, d, d->resources, &http,
		    e);
	if (rc == 0 && infer_probe_ask(&probe, http.url, NULL, &first, e) != 1)
		rc = -1;
	if (rc == 0)
		rc = infer_search(&l, &probe, source, &first, options, e);
	if (rc == 0) {
		infer_search_say(&l, words);
		rc = finish(&l, &probe, text, e);
	}
	infer_probe_close(&probe);
	infer_search_close(&l);
	http_request_free(&http);
	engine_response_free(&first);
	return rc;
}
