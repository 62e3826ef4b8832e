/*
 * lexicon: the vocabulary of generated transcripts.
 *
 * Sentences come from patterns, in which a capital letter before the token's
 * punctuation stands for a list ("A" an adjective, "P" a place, ...), so that
 * they read as sentences and the entities in them are known.  An entry of a
 * list may be several tokens ("Port Ellery").
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_LEXICON_H
#define AAI_MOCK_LEXICON_H

#include <stddef.h>

struct lexicon_list {
	const char *const *words;
	size_t n;
	const char *entity; /* what kind of entity an entry is, or NULL */
};

/* The list that a letter of a pattern stands for; NULL when none does. */
const struct lexicon_list *lexicon_slot(char letter);

/* Sentence patterns of English. */
extern const struct lexicon_list lexicon_patterns;

/* A language other than English: loose words, and how a sentence ends. */
struct lexicon_language {
	const char *code;
	const char *stop;
	struct lexicon_list list;
};

extern const struct lexicon_language lexicon_languages[];
extern const size_t lexicon_nlanguages;

/* Names for topics ("A>B>C" is made of these) and content safety labels. */
extern const struct lexicon_list lexicon_topics;
extern const struct lexicon_list lexicon_subtopics;
extern const struct lexicon_list lexicon_safety;

#endif
