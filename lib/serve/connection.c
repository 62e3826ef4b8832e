/* connection: connections that owe a request; see connection.h. */
#include "serve/connection.h"

#include <stddef.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "io/clock.h"

static void
unlist(struct connections *all, struct connection *g)
{
	if (!g->listed)
		return;
	*(g->prev != NULL ? &g->prev->next : &all->first) = g->next;
	*(g->next != NULL ? &g->next->prev : &all->last) = g->prev;
	g->next = g->prev = NULL;
	g->listed = false;
}

/* Put it last: all have the same patience, so the list stays in order. */
static void
list(struct connections *all, struct connection *g)
{
	unlist(all, g);
	g->since_us = clock_mono_us();
	g->prev = all->last;
	*(all->last != NULL ? &all->last->next : &all->first) = g;
	all->last = g;
	g->listed = true;
}

struct connection *
connection_new(struct connections *all, int fd)
{
	struct connection *g = mem_new(1, sizeof(*g));

	g->fd = fd;
	list(all, g);
	return g;
}

void
connection_answered(struct connections *all, struct connection *g)
{
	if (g == NULL || !g->listed)
		return;
	g->busy = false;
	list(all, g);
}

bool
connection_leaves(struct connections *all, struct connection *g)
{
	if (g == NULL || !g->listed)
		return false;
	unlist(all, g);
	return true;
}

int64_t
connection_next_us(const struct connections *all, int64_t patience_ms)
{
	return all->first != NULL ? all->first->since_us + patience_ms * 1000
				  : -1;
}

uint64_t
connection_end_slow(struct connections *all, int64_t patience_ms)
{
	int64_t now = clock_mono_us(), until;
	uint64_t n = 0;
	struct connection *g;

	while ((until = connection_next_us(all, patience_ms)) >= 0 &&
	       until <= now) {
		g = all->first;
		if (g->busy) {
			list(all, g);
			continue;
		}
		unlist(all, g);
		(void)shutdown(g->fd, SHUT_RDWR);
		n++;
	}
	return n;
}

/* Who owes a request, and has been waited for the longest; or NULL. */
static struct connection *
oldest(const struct connections *all)
{
	struct connection *g = all->first;

	while (g != NULL && g->busy)
		g = g->next;
	return g;
}

int64_t
connection_oldest_us(const struct connections *all)
{
	const struct connection *g = oldest(all);

	return g != NULL ? g->since_us : -1;
}

void
connection_end_oldest(struct connections *all)
{
	struct connection *g = oldest(all);

	unlist(all, g);
	(void)shutdown(g->fd, SHUT_RDWR);
}

void
connection_free(struct connections *all, struct connection *g)
{
	if (g != NULL)
		unlist(all, g);
	mem_free(g);
}
