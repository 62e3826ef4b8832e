/* fetch_state: a load's state; see fetch_state.h. */
#include "aai-fetch/fetch_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "stream/end.h"

#define STATE_MAX ((size_t)1 << 30)

/* Parameters that hide records until they are final make a state leak. */
static int
check_state_params(struct fetch *f, struct error *e)
{
	const struct desc_param *p;
	size_t i;

	if (!f->r->incremental.on) {
		error_set(e, ERROR_USAGE,
		    "--state: %s cannot be loaded incrementally: its "
		    "description has no 'incremental' (aai-api(5))",
		    f->r->name);
		return -1;
	}
	for (i = 0; i < f->r->nparams; i++) {
		p = &f->r->params[i];
		if (!p->hides || request_value(&f->options.params, p) == NULL)
			continue;
		error_set(e, ERROR_USAGE,
		    "--state: with --param %s, records that are not final yet "
		    "would be missed; use --where instead",
		    p->name);
		return -1;
	}
	return 0;
}

/* What the client is to tell the account by. */
static void
choose_salt(struct fetch *f)
{
	if (f->options.account != NULL)
		return;
	if (f->state.account[0] != '\0')
		memcpy(f->client->salt, f->state.salt, sizeof(f->state.salt));
	else
		account_salt(f->client->salt);
}

/* The state's text; none when there is no such file. */
int
fetch_state_read(struct fetch *f, struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	const char *path = f->options.state;
	struct stat st;
	bool there = stat(path, &st) == 0;
	int rc = 0;

	if (!there && errno != ENOENT) {
		error_errno(e, ERROR_FAILED, "cannot read state '%s'", path);
		return -1;
	}
	/*
	 * A pipe has no neighbours, and nobody else reads it.  Where no lock
	 * can be made, no state can be stored either.
	 */
	if (!f->options.state_show && !f->options.dry_run &&
	    (!there || S_ISREG(st.st_mode)) && end_may_lock(path)) {
		f->lock = end_lock(path, END_READS, f->options.wait_ms, e);
		if (f->lock < 0)
			return -1;
		/* Somebody may have stored one while we waited. */
		there = access(path, F_OK) == 0;
	}
	if (!f->options.refresh && there)
		rc = fd_slurp_file(path, &text, e);
	if (rc == 0 && text.len > 0) {
		rc = state_read(&f->state, (const char *)text.data, text.len,
		    (const char *)f->selection.data, f->selection.len, e);
		if (rc != 0)
			error_prefix(e, "state '%s'", path);
	}
	if (rc == 0)
		choose_salt(f);
	buf_free(&text);
	return rc;
}

static void
warn(const struct fetch *f, const char *text)
{
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

int
fetch_state_account(struct fetch *f, struct error *e)
{
	const struct client *c = f->client;
	char text[300];

	if (c->account[0] == '\0')
		return 0;
	if (f->state.account[0] != '\0' && !f->options.same_account &&
	    strcmp(f->state.account, c->account) != 0) {
		error_set(e, ERROR_USAGE,
		    "the state '%s' is of another account or project than this "
		    "key: take another state (and --account NAME, where both "
		    "are loaded into one folder or database), or, if the key "
		    "is a new one of the same account, --same-account",
		    f->options.state);
		return -1;
	}
	if (f->state.account[0] == '\0' && f->state.from[0] != '\0') {
		(void)snprintf(text, sizeof(text),
		    "the state '%.100s' does not say of which account it is; "
		    "from now on it is of that of this key",
		    f->options.state);
		warn(f, text);
	}
	memcpy(f->state.salt, c->salt, sizeof(f->state.salt));
	memcpy(f->state.account, c->account, sizeof(c->account));
	return 0;
}

int
fetch_state_open(struct fetch *f, struct error *e)
{
	if (f->options.state == NULL && f->options.refresh) {
		error_set(e, ERROR_USAGE, "--full-refresh needs --state");
		return -1;
	}
	if (f->options.state == NULL)
		return 0;
	f->has_state = true;
	f->options.choice.end = true;
	if (check_state_params(f, e) != 0)
		return -1;
	f->final = cond_open(&f->r->incremental.final, e);
	return f->final != NULL ? 0 : -1;
}

void
fetch_state_lost(const struct fetch *f)
{
	char text[128];

	if (f->lost == 0)
		return;
	(void)snprintf(text, sizeof(text),
	    "%llu records were never seen final and are no longer listed",
	    (unsigned long long)f->lost);
	warn(f, text);
}

void
fetch_state_gap(struct fetch *f)
{
	char text[192];

	/* A list that shows what is known reaches back far enough. */
	if (f->whole && f->state.known == 0)
		f->gap_us = state_gap(&f->state, f->began_us);
	if (f->gap_us == 0)
		return;
	(void)snprintf(text, sizeof(text),
	    "the last load is older than the list reaches back: what was made "
	    "in the %lld days after its mark may be missing",
	    (long long)(f->gap_us / FETCH_DAY_US + 1));
	warn(f, text);
}

int
fetch_state_show(struct fetch *f, struct buf *out, struct error *e)
{
	if (fetch_state_read(f, e) != 0)
		return -1;
	state_show(&f->state, out);
	return 0;
}
