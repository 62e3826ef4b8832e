/* error_rules: what an answer means; see error_rules.h. */
#include "api/error_rules.h"

#include <string.h>

#include "api/cond.h"
#include "api/source.h"
#include "base/mem.h"
#include "json/lex.h"

/* Nested deeper, an answer has nothing that a rule would find. */
#define DEPTH 512

#define BOM "\xef\xbb\xbf"

struct error_rules {
	const struct desc_errors *lists[2]; /* in their order */
	struct source **sources; /* of all rules; NULL where there is none */
	struct buf value;	 /* scratch */
};

static size_t
count(const struct error_rules *rules)
{
	return rules->lists[0]->n + rules->lists[1]->n;
}

static const struct desc_error *
rule_at(const struct error_rules *rules, size_t i)
{
	size_t n = rules->lists[0]->n;

	return i < n ? &rules->lists[0]->items[i] :
		       &rules->lists[1]->items[i - n];
}

struct error_rules *
error_rules_open(const struct desc *d, const struct desc_resource *r,
    struct error *e)
{
	struct error_rules *rules = mem_new(1, sizeof(*rules));
	const struct desc_error *rule;
	size_t i;

	rules->lists[0] = &r->errors;
	rules->lists[1] = &d->errors;
	rules->value = buf_make(SIZE_MAX / 2);
	rules->sources = mem_new(count(rules) + 1, sizeof(*rules->sources));
	for (i = 0; i < count(rules); i++) {
		rule = rule_at(rules, i);
		if (!rule->at.on)
			continue;
		rules->sources[i] = source_open(&rule->at, e);
		if (rules->sources[i] == NULL) {
			error_prefix(e, "errors of %s", r->name);
			error_rules_close(rules);
			return NULL;
		}
	}
	return rules;
}

static bool
has_status(const struct desc_error *rule, int status)
{
	size_t i;

	for (i = 0; i < rule->nstatuses; i++)
		if (status >= rule->statuses[i].from &&
		    status <= rule->statuses[i].to)
			return true;
	return rule->nstatuses == 0;
}

/* The answer's body as JSON without blanks around it; len 0: it is none. */
static struct span
json_of(const struct engine_response *r)
{
	const char *p = (const char *)r->body.data, *end, *from, *to;

	if (r->body.len == 0)
		return (struct span){ NULL, 0 };
	end = p + r->body.len;
	if (r->body.len >= 3 && memcmp(p, BOM, 3) == 0)
		p += 3;
	from = json_skip_space(p, end);
	to = from < end ? json_value_end(from, end, DEPTH, NULL) : NULL;
	if (to == NULL || json_skip_space(to, end) != end)
		return (struct span){ NULL, 0 };
	return (struct span){ from, (size_t)(to - from) };
}

static bool
has_text(const char *p, size_t len, const char *text)
{
	return len > 0 && memmem(p, len, text, strlen(text)) != NULL;
}

/* Whether the value at the rule's place is what it says. */
static bool
has_value(struct error_rules *rules, size_t i,
    const struct engine_response *r, struct span json)
{
	const struct desc_error *rule = rule_at(rules, i);
	struct span value = { NULL, 0 };
	struct error ignored;
	size_t len = 0;
	char *text;
	bool found;

	/* What is no JSON has no place that might be empty. */
	if (rule->at.header == NULL && json.len == 0)
		return false;
	buf_reset(&rules->value);
	if (source_get(rules->sources[i], json, r, &rules->value, &ignored) ==
	    1)
		value = (struct span){ (const char *)rules->value.data,
			rules->value.len };
	if ((rule->is.n > 0 || rule->starts.n > 0) &&
	    !cond_value(value, &rule->is, &rule->starts))
		return false;
	if (rule->text == NULL)
		return true;
	text = value.p != NULL ? span_take(value, &len) : NULL;
	found = text != NULL && has_text(text, len, rule->text);
	mem_free(text);
	return found;
}

enum desc_means
error_rules_find(struct error_rules *rules, const struct engine_response *r)
{
	const struct desc_error *rule;
	struct span json = { NULL, 0 };
	bool parsed = false;
	size_t i;

	for (i = 0; rules != NULL && i < count(rules); i++) {
		rule = rule_at(rules, i);
		if (!has_status(rule, r->status))
			continue;
		if (rule->at.on) {
			if (!parsed)
				json = json_of(r);
			parsed = true;
			if (!has_value(rules, i, r, json))
				continue;
		} else if (rule->text != NULL &&
		    !has_text((const char *)r->body.data, r->body.len,
			rule->text)) {
			continue;
		}
		return rule->means;
	}
	return DESC_MEANS_STATUS;
}

void
error_rules_close(struct error_rules *rules)
{
	size_t i;

	if (rules == NULL)
		return;
	for (i = 0; i < count(rules); i++)
		source_close(rules->sources[i]);
	mem_free(rules->sources);
	buf_free(&rules->value);
	mem_free(rules);
}
