/* flush_many: see flush_many.h. */
#include "sink/flush_many.h"

#include <pthread.h>
#include <stdbool.h>

/* Fewer are flushed one by one. */
#define FEW ((size_t)16)

/* Threads beside the calling one; they wait for the disk alone. */
#define THREADS 15

struct job {
	size_t n;
	int (*flush)(void *arg, size_t i, struct error *e);
	void *arg;
	pthread_mutex_t lock; /* of what follows */
	size_t next;
	bool failed;
	struct error *error;
};

/* Take what is next, until all are taken or one has failed. */
static void *
work_on(void *arg)
{
	struct job *j = arg;
	struct error e;
	size_t i;
	int rc;

	(void)pthread_mutex_lock(&j->lock);
	while (j->next < j->n && !j->failed) {
		i = j->next++;
		(void)pthread_mutex_unlock(&j->lock);
		rc = j->flush(j->arg, i, &e);
		(void)pthread_mutex_lock(&j->lock);
		if (rc != 0 && !j->failed) {
			j->failed = true;
			*j->error = e;
		}
	}
	(void)pthread_mutex_unlock(&j->lock);
	return NULL;
}

int
flush_many(size_t n, int (*flush)(void *arg, size_t i, struct error *e),
    void *arg, struct error *e)
{
	struct job j = { .n = n, .flush = flush, .arg = arg, .error = e };
	pthread_t threads[THREADS];
	size_t started = 0;

	(void)pthread_mutex_init(&j.lock, NULL);
	/* Where no thread can be had, the calling one does it all. */
	while (n >= FEW && started < THREADS &&
	    pthread_create(&threads[started], NULL, work_on, &j) == 0)
		started++;
	(void)work_on(&j);
	while (started > 0)
		(void)pthread_join(threads[--started], NULL);
	(void)pthread_mutex_destroy(&j.lock);
	return j.failed ? -1 : 0;
}
