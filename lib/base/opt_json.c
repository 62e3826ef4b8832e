/* opt_json: a program's option table as JSON; see opt_json.h. */
#include "base/opt_json.h"

#include <string.h>

#include "base/cc.h"
#include "base/printable.h"

/* What --help=json calls the kinds. */
static const char *const kinds[] = {
	[OPT_KIND_FLAG] = "flag",
	[OPT_KIND_STR] = "text",
	[OPT_KIND_LIST] = "text",
	[OPT_KIND_U64] = "number",
	[OPT_KIND_SIZE] = "size",
	[OPT_KIND_DURATION] = "duration",
	[OPT_KIND_WAIT] = "duration",
	[OPT_KIND_CHOICE] = "choice",
};

static void
put_text(struct buf *out, const char *text)
{
	buf_byte(out, '"');
	printable_put_json(out, text, strlen(text));
	buf_byte(out, '"');
}

static void
put_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, ",\"%s\":", name);
	put_text(out, text);
}

static void
put_choices(struct buf *out, const char *const *choices)
{
	size_t i;

	buf_str(out, ",\"choices\":[");
	for (i = 0; choices[i] != NULL; i++) {
		buf_str(out, i > 0 ? "," : "");
		put_text(out, choices[i]);
	}
	buf_byte(out, ']');
}

/* The bounds of a number; a size or duration has them in bytes, or ms. */
static void
put_range(struct buf *out, const struct opt *o)
{
	bool number = o->kind == OPT_KIND_U64 || o->kind == OPT_KIND_SIZE ||
		      o->kind == OPT_KIND_DURATION;

	if (!number)
		return;
	buf_printf(out, ",\"min\":%llu", (unsigned long long)o->min);
	/* What has no bound but the machine's has none. */
	if (o->max < INT64_MAX / 1000)
		buf_printf(out, ",\"max\":%llu", (unsigned long long)o->max);
}

static void
put_option(struct buf *out, const struct opt *o)
{
	const char letter[] = { o->letter, '\0' };

	buf_str(out, "{\"kind\":");
	put_text(out, kinds[o->kind]);
	if (o->letter != 0)
		put_member(out, "letter", letter);
	if (o->name != NULL)
		put_member(out, "name", o->name);
	if (o->arg != NULL)
		put_member(out, "argument", o->arg);
	if (o->kind == OPT_KIND_WAIT)
		buf_str(out, ",\"optional\":true");
	if (o->kind == OPT_KIND_LIST)
		buf_str(out, ",\"repeats\":true");
	put_range(out, o);
	if (o->kind == OPT_KIND_CHOICE)
		put_choices(out, o->choices);
	put_member(out, "about", o->help);
	buf_byte(out, '}');
}

void
opt_json_put(const struct opt_program *p, struct buf *out)
{
	bool unused;
	const struct opt common[] = {
		OPT_FLAG('h', "help", &unused, "show this and exit"),
		OPT_FLAG('V', "version", &unused, "show the versions and exit"),
	};
	size_t i;

	buf_str(out, "{\"program\":");
	put_text(out, p->name);
	put_member(out, "version", AAI_VERSION);
	put_member(out, "purpose", p->purpose);
	put_member(out, "operands", p->operands);
	buf_str(out, ",\"options\":[");
	for (i = 0; i < p->nopts; i++) {
		put_option(out, &p->opts[i]);
		buf_byte(out, ',');
	}
	for (i = 0; i < LEN(common); i++) {
		buf_str(out, i > 0 ? "," : "");
		put_option(out, &common[i]);
	}
	buf_str(out, "]}");
}
