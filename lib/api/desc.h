/*
 * desc: the description of an API, read from a JSON file.
 *
 * aai-api(5) documents the file.  AssemblyAI's is built in.  Everything here is
 * data: what the fields mean is carried out by the modules beside this one.
 *
 * Strings are owned by the description and NUL-terminated; NULL where the file
 * says nothing, unless another default is named.
 *
 * Layer: api.
 */
#ifndef API_DESC_H
#define API_DESC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/body_template.h"
#include "api/desc_rule.h"
#include "api/rate_bounds.h"
#include "api/template.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "http/engine.h"
#include "json/path.h"
#include "table/type.h"

/*
 * A table: what the records of one "_table" look like.  For the flattener.
 *
 * A key is a member of the record that names it, alone or with the others; in
 * child tables it stands under the name carried; in its own table, too, where
 * resources are asked for by that name (their parent_key), so that all of them
 * join by it.
 */
struct desc_key {
	char *member;  /* "id" */
	char *carried; /* "transcript_id"; the same as member by default */
	bool joins;    /* carried is a resource's parent_key */
};

struct desc_column {
	struct path path; /* "text", "words[].start" */
	struct coltype type;
};

struct desc_table {
	char *name;
	struct desc_key *keys;
	size_t nkeys;
	struct desc_column *columns; /* in the order of declaration */
	size_t ncolumns;
	struct path *maps; /* objects whose names are data; without the {} */
	size_t nmaps;
	struct path *drops; /* left out of the tables */
	size_t ndrops;
	struct path *jsons; /* kept whole, as JSON text */
	size_t njsons;
	bool declared; /* the columns are known: others are news to report */
};

enum desc_in {
	DESC_IN_QUERY,
	DESC_IN_PATH, /* a {name} of the path template */
	DESC_IN_HEADER,
	DESC_IN_BODY, /* a member at the top of the body, or a field */
	DESC_IN_NONE, /* where templates name it */
};

/* What a parameter is in JSON. */
enum desc_json {
	DESC_JSON_TEXT,
	DESC_JSON_NUMBER,
	DESC_JSON_BOOL,
};

struct desc_param {
	char *name;
	char *value; /* default; NULL: not sent (query) or required (path) */
	struct template preset; /* the default, where it has names */
	struct template sent;	/* what is sent of it; text NULL: its value */
	bool in_said;		/* where it goes was said */
	enum desc_json json;
	bool repeat; /* a list with commas goes out as several */
	bool host;   /* may be several labels of a host name */
	char *about; /* a phrase for the help */
	enum desc_in in;
	bool integer; /* min..max hold */
	int64_t min;
	int64_t max;
	bool date; /* a day, YYYY-MM-DD */
	struct desc_strings choices; /* none: anything */
	bool required;
	bool selects; /* names what is selected: part of the selection */
	bool hides;   /* leaves out records that are not final yet */
	bool until;   /* not sent: the list ends before the record of this id */
	bool carry;   /* put in front of the records, as a key */
};

enum desc_paging {
	DESC_PAGING_NONE,
	DESC_PAGING_PARAM_OF_URL, /* param's value within the URL at next */
	DESC_PAGING_NEXT_URL,	  /* the URL at next */
	DESC_PAGING_LINK,	  /* a Link header's rel="next" (rel) */
	DESC_PAGING_CURSOR,	  /* the value at next goes into param */
	DESC_PAGING_LAST,	  /* the last record's value at next: param */
	DESC_PAGING_OFFSET,	  /* param: records so far */
	DESC_PAGING_PAGE,	  /* param: number of the page, from start */
};

/* A condition on an answer, as one on a record. */
struct desc_end {
	struct desc_source at;
	struct desc_strings is;
	struct desc_strings starts;
	bool negated;
	char *jq; /* instead of all the above */
};

