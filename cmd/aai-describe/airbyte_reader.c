/* airbyte_reader: low-code manifests; see airbyte.h. */
#include <stdio.h>
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_resolve.h"
#include "aai-describe/spec_reader.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

#define STREAM_MAX ((size_t)16 << 20) /* bytes of a stream, resolved */

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
fits(struct document *d)
{
	const char *type = document_text(d, 0, "type");

	return (type != NULL && same(type, "DeclarativeSource")) ||
	       (document_get(d, 0, "streams") != JSON_NO_NODE &&
		   document_get(d, 0, "check") != JSON_NO_NODE);
}

/* The longest label of the first host, as "stripe" of api.stripe.com. */
static char *
make_name(struct airbyte *a, struct document *d, size_t stream)
{
	const char *url = document_text(d,
	    document_at(d, stream, "retriever", "requester", NULL), "url_base");
	const char *s = url != NULL ? strstr(url, "://") : NULL;
	const char *best = "api";
	size_t len = 3, n, labels = 0, left;

	(void)a;
	s = s != NULL ? s + 3 : "";
	left = strcspn(s, "/");
	for (const char *end = s + left; s < end; s += n + (s[n] == '.')) {
		n = strcspn(s, "./{} ");
		if (n == 0) {
			s++;
			continue;
		}
		if (s + n < end && s[n] == '.' && n >= len &&
		    strncmp(s, "config", 6) != 0) {
			best = s;
			len = n;
		}
		labels++;
	}
	if (*best >= '0' && *best <= '9') {
		struct buf b = buf_make(SIZE_MAX / 2);

		buf_printf(&b, "api_%.*s", (int)len, best);
		return buf_take(&b);
	}
	return mem_dup(best, len);
}

static void
add_stream(struct airbyte *a, size_t node, size_t index)
{
	struct document d = { 0 };
	struct buf b = buf_make(STREAM_MAX), place = buf_make(100);
	struct airbyte_made *made;
	const char *name = "";
	struct error e = { 0 };
	size_t before = a->n;

	buf_printf(&place, "streams[%zu]", index);
	buf_byte(&place, '\0');
	if (airbyte_resolve(a->d, node, &b, &e) != 0 ||
	    document_read(&d, (const char *)b.data, b.len, STREAM_MAX * 8,
		&e) != 0) {
		source_leave_out(a->m, (const char *)place.data, "", "%s",
		    e.text);
	} else {
		name = document_text(&d, 0, "name");
		if (a->name == NULL)
			a->name = make_name(a, &d, 0);
		if (name == NULL || spec_wants_named(a->w, name)) {
			made = airbyte_make(
			    a, &d, 0, (const char *)place.data);
			if (made->why != NULL)
				source_leave_out(a->m, made->stream,
				    made->place, "%s", made->why);
		}
	}
	(void)before;
	document_free(&d);
	buf_free(&b);
	buf_free(&place);
}

/* The most frequent pair of origin and credentials is the API's own. */
static size_t
choose_main(struct airbyte *a)
{
	size_t best = JSON_NO_NODE, most = 0, i, k, n;

	for (i = 0; i < a->n; i++) {
		if (a->made[i].why != NULL)
			continue;
		for (n = 0, k = 0; k < a->n; k++)
			n += a->made[k].why == NULL &&
			     same(a->made[i].origin, a->made[k].origin) &&
			     same(a->made[i].auth, a->made[k].auth);
		n += strstr(a->made[i].auth, "\"token\"") != NULL ? a->n : 0;
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

static void
put_where(struct airbyte *a, struct source_members *m, const char *origin,
    const char *auth)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	char *variable;

	if (*origin != '{' || origin[1] == '{') {
		source_put_text(m, "base_url", origin);
	} else {
		/* a URL as a whole is the user's: there is none to send to */
		variable = source_variable(a->name, "BASE_URL");
		source_put_text(m, "base_url", "https://base-url.invalid");
		source_put_text(m, "base_url_env", variable);
		mem_free(variable);
	}
	if (*auth != '\0') {
		buf_printf(&b, "[%s]", auth);
		source_put_buf(m, "auth", &b);
	}
	buf_free(&b);
}

static void
put_origins(struct airbyte *a, size_t own)
{
	struct source_members origins = { 0 }, one = { 0 };
	size_t i, k, n = 0;
	char name[32];

	for (i = 0; i < a->n; i++) {
		struct airbyte_made *x = &a->made[i];

		if (x->why != NULL || (same(x->origin, a->made[own].origin) &&
					  same(x->auth, a->made[own].auth)))
			continue;
		for (k = 0; k < i; k++)
			if (a->made[k].why == NULL &&
			    same(x->origin, a->made[k].origin) &&
			    same(x->auth, a->made[k].auth))
				break;
		if (k < i) {
			source_put(&a->m->resources[x->resource].members,
			    "origin",
			    source_member(
				&a->m->resources[a->made[k].resource].members,
				"origin"));
			continue;
		}
		(void)snprintf(name, sizeof(name), "origin_%zu", ++n);
		put_where(a, &one, x->origin, x->auth);
		source_put_members(&origins, name, &one);
		source_members_free(&one);
		source_put_text(&a->m->resources[x->resource].members, "origin",
		    name);
	}
	if (origins.n > 0)
		source_put_members(&a->m->members, "origins", &origins);
	source_members_free(&origins);
}

static void
put_api(struct airbyte *a)
{
	size_t own = choose_main(a);
	struct source_members *m = &a->m->members;

	source_put_text(m, "name", a->name);
	put_where(a, m, a->made[own].origin, a->made[own].auth);
	put_origins(a, own);
	if (a->params.n > 0)
		source_put_members(m, "params", &a->params);
	if (a->secrets.n > 0)
		source_put_members(m, "secrets", &a->secrets);
}

static void
free_all(struct airbyte *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		mem_free(a->made[i].stream);
		mem_free(a->made[i].text);
		mem_free(a->made[i].origin);
		mem_free(a->made[i].auth);
		mem_free(a->made[i].why);
		mem_free(a->made[i].place);
		mem_free(a->made[i].fields);
	}
	mem_free(a->made);
	mem_free(a->name);
	source_members_free(&a->params);
	source_members_free(&a->secrets);
}

static int
read_manifest(struct document *d, const struct spec_wants *w,
    struct source_model *m, struct error *e)
{
	struct airbyte a = { .d = d, .w = w, .m = m };
	size_t streams = document_get(d, 0, "streams"), at = JSON_NO_NODE;
	size_t index = 0;
	int rc = 0;

	if (!fits(d) || document_kind(d, streams) != JSON_ARRAY) {
		error_set(e, ERROR_INPUT,
		    "it is not a manifest of a low-code connector with "
		    "streams");
		return -1;
	}
	while ((at = document_next(d, streams, at)) != JSON_NO_NODE)
		add_stream(&a, at, index++);
	if (m->n == 0) {
		error_set(e, ERROR_INPUT, "none of its %zu streams could be "
					  "described: %s",
		    index, m->nleft_out > 0 ? m->left_out[0].why : "no stream");
		rc = -1;
	} else {
		put_api(&a);
	}
	free_all(&a);
	return rc;
}

const struct spec_reader airbyte_reader = { "airbyte", fits, read_manifest };
