/* lexicon: the words that transcripts are made of; see lexicon.h. */
#include "aai-mock/lexicon.h"

#include "base/cc.h"

#define LIST(words, entity)                                                    \
	{                                                                      \
		words, LEN(words), entity                                      \
	}

static const char *const adjectives[] = { "quiet", "narrow", "bright", "heavy",
	"careful", "early", "late", "steady", "broken", "simple", "complicated",
	"green", "wooden", "distant", "familiar", "sudden", "gentle", "formal",
	"hidden", "honest", "local", "public", "private", "recent", "regular",
	"rough", "shallow", "sharp", "smooth", "strange", "useful", "warm",
	"weekly", "annual", "brief", "calm", "clean", "common", "empty",
	"exact", "fresh", "golden", "hollow", "joint", "loose", "minor", "open",
	"patient", "plain", "rare", "second", "solid", "spare", "thin",
	"urgent", "vivid" };

static const char *const nouns[] = { "harbour", "bridge", "market", "ledger",
	"garden", "engine", "letter", "river", "schedule", "window", "report",
	"budget", "orchard", "station", "museum", "signal", "kitchen",
	"library", "workshop", "contract", "meeting", "question", "answer",
	"recording", "ferry", "lantern", "forest", "valley", "village", "storm",
	"roof", "ladder", "blanket", "basket", "bottle", "camera", "carpet",
	"ceiling", "chapter", "clinic", "college", "corner", "cottage",
	"council", "crane", "desk", "dialogue", "drawer", "factory", "fence",
	"festival", "field", "folder", "gallery", "gate", "hammer", "highway",
	"island", "jacket", "journal", "keyboard", "lake", "lesson", "machine",
	"map", "meadow", "mirror", "notebook", "ocean", "office", "package",
	"painting", "paper", "pattern", "pencil", "piano", "platform", "pocket",
	"printer", "project", "railway", "record", "road", "sample", "school",
	"shelf", "ship", "speech", "stone", "street", "summary", "table",
	"theatre", "ticket", "tower", "train", "tunnel", "vessel", "wagon",
	"wall", "weather" };

static const char *const verbs[] = { "moved", "carried", "opened", "painted",
	"repaired", "measured", "crossed", "described", "found", "closed",
	"changed", "built", "followed", "left", "watched", "ordered", "checked",
	"counted", "finished", "forgot", "planned", "missed", "mentioned",
	"noticed", "printed", "promised", "raised", "reached", "replaced",
	"returned", "signed", "started", "stopped", "studied", "tested",
	"visited", "washed", "weighed", "borrowed", "cleaned", "collected",
	"copied", "delivered", "drew", "explained", "fixed", "held", "joined",
	"kept", "learned", "lifted", "marked", "offered", "packed", "placed" };

static const char *const adverbs[] = { "slowly", "quickly", "again", "often",
	"nearly", "perhaps", "usually", "quietly", "finally", "rather", "twice",
	"together", "carefully", "eventually", "honestly", "mostly", "rarely",
	"simply", "suddenly", "surely", "therefore", "well", "yesterday" };

static const char *const starters[] = { "Well,", "So", "And", "Now,", "But",
	"Then", "Actually,", "Right,", "Okay,", "Of course", "In fact,",
	"Meanwhile,", "You know,", "Still," };

static const char *const places[] = { "Oslo", "Port Ellery", "Lisbon",
	"Marrow Bay", "Tallinn", "Saint Orwin", "Kyoto", "Valparaíso", "Zürich",
	"Dunmore", "Cape Halden", "Montréal", "Brno", "Aarhus", "Nantes",
	"Old Fenwick", "Graz", "São Tomé", "Bergen", "Łódź" };

static const char *const persons[] = { "Ada Lindqvist", "Tomas Verley",
	"Miriam", "Professor Okoro", "Jonas Hale", "Inés Carrasco",
	"Yuki Tanabe", "Doctor Pell", "Sofie Brandt", "Ravi Menon", "Elena",
	"Walter Quist", "Noor Haddad", "Étienne Marchand", "Greta O'Malley",
	"Paulo" };

static const char *const organizations[] = { "Northline Ferries",
	"the Harbour Board", "Quill & Sons", "Ostrava Steelworks",
	"the Meridian Institute", "Bluefin Logistics", "Tern Radio",
	"the City Council", "Alder Bank", "Vantage Optics" };

static const char *const money[] = { "$12", "$4.50", "£300", "€1,250",
	"20 dollars", "$3 million", "15 euros", "$99.99", "¥8,000" };

static const char *const dates[] = { "Monday", "May 4th", "last June", "1998",
	"the third of March", "Tuesday", "2024", "next Friday", "October" };

static const char *const durations[] = { "two hours", "ten minutes", "a week",
	"three years", "half a day", "six months", "20 seconds" };

static const char *const occupations[] = { "captain", "engineer", "teacher",
	"nurse", "carpenter", "editor", "pilot", "translator", "baker" };

static const char *const ailments[] = { "asthma", "a fever", "back pain",
	"a headache", "influenza", "knee trouble" };

