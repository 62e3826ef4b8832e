/* value_scan: finds where a value ends; see value_scan.h. */
#include "aai-flatten/value_scan.h"

#include "json/token.h"

/* The position after the string's closing quote, at an LF in it, or end. */
static const char *
pass_string(struct value_scan *v, const char *p, const char *end)
{
	while (p < end) {
		if (v->escaped && *p != '\n') {
			v->escaped = false;
			p++;
			continue;
		}
		p = token_text(p, end);
		if (p == end)
			break;
		v->broken = *p == '\n';
		if (v->broken)
			break;
		v->escaped = *p == '\\';
		if (*p++ == '"') {
			v->string = false;
			break;
		}
	}
	return p;
}

const char *
value_scan(struct value_scan *v, const char *p, const char *end)
{
	while (p < end) {
		if (v->string) {
			p = pass_string(v, p, end);
			if (v->broken)
				return p;
			continue;
		}
		switch (*p++) {
		case '"':
			v->string = true;
			break;
		case '{':
		case '[':
			v->depth++;
			break;
		case '}':
		case ']':
			if (v->depth <= 1)
				return p;
			v->depth--;
			break;
		default:
			break;
		}
	}
	return NULL;
}
