/*
 * agents_put: what the Voice Agents API says of an agent, a session, a call, a
 * webhook subscription and a delivery; each has a number, the oldest 0.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_AGENTS_PUT_H
#define AAI_MOCK_AGENTS_PUT_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-mock/mock.h"
#include "json/writer.h"

#define AGENTS_ID_MAX 40

/* How many there are. */
uint64_t agents_count(const struct mock *m) MUST_CHECK;
uint64_t agents_sessions(const struct mock *m) MUST_CHECK;
uint64_t agents_calls(const struct mock *m) MUST_CHECK;
uint64_t agents_subscriptions(const struct mock *m) MUST_CHECK;

void agents_id(const struct mock *m, uint64_t i, char id[AGENTS_ID_MAX]);
void agents_session_id(const struct mock *m, uint64_t i,
    char id[AGENTS_ID_MAX]);
void agents_call_id(const struct mock *m, uint64_t i, char id[AGENTS_ID_MAX]);
void agents_subscription_id(const struct mock *m, uint64_t i,
    char id[AGENTS_ID_MAX]);

/* The status of a session, and the number of its agent. */
const char *agents_session_status(const struct mock *m, uint64_t i);
uint64_t agents_of_session(const struct mock *m, uint64_t i) MUST_CHECK;

/* Write an element; whole: as it is asked for alone. */
void agents_put(struct mock *m, struct json_writer *w, uint64_t i, bool whole);
void agents_put_session(struct mock *m, struct json_writer *w, uint64_t i,
    bool whole);
void agents_put_call(struct mock *m, struct json_writer *w, uint64_t i,
    bool whole);
void agents_put_subscription(struct mock *m, struct json_writer *w, uint64_t i,
    bool whole);
void agents_put_delivery(struct mock *m, struct json_writer *w, uint64_t i);

/* The LLM Gateway's answer about its models. */
extern const char agents_models[];

#endif
