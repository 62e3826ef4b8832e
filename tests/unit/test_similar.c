/* Tests of base/similar. */
#include <string.h>

#include "base/cc.h"
#include "base/similar.h"

#include "tap.h"

static const char *
best_of(const char *word)
{
	static const char *const known[] = { "transcripts", "sentences",
		"paragraphs", "state", "stats", "init", "" };
	struct similar s = similar_begin(word);
	size_t i;

	for (i = 0; i < LEN(known); i++)
		similar_add(&s, known[i]);
	return s.best != NULL ? s.best : "(none)";
}

int
main(void)
{
	char longest[SIMILAR_MAX + 2];

	CHECK_STR(best_of("transcript"), "transcripts", "a byte is missing");
	CHECK_STR(best_of("transcriptss"), "transcripts", "a byte is too much");
	CHECK_STR(best_of("sentances"), "sentences", "a byte is another");
	CHECK_STR(best_of("setnences"), "sentences", "two bytes are swapped");
	CHECK_STR(best_of("inti"), "init", "... in a short word");
	CHECK_STR(best_of("states"), "state", "of equals the first is meant");
	CHECK_STR(best_of("words"), "(none)", "what is too different is not meant");
	CHECK_STR(best_of(""), "(none)", "the empty word is like nothing");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK_STR(best_of(longest), "(none)", "a word that is too long, too");
	return tap_done();
}
