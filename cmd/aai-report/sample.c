/* sample: the rows of a large table that are read; see sample.h. */
#include "aai-report/sample.h"

#include <string.h>

/* Rows of a group that are worth it to open its columns. */
#define GROUP_ROWS 50

struct sample
sample_choose(
    const struct shown *t, const struct table_stats *figures, uint64_t rows)
{
	struct sample s = { .groups = figures->groups };

	if (figures->rows <= rows)
		return s;
	s.some = true;
	if (t->format == SHOWN_CSV) {
		s.every = (figures->rows + rows - 1) / rows;
		return s;
	}
	s.chosen = s.groups < SAMPLE_GROUPS ? s.groups : SAMPLE_GROUPS;
	if (s.chosen > rows / GROUP_ROWS)
		s.chosen = rows / GROUP_ROWS;
	if (s.chosen == 0)
		s.chosen = 1;
	s.most = (rows + s.chosen - 1) / s.chosen;
	return s;
}

/* Number i of the chosen row groups, among all of the table's. */
static uint64_t
group_number(const struct sample *s, uint64_t i)
{
	return i * s->groups / s->chosen;
}

/* As struct table_reader wants it. */
static size_t
seek(void *to, size_t file, const struct row_cursor *c)
{
	struct sample *s = to;
	uint64_t at = c->group, i;

	if (file != s->file) {
		s->before += s->in_file;
		s->file = file;
	}
	s->in_file = c->r.ngroups;
	if (c->begun && c->left > 0 &&
	    (uint64_t)(c->r.groups[at].rows - c->left) < s->most)
		return c->group;
	/* The first of the chosen ones that is not before the next group. */
	at += s->before + (c->begun ? 1 : 0);
	i = (at * s->chosen + s->groups - 1) / s->groups;
	if (i >= s->chosen || group_number(s, i) - s->before >= s->in_file)
		return c->r.ngroups;
	return (size_t)(group_number(s, i) - s->before);
}

void
sample_start(struct sample *s, struct table_reader *f)
{
	if (s->some && f->t->format == SHOWN_PARQUET) {
		f->seek = seek;
		f->to = s;
	}
}

bool
sample_has(const struct sample *s, const struct table_reader *f)
{
	return s->every == 0 || (f->rows - 1) % s->every == 0;
}
