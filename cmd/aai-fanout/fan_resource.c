/* fan_resource: the resources that are asked for; see fan_resource.h. */
#include "aai-fanout/fan_resource.h"

#include <string.h>
#include <unistd.h>

#include "aai-fanout/fan_file.h"
#include "aai-fanout/fan_parents.h"
#include "base/mem.h"

/* What is wrong with a name, and which there are. */
static int
no_children(const struct desc *d, const char *name, struct error *e)
{
	struct buf all = buf_make(1024);
	size_t i;

	for (i = 0; i < d->nresources; i++)
		if (d->resources[i].nparents > 0)
			buf_printf(&all, "%s%s", all.len > 0 ? ", " : "",
			    d->resources[i].name);
	buf_byte(&all, 0);
	error_set(e, ERROR_USAGE,
	    desc_resource(d, name, strlen(name)) == NULL ?
		"there is no resource '%s' with parents; %s has %s" :
		"'%s' has no parents, so aai-fetch gets it; %s has %s",
	    name, d->name, (const char *)all.data);
	buf_free(&all);
	return -1;
}

int
fan_resource_find(struct fanout *f, struct error *e)
{
	const struct desc_resource *r;
	const char *name;
	size_t i;

	for (i = 0; i < f->nresources; i++) {
		name = f->options.resources[i];
		r = desc_resource(f->client->desc, name, strlen(name));
		if (r == NULL || r->nparents == 0)
			return no_children(f->client->desc, name, e);
		f->resources[i].r = r;
	}
	return 0;
}

/* Of what responses have beside their records. */
static void
notice(void *arg, const char *text)
{
	const struct fanout *f = arg;

	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

int
fan_resource_open(struct fanout *f, struct fan_resource *fr, struct error *e)
{
	const struct fanout_options *o = &f->options;

	if ((fr->r->pages.kind != DESC_PAGING_NONE ||
		fr->r->incremental.watermark) &&
	    repeats_id_open(&fr->id, fr->r, e) != 0)
		return -1;
	fr->each = for_each_open(fr->r, &o->params, e);
	if (fr->each == NULL)
		return -1;
	if (reply_open(&fr->reply, f->client->desc, fr->r, &o->params,
		o->choice.jq, e) != 0)
		return -1;
	fr->folder = -1;
	if (fr->r->file && fan_file_folder(o->save, fr->r->name, &fr->folder,
		e) != 0)
		return -1;
	if (fr->r->follow.on) {
		fr->follow = source_open(&fr->r->follow, e);
		if (fr->follow == NULL)
			return -1;
	}
	fr->reply.max_line = mem_limit(o->max_line);
	fr->reply.max_depth = (unsigned)f->client->options.max_depth;
	fr->reply.strict = f->options.strict;
	fr->reply.client = f->client;
	fr->reply.notice = notice;
	fr->reply.notice_arg = f;
	if (f->selection.len > 0)
		buf_byte(&f->selection, '\n');
	return request_selection(f->client->base_url, fr->r, &o->params,
	    o->choice.where, o->choice.jq, o->choice.shard, NULL,
	    &f->selection, e);
}

void
fan_resource_close(struct fan_resource *fr)
{
	cond_close(fr->when);
	cond_close(fr->when_untagged);
	repeats_id_close(&fr->id);
	reply_close(&fr->reply);
	for_each_close(fr->each);
	source_close(fr->follow);
	if (fr->r != NULL && fr->r->file && fr->folder >= 0)
		(void)close(fr->folder);
	fan_close_parents(fr);
}
