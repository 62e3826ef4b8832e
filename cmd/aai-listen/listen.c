/* listen: receives webhook deliveries and gives them out; see listen.h. */
#include "aai-listen/listen.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/clock.h"
#include "io/sig.h"

#define SAY_AGAIN_MS 10000

/* The state's path: the user's, or that of a mark of our own. */
static const char *
state_path(struct listen *l)
{
	struct buf b = buf_make((size_t)1 << 16);

	if (l->cfg.state != NULL)
		return l->cfg.state;
	buf_printf(&b, "%s.mark", l->cfg.journal);
	l->own_state = buf_take(&b);
	return l->own_state;
}

/* Say what the journal had that it should not have. */
static void
tell_damage(struct listen *l)
{
	const struct journal *j = &l->journal;
	char text[200];

	if (j->cut > 0) {
		(void)snprintf(text, sizeof(text),
		    "cut %lld bytes off the journal: a delivery that was "
		    "never answered",
		    (long long)j->cut);
		l->cfg.say(false, text);
	}
	if (j->damaged > 0) {
		(void)snprintf(text, sizeof(text),
		    "%llu lines of the journal are not deliveries; they are "
		    "left out",
		    (unsigned long long)j->damaged);
		l->cfg.say(true, text);
	}
	if (journal_first(j) > l->checkpoint.number + 1 &&
	    l->checkpoint.number > 0) {
		(void)snprintf(text, sizeof(text),
		    "the journal begins at delivery %llu, but only %llu have "
		    "been given out",
		    (unsigned long long)journal_first(j),
		    (unsigned long long)l->checkpoint.number);
		l->cfg.say(true, text);
	}
}

/* What is to be given out, and to whom. */
static int
open_output(struct listen *l, struct error *e)
{
	struct batch_config w = { l->cfg.command, l->cfg.every_ms,
		l->cfg.every_records, l->cfg.end || l->cfg.state != NULL,
		l->cfg.say };
	uint64_t last = UINT64_MAX;

	if (l->cfg.command != NULL)
		return batches_open(
		    &l->batches, &w, &l->journal, &l->checkpoint, e);
	l->from = l->checkpoint.number + 1;
	if (l->cfg.every_records > 0)
		last = l->checkpoint.number + l->cfg.every_records;
	emitter_open(&l->emitter, l->cfg.out, "standard output", l->cfg.live,
	    &l->journal, l->from, last);
	return 0;
}

/* Settle how deliveries are to be signed. */
static int
open_rule(struct listen *l, struct error *e)
{
	const struct desc *d = l->cfg.desc;
	const struct desc_signature *form =
	    d->webhooks != NULL ? &d->webhooks->signature : NULL;
	struct secret secrets;
	const char *env;
	int rc;

	if (form == NULL || form->header == NULL) {
		if (!l->cfg.is_signed)
			return 0;
		error_set(e, ERROR_USAGE,
		    "%s does not say how deliveries are signed", d->source);
		return -1;
	}
	env = form->secret_env != NULL && desc_owns(d, form->secret_env)
		  ? form->secret_env
		  : NULL;
	if (!l->cfg.is_signed) {
		if (env == NULL || getenv(env) == NULL)
			return 0;
		error_set(
		    e, ERROR_USAGE, "%s says nothing without --signed", env);
		return -1;
	}
	rc = secret_open_signing(
	    &secrets, l->cfg.secret_file, env, form->credential, e);
	if (rc == 0)
		rc = signature_rule_open(&l->rule, form, &secrets, e);
	secret_close(&secrets);
	return rc;
}

int
listen_open(struct listen *l, const struct listen_config *cfg, struct error *e)
{
	struct serve_config serve = cfg->serve;

	memset(l, 0, sizeof(*l));
	l->cfg = *cfg;
	l->opened = true;
	l->since_ms = -1;
	l->journal.fd = l->journal.lock = -1;
	receiver_open(&l->receiver);
	dedup_open(&l->dedup, (size_t)cfg->remember);
	if (secret_open(&l->secret, cfg->auth_header, cfg->auth_file, e) != 0 ||
	    open_rule(l, e) != 0 ||
	    checkpoint_open(&l->checkpoint, state_path(l), cfg->journal, e) !=
		0 ||
	    journal_open(&l->journal, cfg->journal, (int64_t)cfg->rotate,
		l->checkpoint.number, &l->dedup, e) != 0)
		return -1;
	tell_damage(l);
	l->receiver.journal = &l->journal;
	l->receiver.dedup = &l->dedup;
	l->receiver.secret = &l->secret;
	l->receiver.rule = &l->rule;
	l->receiver.webhooks = cfg->desc->webhooks;
	l->receiver.path = cfg->path;
	if (journal_clear(&l->journal, l->checkpoint.number, cfg->keep, e) !=
		0 ||
	    open_output(l, e) != 0)
		return -1;
	l->receiver.max_body = serve.max_body;
	l->receiver.incomings.max = serve.max_body * INCOMING_BODIES;
	if (l->receiver.incomings.max < INCOMING_LEAST)
		l->receiver.incomings.max = INCOMING_LEAST;
	serve.handle = receiver_handle;
	serve.head = receiver_head;
	serve.piece = receiver_piece;
	serve.gone = receiver_gone;
	serve.ctx = &l->receiver;
	l->serve = serve_open(&serve, e);
	return l->serve != NULL ? 0 : -1;
}

