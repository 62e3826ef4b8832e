/* signature: whether a delivery is signed; see signature.h. */
#include "aai-listen/signature.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"

#define SECRET_MAX 4096

/* The value of a base64 digit, or -1. */
static int
base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* Decode; the number of bytes, or -1 when it is not base64 or is too long. */
static int
base64_decode(const char *s, size_t len, uint8_t *out, size_t max)
{
	uint32_t bits = 0;
	size_t i, n = 0, pad = 0;
	int digit;

	while (len > 0 && pad < 2 && s[len - 1] == '=') {
		len--;
		pad++;
	}
	if (len % 4 == 1 || (pad > 0 && (len + pad) % 4 != 0))
		return -1;
	for (i = 0; i < len; i++) {
		digit = base64_digit(s[i]);
		if (digit < 0)
			return -1;
		bits = bits << 6 | (uint32_t)digit;
		if (i % 4 == 0)
			continue;
		if (n == max)
			return -1;
		out[n++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
	return (int)n;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
hex_decode(const char *s, size_t len, uint8_t out[SHA256_SIZE])
{
	size_t i;
	int high, low;

	if (len != 2 * SHA256_SIZE)
		return false;
	for (i = 0; i < SHA256_SIZE; i++) {
		high = hex_digit(s[2 * i]);
		low = hex_digit(s[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* Add a secret to the rule. */
static int
add_secret(struct signature_rule *r, const char *text, struct error *e)
{
	const char *prefix = r->form->secret_prefix;
	uint8_t raw[SECRET_MAX];
	size_t len;
	int n;

	if (r->nkeyed == SIGNATURE_SECRETS_MAX) {
		error_set(e, ERROR_AUTH, "at most %d secrets hold at a time",
		    SIGNATURE_SECRETS_MAX);
		return -1;
	}
	if (prefix != NULL && strncmp(text, prefix, strlen(prefix)) == 0)
		text += strlen(prefix);
	len = strlen(text);
	if (!r->form->secret_base64) {
		sha256_hmac_begin(&r->keyed[r->nkeyed++], text, len);
		return 0;
	}
	n = base64_decode(text, len, raw, sizeof(raw));
	if (n > 0)
		sha256_hmac_begin(&r->keyed[r->nkeyed++], raw, (size_t)n);
	explicit_bzero(raw, sizeof(raw));
	if (n <= 0) {
		error_set(e, ERROR_AUTH, "a secret is not base64");
		return -1;
	}
	return 0;
}

int
signature_rule_open(struct signature_rule *r, const struct desc_signature *form,
    const struct secret *secrets, struct error *e)
{
	size_t at;

	memset(r, 0, sizeof(*r));
	r->form = form;
	for (at = 0; at < secrets->len; at += strlen(secrets->text + at) + 1)
		if (add_secret(r, secrets->text + at, e) != 0)
			return -1;
	return 0;
}

void
signature_rule_close(struct signature_rule *r)
{
	explicit_bzero(r, sizeof(*r));
}

static void
add(struct signature *s, const void *p, size_t len)
{
	size_t i;

	for (i = 0; i < s->nruns; i++)
		sha256_hmac_add(&s->runs[i], p, len);
}

/* Take an item of the header: a signature, the time, or another. */
static void
take_item(struct signature *s, const struct desc_signature *f, const char *item,
    size_t len)
{
	uint8_t *to = s->given[s->ngiven];
	size_t n = strlen(f->prefix), t = f->time != NULL ? strlen(f->time) : 0;

	if (f->time != NULL && len > t && len - t < sizeof(s->time) &&
	    memcmp(item, f->time, t) == 0 && s->time[0] == '\0') {
		memcpy(s->time, item + t, len - t);
		return;
	}
	if (len < n || memcmp(item, f->prefix, n) != 0 ||
	    s->ngiven == SIGNATURE_GIVEN_MAX)
		return;
	if (f->encoding == DESC_SIGNATURE_HEX
		? hex_decode(item + n, len - n, to)
		: base64_decode(item + n, len - n, to, SHA256_SIZE) ==
		      SHA256_SIZE)
		s->ngiven++;
}

static void
take_items(
    struct signature *s, const struct desc_signature *f, const char *value)
{
	size_t gap = strlen(f->separator), len;
	const char *end;

	for (;;) {
		while (*value == ' ')
			value++;
		end = strstr(value, f->separator);
		len = end != NULL ? (size_t)(end - value) : strlen(value);
		take_item(s, f, value, len);
		if (end == NULL)
			return;
		value = end + gap;
	}
}

/* What is wrong with the time, or NULL. */
static const char *
check_time(
    const struct signature *s, const struct desc_signature *f, int64_t now)
{
	uint64_t t;
	int64_t apart;

	if (s->time[0] == '\0')
		return "the signature has no time";
	if (!num_u64(s->time, strlen(s->time), 0, INT64_MAX / 1000, &t))
		return "the signature's time is malformed";
	apart = (int64_t)t > now ? (int64_t)t - now : now - (int64_t)t;
	if (apart > f->tolerance_ms / 1000)
		return "the signature's time is too far from ours";
	return NULL;
}

/*
 * Add a part of the message up to {body}, or its end.  Returns what follows
 * it, or NULL when a header is missing.
 */
static const char *
add_text(
    struct signature *s, const char *text, signature_header *header, void *arg)
{
	char name[100];
	const char *value;
	size_t n;

	for (;;) {
		n = strcspn(text, "{");
		add(s, text, n);
		text += n;
		if (*text == '\0')
			return text;
		n = strcspn(text + 1, "}");
		if (n >= sizeof(name))
			return NULL;
		memcpy(name, text + 1, n);
		name[n] = '\0';
		text += n + 2;
		if (strcmp(name, "body") == 0)
			return text;
		value = strcmp(name, "time") == 0 ? s->time : header(arg, name);
		if (value == NULL)
			return NULL;
		add(s, value, strlen(value));
	}
}

const char *
signature_begin(struct signature *s, const struct signature_rule *r,
    signature_header *header, void *arg, int64_t now)
{
	const struct desc_signature *f = r->form;
	const char *value = header(arg, f->header), *time, *wrong;

	memset(s, 0, sizeof(*s));
	if (value == NULL)
		return "it is not signed";
	s->on = true;
	take_items(s, f, value);
	if (f->time_header != NULL) {
		time = header(arg, f->time_header);
		if (time != NULL && strlen(time) < sizeof(s->time))
			memcpy(s->time, time, strlen(time));
	}
	if (f->time != NULL || f->time_header != NULL) {
		wrong = check_time(s, f, now);
		if (wrong != NULL)
			return wrong;
	}
	if (s->ngiven == 0)
		return "the signature is malformed";
	s->nruns = r->nkeyed;
	memcpy(s->runs, r->keyed, r->nkeyed * sizeof(r->keyed[0]));
	s->after = add_text(s, f->message, header, arg);
	return s->after != NULL ? NULL : "a header that is signed is missing";
}

void
signature_add(struct signature *s, const void *p, size_t len)
{
	add(s, p, len);
}

/* All bytes are looked at, whichever of them differ. */
static bool
same(const uint8_t a[SHA256_SIZE], const uint8_t b[SHA256_SIZE])
{
	volatile uint8_t differ = 0;
	size_t i;

	for (i = 0; i < SHA256_SIZE; i++)
		differ |= (uint8_t)(a[i] ^ b[i]);
	return differ == 0;
}

bool
signature_end(struct signature *s, signature_header *header, void *arg)
{
	uint8_t digest[SHA256_SIZE];
	bool right = false;
	size_t i, k;

	if (add_text(s, s->after, header, arg) != NULL)
		for (i = 0; i < s->nruns; i++) {
			sha256_hmac_end(&s->runs[i], digest);
			for (k = 0; k < s->ngiven; k++)
				right |= same(digest, s->given[k]);
		}
	explicit_bzero(s, sizeof(*s));
	return right;
}
