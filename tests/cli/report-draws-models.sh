# The tables of a folder and their joins are written as Mermaid and as DBML.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"calls","_columns":[{"name":"call_id","type":"text","key":true},{"name":"created","type":"timestamp"},{"name":"cost","type":"decimal","precision":20,"scale":2},{"name":"two words","type":"text"},{"name":"two-words","type":"text"},{"name":"PK","type":"bool"}]}
{"_table":"details","_columns":[{"name":"call_id","type":"text","key":true},{"name":"extra","type":"json"}]}
{"_table":"details__words","_columns":[{"name":"call_id","type":"text","key":true},{"name":"words_idx","type":"bigint","key":true},{"name":"text","type":"text"}],"_parent":"details","_parent_key":["call_id"],"_root":"details","_root_key":["call_id"]}
{"_table":"details__words__tags","_columns":[{"name":"call_id","type":"text","key":true},{"name":"words_idx","type":"bigint","key":true},{"name":"tags_idx","type":"bigint","key":true},{"name":"value","type":"text"}],"_parent":"details__words","_parent_key":["call_id","words_idx"],"_root":"details","_root_key":["call_id"]}
{"_table":"say \"hi\"","_columns":[{"name":"day","type":"date"},{"name":"x","type":"double"}]}
end
aai-sink-parquet -q -o out <rows
run aai-report --mermaid out
expect_status 0 "a diagram is written"
expect_stdout "of Mermaid" <<'end'
erDiagram
    "calls" {
        text call_id PK
        timestamp created
        decimal cost
        text two_words "two words"
        text two_words_2 "two-words"
        bool c_PK "PK"
    }
    "details" {
        text call_id PK, FK
        json extra
    }
    "details__words" {
        text call_id PK, FK
        bigint words_idx PK
        text text
    }
    "details__words__tags" {
        text call_id PK, FK
        bigint words_idx PK, FK
        bigint tags_idx PK
        text value
    }
    "say _hi_" {
        date day
        double c_x "x"
    }
    "calls" ||..o| "details" : "call_id"
    "details" ||--o{ "details__words" : "call_id"
    "details__words" ||--o{ "details__words__tags" : "call_id, words_idx"
end
run aai-report --dbml out
expect_status 0 "a model is written"
expect_stdout "of DBML" <<'end'
Table "calls" {
  "call_id" text [pk]
  "created" timestamp
  "cost" decimal(20,2)
  "two words" text
  "two-words" text
  "PK" bool
}

Table "details" {
  "call_id" text [pk]
  "extra" json
}

Table "details__words" {
  "call_id" text
  "words_idx" bigint
  "text" text

  indexes {
    ("call_id", "words_idx") [pk]
  }
}

Table "details__words__tags" {
  "call_id" text
  "words_idx" bigint
  "tags_idx" bigint
  "value" text

  indexes {
    ("call_id", "words_idx", "tags_idx") [pk]
  }
}

Table "say _hi_" {
  "day" date
  "x" double

  Note: 'say "hi"'
}

Ref: "details"."call_id" - "calls"."call_id"
Ref: "details__words"."call_id" > "details"."call_id"
Ref: "details__words__tags".("call_id", "words_idx") > "details__words".("call_id", "words_idx")
end

# A folder of CSV files says the same; one of Iceberg tables, too, though of
# joins only by names.
aai-sink-csv -q -o csv <rows
aai-sink-iceberg -q -o iceberg <rows
for kind in csv iceberg; do
	for form in mermaid dbml; do
		aai-report --$form out >want
		[ $kind = csv ] || sed -i 's/||--/||../' want
		run aai-report --$form $kind
		same "$OUT" "$kind: --$form is the same" <want
	done
done
done_testing