uint16_t
listen_port(const struct listen *l)
{
	return serve_port(l->serve);
}

/* Flush what came, and answer it; a full disk is said and lived with. */
static int
commit(struct listen *l, struct error *e)
{
	int64_t now;

	if (receiver_commit(&l->receiver, e) == 0)
		return 0;
	if (e->kind != ERROR_TEMPORARY)
		return -1;
	now = clock_mono_ms();
	if (l->retry_said_ms == 0 || now - l->retry_said_ms >= SAY_AGAIN_MS) {
		l->retry_said_ms = now;
		l->cfg.say(true, e->text);
	}
	return 0;
}

/* Say what the server had to do, and to whom. */
static void
tell_server(struct listen *l, const struct serve_stats *before)
{
	struct serve_stats s = serve_stats(l->serve);
	int64_t now = clock_mono_ms();
	char text[200];

	if (s.malformed != before->malformed && l->cfg.refused != NULL)
		l->cfg.refused(s.why);
	if (s.displaced == l->displaced ||
	    (l->full_said_ms != 0 && now - l->full_said_ms < SAY_AGAIN_MS))
		return;
	(void)snprintf(text, sizeof(text),
	    "all %u connections are taken: %llu without a whole request gave "
	    "way to others; --connections allows more",
	    l->cfg.serve.max_connections,
	    (unsigned long long)(s.displaced - l->displaced));
	l->cfg.say(true, text);
	l->displaced = s.displaced;
	l->full_said_ms = now;
}

/* What was refused is said when it is time, whatever comes or does not. */
static int64_t
sooner(const struct listen *l, int64_t wait_ms)
{
	int64_t ms = refusals_wait_ms(&l->receiver.refusals, clock_mono_ms());

	return ms >= 0 && (wait_ms < 0 || ms < wait_ms) ? ms : wait_ms;
}

/* Wait for the network, the output and signals, and do what there is. */
static int
turn(struct listen *l, int64_t wait_ms, struct error *e)
{
	struct pollfd fds[2] = { { sig_fd(), POLLIN, 0 }, { -1, 0, 0 } };
	struct serve_stats before = serve_stats(l->serve);
	uint64_t refused = l->receiver.refused + l->receiver.failed;
	int rc;

	if (l->cfg.command != NULL) {
		fds[1].fd = batches_fd(&l->batches, &fds[1].events);
	} else {
		fds[1].fd = l->cfg.out;
		fds[1].events = l->emitter.blocked ? POLLOUT : 0;
	}
	serve_turn_on(l->serve, fds, LEN(fds), sooner(l, wait_ms));
	sig_drain();
	if (l->receiver.refused + l->receiver.failed != refused &&
	    l->cfg.refused != NULL)
		l->cfg.refused(l->receiver.reason);
	refusals_tell(&l->receiver.refusals, clock_mono_ms(), l->cfg.say);
	tell_server(l, &before);
	if (commit(l, e) != 0)
		return -1;
	if (l->cfg.command == NULL) {
		/* Nobody will read what nobody can. */
		if ((fds[1].revents & (POLLERR | POLLNVAL)) != 0) {
			l->emitter.broken_pipe = true;
			error_set(e, ERROR_OUTPUT,
			    "cannot write standard output: its reader left");
			return -1;
		}
		return emitter_turn(&l->emitter, e);
	}
	rc = batches_turn(&l->batches, e);
	if (rc > 0)
		rc = journal_clear(
		    &l->journal, l->checkpoint.number, l->cfg.keep, e);
	return rc;
}

/* Without a command: whether the window is full, or how long it is not. */
static bool
is_full(struct listen *l, int64_t *wait_ms)
{
	uint64_t last = journal_last(&l->journal);
	int64_t now = clock_mono_ms(), left;

	*wait_ms = -1;
	if (last < l->from)
		return false;
	if (l->since_ms < 0)
		l->since_ms = now;
	if (l->cfg.every_records > 0 &&
	    last - l->from + 1 >= l->cfg.every_records)
		return true;
	if (l->cfg.every_ms == 0)
		return false;
	left = l->since_ms + l->cfg.every_ms - now;
	*wait_ms = left > 0 ? left : 0;
	return left <= 0;
}

/* Take no more, and answer what is in progress. */
static int
stop(struct listen *l, struct error *e)
{
	int64_t until = clock_mono_ms() + l->cfg.drain_ms;

	serve_stop(l->serve);
	l->receiver.closing = true;
	while (serve_stats(l->serve).in_flight > 0 && clock_mono_ms() < until)
		if (turn(l,
			until - clock_mono_ms() < 100
			    ? until - clock_mono_ms() + 1
			    : 100,
			e) != 0)
			return -1;
	return 0;
}

