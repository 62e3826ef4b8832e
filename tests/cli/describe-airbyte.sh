# The manifest of a low-code connector becomes a description: references,
# parameters, templates, paging, parents, times; what cannot be said is left
# out with its place.

. "$ROOT/tests/lib.sh"
need jq

cat >shop.yaml <<'end'
version: 4.3.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [orders]}
spec:
  connection_specification:
    required: [token, site]
    properties:
      token: {type: string, airbyte_secret: true}
      site: {type: string, title: Your site}
      start_date: {type: string}
      slice: {type: integer, default: 30}
      kinds: {type: array}
definitions:
  requester:
    type: HttpRequester
    url_base: https://{{ config['site'] }}.shop.example/v1/
    path: "{{ parameters['path'] }}"
    authenticator: {type: BearerAuthenticator, api_token: "{{ config['token'] }}"}
    error_handler:
      type: CompositeErrorHandler
      error_handlers:
        - type: DefaultErrorHandler
          response_filters:
            - {type: HttpResponseFilter, action: IGNORE, http_codes: [404]}
            - {type: HttpResponseFilter, action: FAIL, predicate: "{{ 'error' in response and response['error'] == 'gone' }}"}
  selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: ["{{ parameters.get('at', 'data') }}"]}}
  pages:
    type: DefaultPaginator
    page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
    page_size_option: {type: RequestOption, inject_into: request_parameter, field_name: limit}
    pagination_strategy:
      type: CursorPagination
      page_size: 50
      cursor_value: "{{ response.get('meta', {}).get('next') }}"
      stop_condition: "{{ not response.get('meta', {}).get('next') }}"
  base:
    type: DeclarativeStream
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester: {$ref: "#/definitions/requester"}
      record_selector: {$ref: "#/definitions/selector"}
      paginator: {$ref: "#/definitions/pages"}
  orders: {$ref: "#/definitions/base", $parameters: {name: orders, path: orders}}
streams:
  - "#/definitions/orders"
  - $ref: "#/definitions/base"
    $parameters: {name: lines, path: "orders/{{ stream_partition.order_id }}/lines"}
    retriever:
      type: SimpleRetriever
      requester: {$ref: "#/definitions/requester"}
      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}, record_filter: {type: RecordFilter, condition: "{{ record['state'] != 'old' }}"}}
      paginator:
        type: DefaultPaginator
        page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
        pagination_strategy: {type: PageIncrement, start_from_page: 1, page_size: 10}
      partition_router:
        type: SubstreamPartitionRouter
        parent_stream_configs: [{type: ParentStreamConfig, parent_key: id, partition_field: order_id, stream: "#/definitions/orders"}]
    transformations: [{type: RemoveFields, field_pointers: [[raw], [a, b]]}, {type: AddFields, fields: [{path: [x], value: "1"}]}]
  - $ref: "#/definitions/base"
    $parameters: {name: events, path: "events/{{ stream_slice.kind }}"}
    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: at
      datetime_format: "%Y-%m-%dT%H:%M:%SZ"
      start_datetime: {type: MinMaxDatetime, datetime: "{{ config['start_date'] }}"}
      end_datetime: "{{ now_utc().strftime('%Y-%m-%dT%H:%M:%SZ') }}"
      step: P{{ config['slice'] }}D
      cursor_granularity: PT1S
      start_time_option: {type: RequestOption, inject_into: request_parameter, field_name: from}
      end_time_option: {type: RequestOption, inject_into: request_parameter, field_name: to}
    retriever:
      type: SimpleRetriever
      requester: {$ref: "#/definitions/requester"}
      record_selector: {$ref: "#/definitions/selector"}
      partition_router: {type: ListPartitionRouter, cursor_field: kind, values: "{{ config['kinds'] }}"}
  - type: DeclarativeStream
    name: odd
    retriever:
      type: SimpleRetriever
      requester: {$ref: "#/definitions/requester", path: odd}
      record_selector: {type: RecordSelector, extractor: {type: CustomRecordExtractor, class_name: a.B}}
end