struct desc_pages {
	enum desc_paging kind;
	struct desc_source next;
	char *param;
	char *rel;	/* "next" */
	char *size;	/* the parameter that says how many a page has */
	int64_t start;	/* first page number or offset */
	struct path count; /* how many this page says it has; n is 0: none */
	struct path total; /* how many there are in all; n is 0: none */
	struct path more;  /* a bool: whether there are more; n is 0: none */
	struct desc_source pages_total; /* how many pages there are */
	struct desc_end *ends; /* when all hold, the page is the last */
	size_t nends;
	struct desc_status *status_ends; /* of what is after the last page */
	size_t nstatus_ends;
	bool short_ends;   /* a page with fewer than its size is the last */
	bool told_ends;	   /* ... also where the server says where to go on */
	bool empty_ends;   /* an empty page is the last, whatever it says */
	bool shrinks;	   /* pages that are too large are asked for smaller */
	bool made;	   /* each page's request is made anew, from what
			      templates and parameters have of it */
};

/* Whether a response is a list of records. */
enum desc_list {
	DESC_LIST_AUTO, /* by records and pages, see desc_is_list() */
	DESC_LIST_YES,
	DESC_LIST_NO,
};

enum desc_kind {
	DESC_JSON,
	DESC_SUBTITLES, /* SRT or WebVTT, split into cues */
	DESC_JSONL,	/* JSON values one after the other */
	DESC_CSV,	/* a line of names, then rows */
	DESC_TSV,	/* the same, with tabs */
};

/* In which order a list has its records. */
enum desc_order {
	DESC_ORDER_NEWEST,
	DESC_ORDER_OLDEST,
	DESC_ORDER_ANY,
};

/* A bound of the times that are asked for, and how a request says it. */
struct desc_bound {
	bool on;
	char *param;	/* of the query */
	char *format;	/* see table/time_pattern.h */
	bool exclusive; /* records of that very time do not come */
};

/* How long a part of the time is that is asked for at once; zeros: all. */
struct desc_step {
	int months;
	int64_t us;
};

/* An instant, or how long before now one is. */
struct desc_when {
	bool given;
	bool ago;
	int64_t us;
};

/*
 * Records have times, of which a load takes those that are new: by a walk back
 * from the newest, or by a watermark.
 */
struct desc_incremental {
	bool on;
	bool watermark;	 /* see api/watermark.h; else state.h */
	struct path id;	 /* n is 0: ids, or the table's key */
	struct path *ids; /* together */
	size_t nids;
	struct path time;   /* n is 0: times */
	struct path *times; /* the first of them that is there and not null */
	size_t ntimes;
	struct desc_strings formats; /* of the times, beside the usual ones */
	struct desc_conditions final; /* when a record is taken */
	struct desc_conditions deleted; /* when it is there no more */
	int64_t overlap_us; /* how late records may turn up */
	int64_t slack_us;   /* how far from in order times may be */
	bool by_clock;	    /* overlap counts from the present, not from the
			       newest record: it was not given */
	int64_t reach_us;   /* how far back the list reaches; 0: for ever */

	/* With a watermark: */
	enum desc_order order;
	bool order_said; /* else newest, or any with since and changes */
	bool changes; /* the time is that of a record's last change */
	struct desc_bound since;
	struct desc_bound until; /* not without since */
	struct desc_step step;	 /* not without until */
	int64_t granularity_us;	 /* of the times, where both are inclusive; 0:
				    not known */
	int64_t lookback_us;	 /* how late records may turn up */
	struct desc_when start;	 /* what the first load begins at */
};

/* A value of a record, by its place or by a program over it. */
struct desc_value {
	char *name;
	struct desc_source from; /* no header */
	bool asked; /* a request has it */
};

/* A table whose records have the children, and what they must be like. */
struct desc_parent {
	char *table;
	struct path id; /* its value becomes the {placeholder} of the path */
	struct desc_conditions when;
	struct desc_value *fields; /* more of its values, by their names */
	size_t nfields;
};

/* Values that a resource is asked for, one after the other. */
struct desc_each {
	char *name;
	struct desc_strings values; /* JSON texts of strings and numbers */
	char *param; /* whose value is a list with commas instead; or NULL */
};