static const struct lexicon_list slots[] = {
	['A' - 'A'] = LIST(adjectives, NULL),
	['C' - 'A'] = LIST(occupations, "occupation"),
	['D' - 'A'] = LIST(dates, "date"),
	['H' - 'A'] = LIST(persons, "person_name"),
	['I' - 'A'] = LIST(ailments, "medical_condition"),
	['M' - 'A'] = LIST(money, "money_amount"),
	['N' - 'A'] = LIST(nouns, NULL),
	['O' - 'A'] = LIST(organizations, "organization"),
	['P' - 'A'] = LIST(places, "location"),
	['R' - 'A'] = LIST(adverbs, NULL),
	['S' - 'A'] = LIST(starters, NULL),
	['T' - 'A'] = LIST(durations, "duration"),
	['V' - 'A'] = LIST(verbs, NULL),
};

static const char *const patterns[] = {
	"the A N V the N near P.",
	"H V the A N R.",
	"S the N from P V a A N.",
	"did the N from O V the A N?",
	"we V M for the N in P.",
	"H from O said the N V R.",
	"D the A N V, and the N V too.",
	"they said that H V about the A N for T.",
	"S how did the C V the N?",
	"it was A.",
	"yes.",
	"that is R A, H.",
	"O V its A N after T.",
	"he called it \"A\" twice.",
	"the C had I for T, so we V the N.",
	"S nobody V the N, and the A N stayed R A.",
	"what the N needs is a A N and a A N.",
	"when the A N V, the C R V the N, the N and the A N.",
	"good.",
	"a N in P is never A, is it?",
};

const struct lexicon_list lexicon_patterns = LIST(patterns, NULL);

static const char *const spanish[] = { "el", "puerto", "señal", "mañana",
	"camino", "abre", "la", "ventana", "lejos", "nunca", "ayer", "también",
	"pequeño", "tren", "sale", "alba", "río", "con", "sin", "ciudad",
	"pregunta", "contesta", "según", "corazón", "año" };

static const char *const german[] = { "der", "Hafen", "öffnet", "früh", "die",
	"Brücke", "und", "Straße", "über", "kein", "Zug", "fährt", "später",
	"Mädchen", "heißt", "Grüße", "aus", "Köln", "vielleicht", "schön",
	"Geschäftsführer", "immer", "wieder", "nicht" };

static const char *const japanese[] = { "港", "朝", "船", "静か", "市場",
	"吉田", "𠮷野", "東京", "です", "ました", "橋", "手紙", "図書館",
	"質問", "答え", "から", "まで", "の", "は", "を" };

static const char *const russian[] = { "гавань", "утро", "корабль", "тихо",
	"рынок", "мост", "письмо", "вопрос", "ответ", "город", "всегда", "река",
	"поезд", "окно", "ещё", "объект", "и", "не", "под", "над" };

static const char *const arabic[] = { "الميناء", "صباح", "سفينة", "هادئ", "سوق",
	"جسر", "رسالة", "سؤال", "مدينة", "نهر", "قطار", "في", "من" };

static const char *const symbols[] = { "naïve", "🎵", "café", "👩‍🚀",
	"e\u0301", "½", "“quoted”", "—", "C:\\temp", "50%", "a/b", "𝄞", "#tag",
	"<b>" };

const struct lexicon_language lexicon_languages[] = {
	{ "es", ".", LIST(spanish, NULL) },
	{ "de", ".", LIST(german, NULL) },
	{ "ja", "。", LIST(japanese, NULL) },
	{ "ru", ".", LIST(russian, NULL) },
	{ "ar", ".", LIST(arabic, NULL) },
	{ "en", ".", LIST(symbols, NULL) },
};
const size_t lexicon_nlanguages = LEN(lexicon_languages);

static const char *const topics[] = { "Travel", "Home&Garden",
	"NewsAndPolitics", "MedicalHealth", "Food&Drink", "Science", "Sports",
	"BusinessAndFinance", "Education", "Technology&Computing",
	"Music&Audio", "Hobbies&Interests", "Automotive",
	"FamilyAndRelationships", "Careers", "BooksAndLiterature",
	"Style&Fashion", "RealEstate", "PersonalFinance", "Movies",
	"Television", "Pets", "Religion&Spirituality", "Shopping" };

static const char *const subtopics[] = { "TravelType>SeaTravel", "Weather",
	"DiseasesAndConditions>Ear,NoseAndThroatConditions", "Gardening",
	"Industries>Logistics", "Physics", "Boating", "Elections", "Cooking",
	"HomeImprovement", "AdultEducation", "RailTravel", "Poetry",
	"Budgeting", "Marine&Outdoor", "LocalNews" };

static const char *const safety[] = { "accidents", "alcohol", "financials",
	"crime_violence", "drugs", "gambling", "hate_speech", "health_issues",
	"manga", "marijuana", "disasters", "negative_news", "nsfw",
	"pornography", "profanity", "sensitive_social_issues", "terrorism",
	"tobacco", "weapons" };

const struct lexicon_list lexicon_topics = LIST(topics, NULL);
const struct lexicon_list lexicon_subtopics = LIST(subtopics, NULL);
const struct lexicon_list lexicon_safety = LIST(safety, NULL);

const struct lexicon_list *
lexicon_slot(char letter)
{
	const struct lexicon_list *list;

	if (letter < 'A' || (size_t)(letter - 'A') >= LEN(slots))
		return NULL;
	list = &slots[letter - 'A'];
	return list->n > 0 ? list : NULL;
}