run aai-describe shop.yaml
expect_status 3 "one stream is left out"
expect_stderr_like 'left out: odd: records by CustomRecordExtractor' "what cannot be said is named"
expect_stderr_like 'lines, transformations: AddFields' "... and what is not done"
cp "$CAPTURE/out" shop.json
# has PROGRAM: that it holds.
has()
{
	if jq -e "$1" shop.json >"$CAPTURE/jq" 2>&1; then
		ok "$1"
	else
		not_ok "$1"
		note_file "what was made" shop.json
	fi
}
has '."//left_out" | map(select(contains("streams[3].retriever.record_selector.extractor"))) | length == 1'
has '.base_url == "https://{site}.shop.example" and .params.site.about == "Your site"'
has '.auth == [{kind: "header", name: "Authorization", prefix: "Bearer ", secret: "token"}]'
has '.secrets.token.env == "SHOP_TOKEN"'
has '.resources.orders | .path == "/v1/orders" and .records == "data"'
has '.resources.orders.pages == {kind: "cursor", next: "meta.next", param: "after", size: "limit"}'
has '.resources.orders.params.limit.default == 50'
has '.resources.orders.errors | .[0] == {status: [404], means: "absent"} and .[1].means == "fail" and (.[1].at.jq | length > 0)'
has '.resources.orders.table.key == {id: "order_id"}'
has '.resources.lines | .path == "/v1/orders/{order_id}/lines" and .parent_key == "order_id" and .parents == {orders: {id: "id"}} and .records == null'
has '.resources.lines.pages | .kind == "page" and .param == "page" and .start == 1 and .short_ends'
has '.resources.lines | .params.page_size == {default: 10, selects: false, in: "none"} and .table.drop == ["raw", "a.b"]'
has '.resources.events | .for_each == {kind: {param: "kinds"}} and .path == "/v1/events/{kind}"'
has '.resources.events.incremental | .time == "at" and .step == "30d" and .since == {param: "from", format: "rfc3339"} and .until == {param: "to", format: "rfc3339"} and .start == null'
# the program of the filter
jq -n '[{state: "old"}, {state: "new"}, {}][]' | jq -c "$(jq -r '.resources.lines.filter[0].jq' shop.json)" >verdicts
same verdicts "the filter takes what the manifest takes" <<'end'
false
true
true
end

# A path of "/" alone, and a body that GET does not have.
cat >one.yaml <<'end'
type: DeclarativeSource
streams:
  - type: DeclarativeStream
    name: one
    retriever:
      type: SimpleRetriever
      requester: {type: HttpRequester, url_base: "https://one.example/v2", path: /, request_body_json: {a: 1}}
      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
end
run aai-describe -q one.yaml
expect_status 0 "a small manifest"
jq -c '.resources.one | [.path, .method, .body]' "$CAPTURE/out" >one
same one "the slash at the end is kept, and GET has no body" <<'end'
["/v2/",null,null]
end

# Rules of errors that cannot be said: one whose answers fail anyway is named;
# where they would be taken for records, the stream is left out.
# stream NAME FILTERS: one more of them.
stream()
{
	cat <<-end
	  - type: DeclarativeStream
	    name: $1
	    retriever:
	      type: SimpleRetriever
	      requester: {type: HttpRequester, url_base: "https://one.example/v2", path: /$1, error_handler: {type: DefaultErrorHandler, response_filters: [$2]}}
	      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
	end
}
{
	echo 'type: DeclarativeSource'
	echo 'streams:'
	stream anyway '{action: RETRY, http_codes: [400], predicate: "{{ headers[0] == 1 }}"}, {action: IGNORE, http_codes: [401, 404]}'
	stream well '{action: IGNORE, http_codes: [404]}, {action: FAIL, predicate: "{{ headers[0] == 1 }}"}'
	stream listed '{action: RATE_LIMITED, http_codes: [200], predicate: "{{ headers[0] == 1 }}"}'
	stream empty '{action: IGNORE, predicate: ""}'
} >errors.yaml
run aai-describe errors.yaml
expect_status 3 "rules of errors that cannot be said"
cp "$CAPTURE/out" shop.json
has '.resources | keys == ["anyway", "empty"]'
has '."//left_out" | length == 3'
has '."//left_out" | map(select(startswith("anyway, a rule of errors: ") and contains("error_handler.response_filters[0]"))) | length == 1'
has '."//left_out" | map(select(startswith("well: ") and contains("streams[1].retriever.requester.error_handler.response_filters[1]"))) | length == 1'
has '."//left_out" | map(select(startswith("listed: "))) | length == 1'
has '.resources.anyway.errors == [{status: [401, 404], means: "absent"}]'
has '.resources.anyway."//unsure" | tostring | contains("refused with 401")'
has '.resources.empty | .errors == null'

echo 'type: DeclarativeSource
streams: [{$ref: "#/streams/0"}]' >circle.yaml
run aai-describe circle.yaml
expect_status 6 "a reference that leads to itself"
echo 'type: DeclarativeSource' >none.yaml
run aai-describe --from airbyte none.yaml
expect_status 6 "no streams"
done_testing
