/* page: a report as a page of HTML; see page.h. */
#include "aai-report/page.h"

#include <string.h>

#include "aai-report/html.h"
#include "base/cc.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/sha256.h"

EMBED(page_shell, "aai-report/page.html");
EMBED(page_style, "aai-report/page.css");
EMBED(page_script, "aai-report/page.js");

/* How much is told, from all to little: the first that fits is taken. */
static const struct page_detail details[] = {
	{ 1000, 200, 2000, 30, 40, 120, 5, 200, 20 },
	{ 1000, 200, 1000, 30, 40, 100, 5, 200, 20 },
	{ 1000, 200, 400, 30, 40, 120, 5, 200, 20 },
	{ 1000, 200, 250, 20, 40, 100, 5, 200, 20 },
	{ 1000, 200, 250, 15, 30, 80, 4, 150, 20 },
	{ 1000, 200, 250, 12, 24, 64, 4, 150, 20 },
	{ 1000, 200, 200, 10, 20, 56, 4, 120, 20 },
	{ 1000, 200, 200, 8, 16, 48, 3, 120, 20 },
	{ 1000, 200, 200, 6, 12, 40, 3, 100, 20 },
	{ 600, 120, 150, 6, 12, 40, 3, 80, 20 },
	{ 600, 90, 120, 5, 12, 40, 3, 80, 10 },
	{ 500, 70, 100, 5, 12, 32, 3, 60, 10 },
	{ 400, 50, 100, 5, 10, 32, 3, 60, 10 },
	{ 300, 36, 80, 5, 10, 32, 3, 60, 10 },
	{ 300, 26, 60, 4, 8, 32, 3, 50, 10 },
	{ 250, 18, 60, 4, 8, 32, 2, 40, 10 },
	{ 200, 12, 50, 4, 8, 28, 2, 40, 10 },
	{ 150, 8, 40, 3, 8, 24, 2, 30, 5 },
	{ 100, 5, 40, 3, 6, 24, 2, 20, 5 },
	{ 50, 2, 30, 3, 6, 24, 2, 10, 5 },
	{ 10, 1, 10, 1, 4, 16, 0, 5, 1 },
};

bool *
page_choose(const struct page *p, size_t most)
{
	bool *chosen = mem_new(p->r->c.n + 1, sizeof(*chosen));
	size_t i;

	for (i = 0; i < p->r->c.n && i < most; i++)
		chosen[p->r->by_rows[i]] = true;
	return chosen;
}

/* Append the hash of a script or style as a policy names it. */
static void
put_hash(struct buf *out, const char *s, const char *end)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t digest[SHA256_SIZE + 1] = { 0 };
	uint32_t three;
	size_t i;

	sha256(s, (size_t)(end - s), digest);
	buf_str(out, "sha256-");
	for (i = 0; i < SHA256_SIZE; i += 3) {
		three = (uint32_t)digest[i] << 16 |
			(uint32_t)digest[i + 1] << 8;
		/* The last two of the 32 bytes are three digits and a "=". */
		if (i + 2 < SHA256_SIZE)
			three |= digest[i + 2];
		buf_byte(out, (uint8_t)digits[three >> 18]);
		buf_byte(out, (uint8_t)digits[three >> 12 & 63]);
		buf_byte(out, (uint8_t)digits[three >> 6 & 63]);
		buf_byte(out, i + 2 < SHA256_SIZE ?
			(uint8_t)digits[three & 63] : (uint8_t)'=');
	}
}

static void
put_script_hash(struct page *p)
{
	put_hash(p->out, page_script, page_script_end);
}

static void
put_style_hash(struct page *p)
{
	put_hash(p->out, page_style, page_style_end);
}

static void
put_script(struct page *p)
{
	buf_put(p->out, page_script, (size_t)(page_script_end - page_script));
}

static void
put_style(struct page *p)
{
	buf_put(p->out, page_style, (size_t)(page_style_end - page_style));
}

static void
put_name(struct page *p)
{
	html_put_cut(p->out, p->name, strlen(p->name), 200, false);
}

static void
put_version(struct page *p)
{
	buf_str(p->out, AAI_VERSION);
}

static void
put_tables(struct page *p)
{
	size_t i;

	for (i = 0; i < p->r->c.n && !p->out->failed; i++)
		if (p->linked[i])
			page_put_table(p, i);
}

/* What stands for {{name}} in page.html. */
static const struct {
	const char *name;
	void (*put)(struct page *p);
} parts[] = {
	{ "contents", page_put_contents },
	{ "facts", page_put_facts },
	{ "faults", page_put_faults },
	{ "joins", page_put_joins },
	{ "loads", page_put_loads },
	{ "name", put_name },
	{ "overview", page_put_overview },
	{ "script", put_script },
	{ "script-hash", put_script_hash },
	{ "style", put_style },
	{ "style-hash", put_style_hash },
	{ "tables", put_tables },
	{ "version", put_version },
};

static void
put_part(struct page *p, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < LEN(parts); i++)
		if (strlen(parts[i].name) == len &&
		    memcmp(parts[i].name, name, len) == 0)
			parts[i].put(p);
}

/* Append the page, in the detail that it has. */
static void
put_page(struct page *p)
{
	const char *at = page_shell, *next, *end;

	while ((next = strstr(at, "{{")) != NULL &&
	    (end = strstr(next, "}}")) != NULL) {
		buf_put(p->out, at, (size_t)(next - at));
		put_part(p, next + 2, (size_t)(end - next - 2));
		at = end + 2;
	}
	buf_str(p->out, at);
}

/* The last name of the path, without what a slash at its end hides. */
static char *
name_of(const char *path)
{
	size_t len = strlen(path), from;

	while (len > 1 && path[len - 1] == '/')
		len--;
	from = len;
	while (from > 0 && path[from - 1] != '/')
		from--;
	return mem_dup(path + from, len - from);
}

void
page_put(struct buf *out, const struct report *r)
{
	struct page p = { .r = r, .out = out };
	char *name = name_of(r->path);
	size_t i;

	p.name = name[0] == '\0' ? r->path : name;
	for (i = 0; i < LEN(details); i++) {
		p.d = details[i];
		p.linked = page_choose(&p, p.d.tables);
		buf_reset(out);
		put_page(&p);
		mem_free(p.linked);
		if (!out->failed)
			break;
	}
	mem_free(name);
}
