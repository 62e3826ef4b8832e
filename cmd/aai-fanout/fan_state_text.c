/* fan_state_text: a state of children as text; see fan_state.h. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-fanout/fan_state.h"
#include "base/mem.h"
#include "io/fd.h"
#include "json/text.h"
#include "stream/end.h"
#include "stream/state_text.h"

#define STATE_MAX ((size_t)1 << 30)
#define VERSION	  3

static bool
take_parent(void *arg, const char *id, size_t len, struct span value)
{
	if (span_kind(value) != JSON_OBJECT)
		return false;
	fan_state_set(arg, id, len, mem_dup(value.p, value.len));
	return true;
}

/* {"PARENT":{...},...} of a resource. */
static int
read_parents(struct fan_resource *fr, struct span parents, struct error *e)
{
	return parents.p == NULL ? 0 :
	    state_text_each(parents, "children", take_parent, fr, e);
}

static int
check_head(struct fanout *f, struct span whole, struct error *e)
{
	struct span version = span_get(whole, "version");
	struct span selection = span_get(whole, "selection");

	if (!span_spells(version, "3", 1)) {
		error_set(e, ERROR_INPUT,
		    "it is not of version %d, which this program knows: use "
		    "the newer one that wrote it, or --full-refresh",
		    VERSION);
		return -1;
	}
	if (span_kind(span_get(whole, "children")) != JSON_OBJECT ||
	    selection.len != f->state.selection.len ||
	    memcmp(selection.p, f->state.selection.data, selection.len) != 0)
		return state_text_other(e, selection);
	return state_text_account(whole, f->state.salt, sizeof(f->state.salt),
	    f->state.account, sizeof(f->state.account), e);
}

static int
read_text(struct fanout *f, const char *text, size_t len, struct error *e)
{
	struct buf plain = buf_make(SIZE_MAX / 2);
	struct span whole, children;
	int rc = state_text_open(text, len, f->state.from, &plain, &whole, e);
	size_t i;

	if (rc == 0 && whole.p == NULL)
		return 0;
	if (rc == 0)
		rc = check_head(f, whole, e);
	children = span_get(whole, "children");
	for (i = 0; rc == 0 && i < f->nresources; i++)
		rc = read_parents(&f->resources[i],
		    span_get(children, f->resources[i].r->name), e);
	buf_free(&plain);
	return rc;
}

static int
lock(struct fanout *f, bool there, mode_t mode, struct error *e)
{
	const char *path = f->options.state;

	if (f->options.dry_run || (there && !S_ISREG(mode)) ||
	    !end_may_lock(path))
		return 0;
	f->state.lock = end_lock(path, END_READS, f->options.wait_ms, e);
	return f->state.lock < 0 ? -1 : 0;
}

int
fan_state_read(struct fanout *f, struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	const char *path = f->options.state;
	struct stat st = { 0 };
	bool there = stat(path, &st) == 0;
	int rc = 0;

	if (!there && errno != ENOENT) {
		error_errno(e, ERROR_FAILED, "cannot read state '%s'", path);
		return -1;
	}
	if (lock(f, there, st.st_mode, e) != 0)
		return -1;
	/* Somebody may have stored one while we waited. */
	there = there || access(path, F_OK) == 0;
	if (!f->options.refresh && there)
		rc = fd_slurp_file(path, &text, e);
	if (rc == 0 && text.len > 0) {
		rc = read_text(f, (const char *)text.data, text.len, e);
		if (rc != 0)
			error_prefix(e, "state '%s'", path);
	}
	if (f->state.account[0] != '\0')
		memcpy(f->client->salt, f->state.salt, sizeof(f->state.salt));
	else
		account_salt(f->client->salt);
	buf_free(&text);
	return rc;
}

static void
put_parents(const struct fan_resource *fr, struct buf *out)
{
	const struct fan_parents *all = &fr->known;
	bool first = true;
	size_t i;

	json_quote(fr->r->name, strlen(fr->r->name), out);
	buf_str(out, ":{");
	for (i = 0; i < all->ids.n; i++) {
		if (all->items[i].text == NULL)
			continue;
		if (!first)
			buf_byte(out, ',');
		first = false;
		json_quote(all->ids.entries[i].key, all->ids.entries[i].len,
		    out);
		buf_byte(out, ':');
		buf_str(out, all->items[i].text);
	}
	buf_byte(out, '}');
}

void
fan_state_put(const struct fanout *f, struct buf *out)
{
	const struct fan_state *s = &f->state;
	struct buf text = buf_make(SIZE_MAX / 2);
	struct end_text end = { .selection = (const char *)s->selection.data,
		.selection_len = s->selection.len,
		.refresh = f->options.refresh,
		.merge = s->merge };
	size_t i;

	buf_printf(&text, "{\"from\":\"%s\",\"selection\":", s->from);
	buf_put(&text, s->selection.data, s->selection.len);
	buf_printf(&text, ",\"version\":%d", VERSION);
	if (s->account[0] != '\0')
		buf_printf(&text,
		    ",\"account\":{\"salt\":\"%s\",\"key\":\"%s\"}", s->salt,
		    s->account);
	buf_str(&text, ",\"children\":{");
	for (i = 0; i < f->nresources; i++) {
		if (i > 0)
			buf_byte(&text, ',');
		put_parents(&f->resources[i], &text);
	}
	buf_str(&text, "}}");
	end.state = (const char *)text.data;
	end.state_len = text.len;
	end_put(&end, out);
	buf_free(&text);
}

void
fan_state_hand_over(const struct fanout *f)
{
	if (f->state.lock >= 0)
		end_hand_over(f->state.lock, f->options.state, STDOUT_FILENO);
}

void
fan_state_close(struct fanout *f)
{
	struct fan_parents *all;
	size_t i, k;

	for (i = 0; i < f->nresources; i++) {
		all = &f->resources[i].known;
		for (k = 0; k < all->ids.n; k++)
			mem_free(all->items[k].text);
		mem_free(all->items);
		map_free(&all->ids);
		cond_close(f->resources[i].final);
	}
	buf_free(&f->state.selection);
}
