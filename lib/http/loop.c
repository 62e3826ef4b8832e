/* loop: libcurl's sockets and its timer; see loop.h. */
#include "http/loop.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "io/clock.h"

/* Where a socket is among fds, kept with it by libcurl; 0: nowhere yet. */
static size_t
place_of(const void *kept)
{
	return (size_t)(uintptr_t)kept;
}

static void
keep_place(struct loop *l, size_t i)
{
	(void)curl_multi_assign(l->multi, l->fds[i].fd,
	    (void *)(uintptr_t)i);
}

/* The last one takes the place of one that goes. */
static void
drop(struct loop *l, size_t i)
{
	(void)curl_multi_assign(l->multi, l->fds[i].fd, NULL);
	l->fds[i] = l->fds[--l->n];
	if (i < l->n)
		keep_place(l, i);
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *kept)
{
	struct loop *l = arg;
	size_t i = place_of(kept);

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (i != 0)
			drop(l, i);
		return 0;
	}
	if (i == 0) {
		l->fds = mem_grow(l->fds, &l->cap, l->n + 1,
		    sizeof(*l->fds));
		i = l->n++;
		l->fds[i] = (struct pollfd){ .fd = fd };
		keep_place(l, i);
	}
	l->fds[i].revents = 0;
	l->fds[i].events = (short)((what & CURL_POLL_IN ? POLLIN : 0) |
	    (what & CURL_POLL_OUT ? POLLOUT : 0));
	return 0;
}

static int
on_timer(CURLM *multi, long ms, void *arg)
{
	struct loop *l = arg;

	(void)multi;
	l->due_us = ms < 0 ? INT64_MAX : clock_mono_us() + (int64_t)ms * 1000;
	return 0;
}

void
loop_open(struct loop *l, CURLM *multi)
{
	memset(l, 0, sizeof(*l));
	l->multi = multi;
	l->due_us = INT64_MAX;
	l->fds = mem_grow(NULL, &l->cap, LOOP_OTHERS, sizeof(*l->fds));
	memset(l->fds, 0, LOOP_OTHERS * sizeof(*l->fds));
	l->n = LOOP_OTHERS;
	(void)curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	(void)curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, l);
	(void)curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
	(void)curl_multi_setopt(multi, CURLMOPT_TIMERDATA, l);
}

static int
action_of(short revents)
{
	return (revents & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) |
	    (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
	    (revents & (POLLERR | POLLNVAL) ? CURL_CSELECT_ERR : 0);
}

/*
 * Set aside what happened: what is called may change the sockets.  From the
 * last to the first, as one that was closed without a word is forgotten, and
 * the last takes its place; poll would tell of it again at once, for ever.
 */
static size_t
gather(struct loop *l)
{
	size_t i, n = 0;
	short seen;

	l->ready = mem_grow(l->ready, &l->ready_cap, l->n,
	    sizeof(*l->ready));
	for (i = l->n; i-- > LOOP_OTHERS;) {
		seen = l->fds[i].revents;
		if (seen == 0)
			continue;
		l->ready[n++] = l->fds[i];
		l->fds[i].revents = 0;
		if (seen & POLLNVAL)
			drop(l, i);
	}
	return n;
}

CURLMcode
loop_work(struct loop *l)
{
	size_t i, n = gather(l);
	CURLMcode rc = CURLM_OK;
	long ms = -1;
	int running;

	for (i = 0; i < n && rc == CURLM_OK; i++)
		rc = curl_multi_socket_action(l->multi, l->ready[i].fd,
		    action_of(l->ready[i].revents), &running);
	if (rc != CURLM_OK || l->due_us == INT64_MAX ||
	    clock_mono_us() < l->due_us)
		return rc;
	l->due_us = INT64_MAX;
	rc = curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0,
	    &running);
	/*
	 * libcurl says anew when it wants to be called again, but not if that
	 * is the very time it said before: then we were early.
	 */
	if (rc == CURLM_OK && l->due_us == INT64_MAX &&
	    curl_multi_timeout(l->multi, &ms) == CURLM_OK)
		(void)on_timer(l->multi, ms, l);
	return rc;
}

/* The lesser of ms and the time until libcurl's is up. */
static int
shorten(const struct loop *l, int ms)
{
	int64_t us;

	if (l->due_us == INT64_MAX)
		return ms;
	us = l->due_us - clock_mono_us();
	if (us <= 0)
		return 0;
	return us / 1000 < ms ? (int)((us + 999) / 1000) : ms;
}

int
loop_wait(struct loop *l, const int *others, size_t n, int ms, unsigned *seen)
{
	size_t i;

	*seen = 0;
	for (i = 0; i < LOOP_OTHERS; i++)
		l->fds[i] = (struct pollfd){ i < n ? others[i] : -1, POLLIN,
			0 };
	if (poll(l->fds, (nfds_t)l->n, shorten(l, ms)) < 0)
		return errno == EINTR ? 0 : -1;
	for (i = 0; i < n; i++)
		if (l->fds[i].revents != 0)
			*seen |= 1u << i;
	return 0;
}

void
loop_close(struct loop *l)
{
	mem_free(l->fds);
	mem_free(l->ready);
	memset(l, 0, sizeof(*l));
}
