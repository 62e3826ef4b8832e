# --merge keeps what people changed in a description, and makes the rest anew.

. "$ROOT/tests/lib.sh"
need jq

# spec MAXIMUM MORE: a document with orders, users, and more.
spec()
{
	cat <<-end
	openapi: 3.0.0
	info: {title: Shop}
	servers: [{url: "https://shop.example"}]
	security: [{t: []}]
	paths:
	  /orders: {get: {parameters: [{name: page, in: query}, {name: limit, in: query, schema: {type: integer, maximum: $1}}, {name: state, in: query}], responses: {"200": {content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}, n: {type: integer}$2}}}}}}}}}
	  /users: {get: {responses: {"200": {content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}}
	  /tags: {get: {responses: {"200": {content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}}
	components: {securitySchemes: {t: {type: http, scheme: bearer}}}
	end
}

spec 50 "" >one.yaml
run aai-describe -q one.yaml
expect_status 0 "a description is made"
cp "$CAPTURE/out" first.json
run aai-describe -q --merge first.json one.yaml
expect_status 0 "it is made again"
same "$CAPTURE/out" "... and is the same" <first.json

# What people do: another form, changes, additions, removals.
jq '.rate = 5 | .["//"] = "mine" | .about = "our shop"
    | .resources.orders.pages = {"kind": "none"}
    | del(.resources.orders.params.state)
    | .resources.orders.table.drop = ["n"]
    | .resources.orders["//note"] = "look here"
    | del(.resources.tags)
    | .resources["my own"] = {"path": "/mine"}' first.json >edited.json
spec 80 ", added: {type: boolean}" >two.yaml
run aai-describe -q --merge edited.json two.yaml
expect_status 0 "a later document is merged"
cp "$CAPTURE/out" second.json
jq -c '[.rate, ."//", .about, .name, (.resources | keys)]' second.json >top
same top "what people changed is kept, what they removed is not back" <<'end'
[5,"mine","our shop","shop",["my own","orders","users"]]
end
jq -c '.resources.orders | [.pages, .params, .table, ."//note"]' \
    second.json >orders
same orders "... in a resource, too; the rest is new" <<'end'
[{"kind":"none"},{"limit":{"default":80,"min":1,"max":80,"selects":false}},{"key":{"id":"order_id"},"columns":{"id":"text","n":"bigint","added":"bool"},"drop":["n"]},"look here"]
end
run aai-describe -q --merge second.json two.yaml
same "$CAPTURE/out" "once more changes nothing" <second.json

# A part of the document leaves the others as they are.
run aai-describe -q --only tags --merge second.json two.yaml
expect_status 0 "--only adds one"
jq -c '.resources | [keys, .orders.table.drop]' "$CAPTURE/out" >keys
same keys "... that was removed, beside the others" <<'end'
[["my own","orders","tags","users"],["n"]]
end
sed '/users/d' two.yaml >gone.yaml
run aai-describe --merge second.json gone.yaml
jq -c '.resources.users."//unsure"' "$CAPTURE/out" >gone
same gone "what the document has no more is kept, and said" <<'end'
"the document has it no more"
end

echo '[1]' >list.json
run aai-describe --merge list.json one.yaml
expect_status 6 "what is not a description is refused"
like "$CAPTURE/err" "'list.json': it is not a description" "... by name"
jq '.resources.orders.pages = 7' first.json >wrong.json
run aai-describe --merge wrong.json one.yaml
expect_status 2 "a change that is wrong is refused"
like "$CAPTURE/err" 'orders: pages: ' "... by its place"
done_testing
