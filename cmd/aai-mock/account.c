/* account: the generated account; see account.h. */
#include "aai-mock/account.h"

#include <string.h>

#include "aai-mock/ident.h"
#include "aai-mock/plan.h"
#include "base/mem.h"

/*
 * Whether n is one of share in 1000, spread evenly; phase tells apart those
 * that different shares pick.
 */
static bool
picked(uint64_t n, uint64_t share, uint64_t phase)
{
	return (n + phase) * share / 1000 != (n + phase + 1) * share / 1000;
}

enum account_state
account_first_state(const struct account_config *cfg, uint64_t n)
{
	uint64_t phase = cfg->seed % 1000;

	if (picked(n, cfg->failed, phase + 3))
		return ACCOUNT_ERROR;
	if (picked(n, cfg->deleted, phase + 8))
		return ACCOUNT_DELETED;
	if (picked(n, cfg->pending, phase + 15))
		return ident_mix(cfg->seed, 5, n) % 2 == 0 ? ACCOUNT_QUEUED
							   : ACCOUNT_PROCESSING;
	return ACCOUNT_COMPLETED;
}

/* Room for one more byte in both arrays. */
static void
push(struct account *a, enum account_state state)
{
	a->states = mem_grow(
	    a->states, &a->states_cap, (size_t)a->n + 1, 1);
	a->audio = mem_grow(
	    a->audio, &a->audio_cap, (size_t)a->n + 1, 1);
	a->states[a->n] = (uint8_t)state;
	a->audio[a->n] = 0;
	a->n++;
}

void
account_open(struct account *a, const struct account_config *cfg)
{
	memset(a, 0, sizeof(*a));
	a->cfg = *cfg;
	while (a->n < cfg->transcripts)
		push(a, account_first_state(cfg, a->n));
}

void
account_close(struct account *a)
{
	mem_free(a->states);
	mem_free(a->audio);
	memset(a, 0, sizeof(*a));
}

uint64_t
account_find(const struct account *a, const char *id)
{
	char whole[IDENT_MAX];
	uint64_t n;

	if (!ident_number(a->cfg.seed, id, &n) || n >= a->n)
		return ACCOUNT_NONE;
	plan_id(&a->cfg, n, whole);
	return strcmp(id, whole) == 0 ? n : ACCOUNT_NONE;
}

enum account_state
account_state(const struct account *a, uint64_t n)
{
	return (enum account_state)a->states[n];
}

void
account_set(struct account *a, uint64_t n, enum account_state state)
{
	a->states[n] = (uint8_t)state;
	a->version++;
}

bool
account_add(struct account *a, uint64_t count, enum account_state state)
{
	if (count > ACCOUNT_MAX - a->n)
		return false;
	for (; count > 0; count--)
		push(a, state);
	a->version++;
	return true;
}

uint64_t
account_settle(struct account *a, uint64_t count, enum account_state state)
{
	uint64_t n, done = 0;

	for (n = 0; n < a->n && done < count; n++)
		if (a->states[n] == ACCOUNT_QUEUED ||
		    a->states[n] == ACCOUNT_PROCESSING) {
			account_set(a, n, state);
			done++;
		}
	return done;
}

uint64_t
account_remove(struct account *a, uint64_t count)
{
	uint64_t n, done = 0;

	for (n = 0; n < a->n && done < count; n++)
		if (a->states[n] == ACCOUNT_COMPLETED) {
			account_set(a, n, ACCOUNT_DELETED);
			done++;
		}
	return done;
}

const char *
account_status(enum account_state state)
{
	switch (state) {
	case ACCOUNT_QUEUED:
		return "queued";
	case ACCOUNT_PROCESSING:
		return "processing";
	case ACCOUNT_ERROR:
		return "error";
	case ACCOUNT_COMPLETED:
	case ACCOUNT_DELETED:
		break;
	}
	return "completed";
}