/*
 * What a response has beside its records: members that only repeat what the
 * parent's record says are left out, others become a record of this table.
 */
struct desc_envelope {
	struct desc_table table; /* name NULL: there is none */
	struct desc_strings same;
};

/* A field of a form. */
struct desc_field {
	char *name;
	struct template text;
};

/* What a request has beside its URL. */
struct desc_request {
	const char *method;	  /* borrowed for ever; NULL: GET */
	struct template *headers; /* "Name: value" */
	size_t nheaders;
	struct body_template body; /* JSON; of graphql, the variables */
	char *graphql;		   /* the query's text, or NULL */
	struct desc_field *form;
	size_t nform;
	bool has_body; /* which of them it is, be it an empty one */
	bool has_form;
};

struct desc_resource {
	char *name;
	char *about; /* a phrase for the help */
	enum desc_kind kind;
	bool formatted; /* it was said */
	char *origin;	/* of the description's origins; NULL: its own */
	struct template path; /* "/v2/transcript/{transcript_id}" */
	char *parent_key; /* the placeholder that a parent's id is put in; it
			     is also put in front of the records, unless
			     parent_key_in_body */
	bool parent_key_in_body;
	char *index; /* a member with the record's position, or NULL */
	bool file; /* what that leads to is one, to be saved */
	struct desc_source follow; /* a link in the answer, to what is meant */
	struct desc_param *params;
	size_t nparams;
	size_t nshared; /* of params, the last ones, which are the API's */
	struct desc_request request;
	char *records_jq;	     /* instead of records */
	/* Up to the first wildcard; n is 0: the response is the record. */
	struct path records;
	size_t deeper; /* steps after those of records, from a wildcard on */
	struct desc_conditions filter; /* of the records that are kept */
	enum desc_list list;
	struct desc_pages pages;
	struct desc_incremental incremental;
	struct desc_parent *parents; /* the first is the one unless told */
	size_t nparents;
	struct desc_strings carry; /* fields that are put in front, too */
	struct desc_each *each;	   /* the product of these is asked for */
	size_t neach;
	struct desc_answers absent; /* there is nothing there: no failure */
	struct desc_answers missing; /* the id is unknown */
	struct desc_answers pending; /* not there yet: asked again */
	struct desc_errors errors;   /* before those of the API */
	struct desc_table table;     /* its name is the resource's */
	struct desc_envelope envelope;
};

struct desc_region {
	char *name;
	struct template base_url;
};

/* A secret, and where it is read from. */
struct desc_secret {
	char *name;
	char *env;	  /* the variable with it */
	char *credential; /* its name in systemd's credentials folder */
	char *about;	  /* a phrase for the help */
};

/* How people log in, for aai-login. */
struct desc_login {
	bool on;
	struct template url;	    /* where they say yes, in a browser */
	struct template device_url; /* where a device gets its code */
	struct template token_url;  /* text NULL: the token request's */
	struct template client_id;
	struct template client_secret; /* text NULL: there is none */
	char *scope;
	int64_t port; /* of the redirect to this machine; 0: any */
	struct desc_field *params; /* more, to url and device_url */
	size_t nparams;
};

/* A token: the request that gives it, and where its answer has what. */
struct desc_token {
	struct template url; /* may be another host's than the API's */
	struct desc_request request;
	struct template user; /* of basic authentication; text NULL: none */
	struct template password;
	struct desc_source token;
	struct desc_source expires_in; /* seconds */
	int64_t lifetime_ms;	       /* 0: not said */
	struct desc_source refresh; /* what the next request has instead of */
	char *rotates;		    /* ... this secret */
	size_t rotated;		    /* its place among the secrets */
	struct desc_source base_url; /* of the API, for this account */
	struct desc_login login;
};

/* Something that authenticates requests. */
struct desc_auth {
	bool is_token; /* kind, name and prefix are how the token goes out */
	enum engine_auth kind;
	char *name;   /* of the header or parameter */
	char *prefix; /* "Bearer "; "" for none */
	char *secret_name;
	size_t secret; /* place among the secrets; SIZE_MAX: templates name
			  them, or the token's request */
	struct template user; /* of basic; text NULL: the secret has both */
	struct template password;
	struct desc_token token;
	char *advice;
	struct desc_secret key; /* while it is read */
};

