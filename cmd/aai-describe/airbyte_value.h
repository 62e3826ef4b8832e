/*
 * airbyte_value: what templates of manifests are worth when a description is
 * made, as far as that can be known.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_AIRBYTE_VALUE_H
#define AAI_DESCRIBE_AIRBYTE_VALUE_H

#include "aai-describe/airbyte_state.h"
#include "aai-describe/jinja.h"

enum airbyte_kind {
	AIRBYTE_UNDEFINED,
	AIRBYTE_NULL,
	AIRBYTE_BOOL,	  /* truth */
	AIRBYTE_NUMBER,	  /* s as spelled */
	AIRBYTE_TEXT,	  /* s */
	AIRBYTE_JSON,	  /* s: a list or an object */
	AIRBYTE_SETTING,  /* what users set: s its name, fallback a text */
	AIRBYTE_FIELD,	  /* s: what stands between braces of a template */
	AIRBYTE_TEMPLATE, /* s: a template of several parts */
	AIRBYTE_SINCE,	  /* the bounds of time; format */
	AIRBYTE_UNTIL,
	AIRBYTE_TIME,	  /* seconds before now */
	AIRBYTE_DURATION  /* seconds; months */
};

/* Strings live as long as the stream's document. */
struct airbyte_value {
	enum airbyte_kind kind;
	const char *s;
	const char *fallback;
	const char *format;
	int64_t seconds;
	int64_t months;
	bool truth;
};

/* The value of an expression. */
int airbyte_eval(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v);

/* Whether a condition holds, by what users set when nothing is said. */
int airbyte_holds(
    struct airbyte_stream *st, const struct jinja *j, size_t node, bool *out);

/* The value of a template: AIRBYTE_TEMPLATE where it is more than one part. */
int airbyte_template(
    struct airbyte_stream *st, const char *text, struct airbyte_value *v);

/* The same of a node: a text, or a number, bool, list, which are themselves. */
int airbyte_node(
    struct airbyte_stream *st, size_t node, struct airbyte_value *v);

/*
 * Append the value as a template of aai-api(5), and note what users have to
 * set for it.  -1: it is a list or nothing that can be sent.
 */
int airbyte_put_template(struct airbyte_stream *st,
    const struct airbyte_value *v, struct buf *out);

/* The value of two and an operator between them. */
int airbyte_eval_binary(struct airbyte_stream *st, const struct jinja *j,
    size_t node, struct airbyte_value *v);

/* Make it a truth, or a text of that kind, which is borrowed. */
void airbyte_set_bool(struct airbyte_value *v, bool truth);
void airbyte_set_text(struct airbyte_value *v, enum airbyte_kind kind,
    const char *s);

/* A number, or a text that is one, if it is whole and within 10^9. */
bool airbyte_whole(const struct airbyte_value *v, int64_t *out);

/* What Python takes for true; so is what is not known yet. */
bool airbyte_is_true(const struct airbyte_value *v);

/* Whether nothing but the value itself is in it. */
bool airbyte_is_constant(const struct airbyte_value *v);

/* The value as text, of a constant; NULL: none. */
const char *airbyte_constant(const struct airbyte_value *v);

/* A constant as Python reads it: "5" is a number, "[1]" a list. */
void airbyte_literal(struct airbyte_stream *st, struct airbyte_value *v);

/* What users set is a constant from here on: its default, or not set. */
int airbyte_settle(struct airbyte_stream *st, struct airbyte_value *v);

/* Append a constant as JSON. */
void airbyte_put_json(const struct airbyte_value *v, struct buf *out);

/* The names of a chain such as response.a["b"].get("c"). */
struct airbyte_chain {
	const char *root; /* NULL: it is none */
	const char *names[AIRBYTE_FIELDS];
	size_t n;
	size_t otherwise; /* the default of the last get(), or JINJA_NONE */
};

void airbyte_read_chain(
    const struct jinja *j, size_t node, struct airbyte_chain *c);

/* Times: calls such as now_utc() and their methods.  1: it is none. */
int airbyte_eval_call(struct airbyte_stream *st, const struct jinja *j,
    size_t node, struct airbyte_value *v);

/* A duration as ISO 8601 has it: P30D.  -1: it is none. */
int airbyte_duration(const char *s, struct airbyte_value *v);

/* A format of times as aai-api(5) has it; NULL: it has none such. */
const char *airbyte_format(struct airbyte_stream *st, const char *format);

/*
 * An expression as a program of jq over an answer, or over a record (root),
 * appended.  -1 where it needs what is in neither.
 */
int airbyte_jq(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out);

#endif
