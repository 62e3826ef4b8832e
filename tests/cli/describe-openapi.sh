# An OpenAPI file becomes a description that the programs take: lists, paging,
# keys, parents, types, authentication, and what is in doubt.

. "$ROOT/tests/lib.sh"
need jq

cat >shop.yaml <<'end'
openapi: 3.0.3
info: {title: The Shop REST API, version: 1.0}
servers: [{url: "http://plain.example"}, {url: "https://{site}.shop.example/v2/", variables: {site: {default: eu, description: "your site"}}}]
security: [{key: []}, {token: []}]
paths:
  /v1/customers:
    parameters: [{$ref: "#/components/parameters/limit"}]
    get:
      summary: All <b>customers</b>. And more.
      parameters:
        - {name: starting_after, in: query, schema: {type: string}}
        - {name: created, in: query, style: deepObject, schema: {anyOf: [{type: object, properties: {gte: {type: integer}}}, {type: integer}]}}
        - {name: state, in: query, schema: {type: string, enum: [open, closed, all], default: open}}
      responses:
        "200": {content: {application/json: {schema: {type: object, properties: {data: {type: array, items: {$ref: "#/components/schemas/customer"}}, has_more: {type: boolean}}}}}}
  /v1/customers/{customer}:
    get:
      responses:
        "200": {content: {application/json: {schema: {$ref: "#/components/schemas/customer"}}}}
  /v1/customers/{customer}/orders:
    get:
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: page_size, in: query, description: "How many, between 1 and 250.", schema: {type: integer}}
        - {name: updated_since, in: query, schema: {type: string, format: date-time}}
      responses:
        "200": {content: {application/json: {schema: {allOf: [{$ref: "#/components/schemas/page"}, {type: object, properties: {orders: {type: array, items: {$ref: "#/components/schemas/order"}}}}]}}}}
  /v1/customers/{customer}/orders/{order_no}/lines:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer, default: 0}}
        - {name: per_page, in: query, schema: {type: integer, maximum: 50}}
      responses:
        "200": {content: {application/json: {schema: {type: array, items: {type: object, properties: {sku: {type: string}, line_id: {type: integer}}}}}}}
  /v1/tags:
    get:
      parameters: [{name: "page[number]", in: query, schema: {type: integer}}, {name: "page[size]", in: query, schema: {type: integer}}, {name: kind, in: query, required: true, schema: {type: string}}]
      responses:
        default: {content: {application/vnd.api+json: {schema: {type: object, properties: {data: {type: array, items: {type: object, properties: {slug: {type: string}}}}}}}}}
  /v1/{team}/members:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        "200": {headers: {link: {schema: {type: string}}}, content: {application/json: {schema: {type: array, items: {type: object, properties: {uuid: {type: string, format: uuid}}}}}}}
  /v1/events:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        "200": {content: {application/json: {schema: {type: object, properties: {items: {type: array, items: {type: object, properties: {a: {type: boolean}}}}, next_token: {type: string}}}}}}
  /v1/report.pdf:
    get: {responses: {"200": {content: {application/pdf: {}}}}}
components:
  parameters:
    limit: {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: api_key}
  schemas:
    page: {type: object, properties: {next_cursor: {type: string, nullable: true}}}
    customer:
      type: object
      properties:
        id: {type: string}
        created: {type: integer}
        metadata: {type: object, additionalProperties: {type: string}}
        extra: {type: object}
        friend: {$ref: "#/components/schemas/customer"}
        address: {type: object, properties: {city: {type: string}, "odd.name": {type: number}}}
    order:
      type: object
      properties:
        order_no: {type: integer}
        updated_at: {type: string, format: date-time}
        day: {type: string, format: date}
        paid: {type: [boolean, "null"]}
        total: {oneOf: [{type: integer}, {type: number}]}
        any: {oneOf: [{type: string}, {type: object}]}
end