/* Another place that the API is at, and what goes there. */
struct desc_origin {
	char *name;
	char *about;
	struct template base_url;
	char *base_url_env;
	struct desc_region *regions;
	size_t nregions;
	struct desc_auth *auths; /* no token */
	size_t nauths;
	char *auth_advice;
};

struct desc_webhooks;

struct desc {
	bool builtin;
	bool own; /* of the command line, see desc_parse_own() */
	int version;  /* of the file's form: 1 or 2 */
	char *source; /* the file, or "(built in)", for messages */
	char *name;
	char *about;
	struct template base_url;
	char *base_url_env;
	struct desc_param *params; /* of all resources, which have them, too */
	size_t nparams;
	struct desc_region *regions;
	size_t nregions;
	struct desc_origin *origins; /* see desc_origin.h */
	size_t norigins;
	const char *origin; /* the one in use; borrowed; NULL: the API's own */
	struct desc_secret *secrets;
	size_t nsecrets;
	struct desc_auth *auths; /* how they go out; none: nothing does */
	size_t nauths;
	char *auth_advice; /* what to do when the key is refused */
	char *id_chars;	   /* what an id may have beside letters and digits;
			      NULL: anything that is not a control byte */
	char *retry_on;	   /* as --retry-on takes it */
	struct rate_bounds rate;
	struct desc_errors errors; /* what answers mean */
	struct path error_text; /* of an error answer: the server's words */
	int zone_minutes;     /* what a time without a zone is in */
	struct desc_webhooks *webhooks; /* desc_webhooks.h; NULL: none */
	struct desc_resource *resources;
	size_t nresources;
};

/*
 * Which description is meant: that of the option --api, or, without it (NULL),
 * that of the environment's AAI_API; NULL, the one built in, when that is not
 * set or empty.  What is returned is the option's or the environment's.
 */
const char *desc_choose(const char *option);

/*
 * Whether an environment variable is the description's own: its name begins
 * with the description's, in capitals, with "_" for what is neither letter nor
 * digit, and with "_" after it; none that this toolkit takes for itself
 * (AAI_...).  All are the built-in description's, and that of the user's
 * command line.
 */
bool desc_owns(const struct desc *d, const char *variable);

/*
 * Read the description in the file at path; path NULL is the one built in, one
 * without a slash may be the name of another (desc_named()).
 * Returns one to be released with desc_free(), or NULL with *e (USAGE: the
 * file is not a description, and why; FAILED: it cannot be read).
 */
struct desc *desc_open(const char *path, struct error *e) MUST_CHECK;

/* The same from text that is already read; source names it in messages. */
struct desc *desc_parse(const char *text, size_t len, const char *source,
    struct error *e) MUST_CHECK;

/*
 * The same from a text that the program has made of its command line: the
 * variables that it names are those that the user did, whatever their names.
 */
struct desc *desc_parse_own(const char *text, size_t len, const char *source,
    struct error *e) MUST_CHECK;

/* The text of the description that is built in. */
const char *desc_builtin(size_t *len);

/*
 * The text of the one that is called so (lib/api/examples); NULL: there is
 * none.  desc_put_names() appends the names that there are.
 */
const char *desc_named(const char *name, size_t *len);
void desc_put_names(struct buf *out);

/* The resource of that name, or NULL. */
const struct desc_resource *desc_resource(const struct desc *d,
    const char *name, size_t len);

/*
 * The table of that name (a resource's, or of its envelope), or NULL: nothing
 * is known of it.
 */
const struct desc_table *desc_table(const struct desc *d, const char *name,
    size_t len);

/*
 * Whether what stands at records must be a list: it was said so, or nothing
 * was said and there is a path to it, or there are pages.
 */
bool desc_is_list(const struct desc_resource *r);

void desc_free(struct desc *d);

#endif
