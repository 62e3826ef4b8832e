/* guest: connections that owe a request; see guest.h. */
#include "serve/guest.h"

#include <stddef.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "io/clock.h"

static void
unlist(struct guests *all, struct guest *g)
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
list(struct guests *all, struct guest *g)
{
	unlist(all, g);
	g->since_us = clock_mono_us();
	g->prev = all->last;
	*(all->last != NULL ? &all->last->next : &all->first) = g;
	all->last = g;
	g->listed = true;
}

struct guest *
guest_new(struct guests *all, int fd)
{
	struct guest *g = mem_new(1, sizeof(*g));

	g->fd = fd;
	list(all, g);
	return g;
}

void
guest_answered(struct guests *all, struct guest *g)
{
	if (g == NULL || !g->listed)
		return;
	g->busy = false;
	list(all, g);
}

int64_t
guest_next_us(const struct guests *all, int64_t patience_ms)
{
	return all->first != NULL ? all->first->since_us + patience_ms * 1000
				  : -1;
}

uint64_t
guest_end_slow(struct guests *all, int64_t patience_ms)
{
	int64_t now = clock_mono_us(), until;
	uint64_t n = 0;
	struct guest *g;

	while ((until = guest_next_us(all, patience_ms)) >= 0 && until <= now) {
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

void
guest_free(struct guests *all, struct guest *g)
{
	if (g != NULL)
		unlist(all, g);
	mem_free(g);
}