/* Give the stream the rest of its deliveries and its end. */
static int
end_stream(struct listen *l, struct error *e)
{
	uint64_t last = journal_last(&l->journal);
	struct buf rest = buf_make((size_t)1 << 20);
	bool with_end = l->cfg.end || l->cfg.state != NULL;
	int rc = 0;

	if (last > l->emitter.last)
		last = l->emitter.last;
	if (last < l->checkpoint.number)
		last = l->checkpoint.number;
	emitter_until(&l->emitter, last);
	checkpoint_put_end(&l->checkpoint, last, &rest);
	while (rc == 0 && !l->emitter.done) {
		if (emitter_drained(&l->emitter) && !l->emitter.ended)
			emitter_end(&l->emitter, with_end ? &rest : NULL);
		rc = turn(l, l->emitter.blocked ? -1 : 0, e);
	}
	buf_free(&rest);
	/* A sink stores the user's state, nobody else our own. */
	if (rc == 0 && l->cfg.state == NULL && last > l->checkpoint.number)
		rc = checkpoint_store(&l->checkpoint, last, e);
	return rc;
}

/* Give the command the rest, and see it end. */
static int
end_windows(struct listen *l, struct error *e)
{
	l->batches.draining = true;
	l->batches.retry_ms = 0;
	while (!batches_idle(&l->batches)) {
		if (turn(l, batches_wait_ms(&l->batches), e) != 0)
			return -1;
		if (l->batches.run.pid == 0 &&
		    l->batches.retry_ms > clock_mono_ms()) {
			error_set(e, ERROR_TEMPORARY,
			    "not all deliveries were given out; they are in "
			    "the journal");
			return -1;
		}
	}
	return 0;
}

int
listen_run(struct listen *l, struct error *e)
{
	int64_t wait_ms = 0;
	int rc = 0;

	while (rc == 0 && sig_stopped() == 0) {
		if (l->cfg.command == NULL && is_full(l, &wait_ms))
			break;
		if (l->cfg.command != NULL)
			wait_ms = batches_wait_ms(&l->batches);
		rc = turn(l, wait_ms, e);
	}
	if (rc == 0)
		rc = stop(l, e);
	if (rc == 0)
		rc = l->cfg.command != NULL ? end_windows(l, e)
					    : end_stream(l, e);
	/* What was answered last is still on its way. */
	if (rc != 0 && l->serve != NULL)
		serve_turn(l->serve, -1, 0);
	refusals_tell(&l->receiver.refusals, INT64_MAX, l->cfg.say);
	return rc;
}

void
listen_stats(const struct listen *l, struct buf *out)
{
	struct serve_stats s = { 0 };

	if (l->serve != NULL)
		s = serve_stats(l->serve);
	buf_printf(out,
	    "\"requests\":%llu,\"taken\":%llu,\"repeated\":%llu,"
	    "\"refused\":%llu,\"failed\":%llu,\"flushes\":%llu,"
	    "\"forged\":%llu,\"too_long\":%llu,\"gave_way\":%llu,\"cut\":%llu,"
	    "\"malformed\":%llu,\"connections\":%llu,\"slow\":%llu,"
	    "\"displaced\":%llu,\"given\":%llu,"
	    "\"windows\":%llu,\"given_again\":%llu,\"mark\":%llu,"
	    "\"last\":%llu",
	    (unsigned long long)s.requests,
	    (unsigned long long)l->receiver.taken,
	    (unsigned long long)l->receiver.repeated,
	    (unsigned long long)l->receiver.refused,
	    (unsigned long long)l->receiver.failed,
	    (unsigned long long)l->journal.commits,
	    (unsigned long long)l->receiver.forged,
	    (unsigned long long)l->receiver.too_long,
	    (unsigned long long)l->receiver.incomings.gave_way,
	    (unsigned long long)l->receiver.cut,
	    (unsigned long long)s.malformed, (unsigned long long)s.connections,
	    (unsigned long long)s.slow, (unsigned long long)s.displaced,
	    (unsigned long long)(l->emitter.records + l->batches.given),
	    (unsigned long long)l->batches.done,
	    (unsigned long long)l->batches.repeats,
	    (unsigned long long)l->checkpoint.number,
	    (unsigned long long)journal_last(&l->journal));
}

void
listen_close(struct listen *l)
{
	if (!l->opened)
		return;
	serve_close(l->serve);
	batches_close(&l->batches);
	emitter_close(&l->emitter);
	receiver_close(&l->receiver);
	journal_close(&l->journal);
	dedup_close(&l->dedup);
	checkpoint_close(&l->checkpoint);
	secret_close(&l->secret);
	signature_rule_close(&l->rule);
	mem_free(l->own_state);
	memset(l, 0, sizeof(*l));
}