run aai-describe shop.yaml
expect_status 0 "a file is described"
cp "$CAPTURE/out" shop.json
jq -c '{version, name, about, base_url, params, auth}' shop.json >top
same top "the API, its place and its key" <<'end'
{"version":2,"name":"shop","about":"The Shop REST API","base_url":"https://{site}.shop.example/v2","params":{"site":{"default":"eu","about":"your site"}},"auth":{"kind":"header","prefix":"Bearer ","key_env":"SHOP_TOKEN"}}
end
jq -c '.resources | map_values([.path, .records, .list, .pages, .table.key]) | to_entries[] | [.key] + .value' shop.json >resources
same resources "resources, records, paging and keys" <<'end'
["customers","/v1/customers","data",null,{"kind":"last","next":"id","param":"starting_after","size":"limit","more":"has_more"},{"id":"customer_id"}]
["customer","/v1/customers/{customer_id}",null,false,null,{"id":"customer_id"}]
["customers_orders","/v1/customers/{customer_id}/orders","orders",null,{"kind":"cursor","next":"next_cursor","param":"cursor","size":"page_size"},{"customer_id":"customer_id","order_no":"order_no"}]
["customers_orders_lines","/v1/customers/{customer_id}/orders/{order_no}/lines",null,true,{"kind":"page","param":"page","start":0,"size":"per_page"},{"customer_id":"customer_id","order_no":"order_no","line_id":"line_id"}]
["tags","/v1/tags","data",null,{"kind":"page","param":"page[number]","size":"page[size]"},{"slug":"tag_slug"}]
["members","/v1/{team}/members",null,true,{"kind":"link","size":"limit"},{"uuid":"member_uuid"}]
["events","/v1/events","items",null,null,null]
end
jq -c '.resources[] | select(.parents) | [.parent_key, .parents, .carry, .parent_key_in_body]' shop.json >parents
same parents "parents in chains" <<'end'
["customer_id",{"customers":{"id":"id"}},null,true]
["customer_id",{"customers":{"id":"id"}},null,null]
["order_no",{"customers_orders":{"id":"order_no","fields":{"customer_id":"customer_id"}}},["customer_id"],null]
end
jq -c '.resources.customers, .resources.customers_orders | .table.columns, .table.maps, .table.json, .incremental' shop.json >tables
same tables "columns, maps, what is JSON, and times" <<'end'
{"id":"text","created":"bigint","metadata{}":"text","address.city":"text","address.\"odd.name\"":"double"}
["metadata"]
["extra","friend"]
{"time":"created","order":"any","since":{"param":"created[gte]","format":"epoch"}}
{"order_no":"bigint","updated_at":"timestamp","day":"date","paid":"bool","total":"double"}
null
["any"]
{"time":"updated_at","order":"any","changes":true,"since":{"param":"updated_since","format":"rfc3339"}}
end
jq -c '.resources | .customers.params, .customers_orders.params, .members.params, .tags.params' shop.json >params
same params "parameters" <<'end'
{"limit":{"default":100,"min":1,"max":100,"selects":false},"state":{"choices":["open","closed","all"],"default":"all"}}
{"page_size":{"default":250,"min":1,"max":250,"selects":false}}
{"team":{"in":"path"},"limit":{"selects":false}}
{"page[size]":{"selects":false},"kind":{"required":true}}
end
like "$CAPTURE/err" '^customers_orders_lines  *page \(page\)  *line_id  *customers_orders.order_no$' \
    "the table has a line for each"
like "$CAPTURE/err" '^events  *\?  *-  *-  *pages: the answer has next_token, and no parameter takes it' \
    "... with its doubts"
like "$CAPTURE/err" '^left out: GET /v1/report.pdf: its answer is not JSON$' \
    "... and what was left out"
run env SHOP_TOKEN=t aai-fetch --api shop.json -p site=us --dry-run customers
expect_status 0 "a resource of it is fetched"
like "$CAPTURE/out" '^GET https://us.shop.example/v2/v1/customers\?limit=100&state=all$' \
    "... as it should be"

run aai-describe -q - <shop.yaml
expect_status 0 "standard input is read"
same "$CAPTURE/err" "-q leaves the table out" </dev/null
same "$CAPTURE/out" "... and gives the same" <shop.json
run aai-describe --only customers_orders_lines shop.yaml
jq -c '.resources | keys' "$CAPTURE/out" >keys
same keys "--only chooses one, and those above it" <<'end'
["customers","customers_orders","customers_orders_lines"]
end
run aai-describe --only /v1/tags shop.yaml
jq -c '.resources | keys' "$CAPTURE/out" >keys
same keys "... by its path" <<'end'
["tags"]
end
run aai-describe --only nothing shop.yaml
expect_status 2 "a name that is not there is an error"

# OpenAPI 2 says the same in other words.
cat >two.json <<'end'
{"swagger": "2.0", "info": {"title": "Old"}, "host": "old.example", "basePath": "/api", "schemes": ["http", "https"],
"securityDefinitions": {"b": {"type": "basic"}}, "security": [{"b": []}],
"paths": {"/things.json": {"get": {"parameters": [{"name": "offset", "in": "query", "type": "integer"}, {"name": "limit", "in": "query", "type": "integer", "maximum": 20}, {"name": "tags", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"}],
"responses": {"200": {"schema": {"type": "object", "properties": {"total": {"type": "integer"}, "things": {"type": "array", "items": {"$ref": "#/definitions/a~1b"}}}}}}}}},
"definitions": {"a/b": {"type": "object", "properties": {"thingId": {"type": "string"}}}}}
end
run aai-describe two.json
expect_status 0 "OpenAPI 2 is read"
jq -c '.base_url, .auth, .secrets, (.resources.things | del(."//made"))' "$CAPTURE/out" >two
same two "... as it says" <<'end'
"https://old.example/api"
{"kind":"basic","user":"{secret.user}","password":"{secret.password}"}
{"user":{"env":"OLD_USER"},"password":{"env":"OLD_PASSWORD"}}
{"//why":["records: the only list in the answer","pages: offset counts records","key: thingId, as it has the resource's name"],"path":"/things.json","params":{"limit":{"default":20,"min":1,"max":20,"selects":false},"tags":{"repeat":true}},"records":"things","pages":{"kind":"offset","param":"offset","total":"total","size":"limit"},"table":{"key":{"thingId":"thing_id"},"columns":{"thingId":"text"}}}
end
done_testing
