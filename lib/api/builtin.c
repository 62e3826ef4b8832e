/* builtin: descriptions of APIs, as files within the program. */
#include <string.h>

#include "api/desc.h"
#include "base/cc.h"
#include "base/embed.h"

EMBED(api_builtin, "api/assemblyai.json");
EMBED(api_airtable, "api/examples/airtable.json");
EMBED(api_chargebee, "api/examples/chargebee.json");
EMBED(api_github, "api/examples/github.json");
EMBED(api_google, "api/examples/google.json");
EMBED(api_harvest, "api/examples/harvest.json");
EMBED(api_hubspot, "api/examples/hubspot.json");
EMBED(api_jira, "api/examples/jira.json");
EMBED(api_klaviyo, "api/examples/klaviyo.json");
EMBED(api_linear, "api/examples/linear.json");
EMBED(api_notion, "api/examples/notion.json");
EMBED(api_salesforce, "api/examples/salesforce.json");
EMBED(api_sentry, "api/examples/sentry.json");
EMBED(api_shopify, "api/examples/shopify.json");
EMBED(api_slack, "api/examples/slack.json");
EMBED(api_stripe, "api/examples/stripe.json");
EMBED(api_zendesk, "api/examples/zendesk.json");

/* Those that are known by name, in its order. */
static const struct {
	const char *name;
	const char *text, *end;
} named[] = {
	{ "airtable", api_airtable, api_airtable_end },
	{ "chargebee", api_chargebee, api_chargebee_end },
	{ "github", api_github, api_github_end },
	{ "google", api_google, api_google_end },
	{ "harvest", api_harvest, api_harvest_end },
	{ "hubspot", api_hubspot, api_hubspot_end },
	{ "jira", api_jira, api_jira_end },
	{ "klaviyo", api_klaviyo, api_klaviyo_end },
	{ "linear", api_linear, api_linear_end },
	{ "notion", api_notion, api_notion_end },
	{ "salesforce", api_salesforce, api_salesforce_end },
	{ "sentry", api_sentry, api_sentry_end },
	{ "shopify", api_shopify, api_shopify_end },
	{ "slack", api_slack, api_slack_end },
	{ "stripe", api_stripe, api_stripe_end },
	{ "zendesk", api_zendesk, api_zendesk_end },
};

const char *
desc_builtin(size_t *len)
{
	*len = (size_t)(api_builtin_end - api_builtin);
	return api_builtin;
}

const char *
desc_named(const char *name, size_t *len)
{
	size_t i;

	for (i = 0; i < LEN(named); i++)
		if (strcmp(named[i].name, name) == 0) {
			*len = (size_t)(named[i].end - named[i].text);
			return named[i].text;
		}
	return NULL;
}

void
desc_put_names(struct buf *out)
{
	size_t i;

	for (i = 0; i < LEN(named); i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", named[i].name);
}
