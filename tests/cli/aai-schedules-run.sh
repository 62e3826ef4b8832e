# The recipes of aai-schedule(7): what they would run does run, YAML and Python
# can be parsed.  (Its crontab and timer run in tests/examples.sh as well.)
. "$ROOT/tests/lib.sh"
need python3 jq
start_mock --transcripts 30
page=$ROOT/man/aai-schedule.7

# The files of the page, with its folder as the test's.
awk '/^\.\\" example: (file|crontab|timer) / { name = $4; next }
/^\.Bd/ && name != "" { inside = 1; next }
/^\.Ed/ { inside = 0; name = "" }
inside { print >name }' "$page"
sed -i "s,/srv/aai,$PWD,g" nightly.json crontab aai-load.service \
    airflow_load.py dagster_load.py
printf '%s\n' "$ASSEMBLYAI_API_KEY" >key
chmod 600 key

# tables FOLDER TITLE: it was loaded.
tables()
{
	check "$2: the tables are there" test -d "$1/transcripts" \
	    -a -d "$1/sentences"
}

run env -u ASSEMBLYAI_API_KEY sh -c "$(sed -n 's/^30 2 [^a]*//p' crontab)"
expect_status 0 "cron: its command runs"
check "... and says nothing" test ! -s "$OUT" -a ! -s "$ERR"
tables nightly cron
rm -rf nightly
run env -u ASSEMBLYAI_API_KEY sh -c \
    "$(sed -n '/^ExecStart=/,/json$/{s/^ExecStart=//; s/\\e$/\\/; p;}' \
	aai-load.service)"
expect_status 0 "systemd: its command runs"
tables nightly systemd
like aai-load.timer '^OnCalendar=' "... and has a timer"

cat >recipes.py <<'end'
import ast, json, shlex, sys, types

def from_yaml(name):
    try:
        import yaml
    except ImportError:
        return None
    with open(name) as f:
        return yaml.safe_load(f)

what = sys.argv[1]
if what == "actions":
    job = from_yaml("load.yml")
    steps = job and [s["run"] for s in job["jobs"]["load"]["steps"]
                     if "run" in s]
    print("\n".join(steps) if steps else "skip")
elif what == "kubernetes":
    job = from_yaml("cronjob.yml")
    print(shlex.join(job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
          ["containers"][0]["command"]) if job else "skip")
elif what == "airflow":
    tree = ast.parse(open("airflow_load.py").read())
    print(next(ast.literal_eval(n.value) for n in tree.body
               if isinstance(n, ast.Assign)))
else:
    # The scheduler's own module is not here: a stand-in that hands through.
    stand_in = types.ModuleType("dagster")
    stand_in.asset = lambda f: f
    stand_in.MaterializeResult = lambda metadata: metadata
    sys.modules["dagster"] = stand_in
    scope = {}
    exec(open("dagster_load.py").read(), scope)
    print(json.dumps(scope["transcripts"]()))
end

# runs WHAT FOLDER: the recipe's command, in this folder.
runs()
{
	run python3 recipes.py "$1"
	expect_status 0 "$1: it is parsed" || return
	if [ "$(cat "$OUT")" = skip ]; then
		skip "$1: its command runs" "no YAML for Python here"
		return
	fi
	cp "$OUT" command
	run sh -e command
	expect_status 0 "$1: its command runs"
	tables "$2" "$1"
}
runs actions tables
runs kubernetes tables/all
rm -rf nightly
runs airflow nightly
rm -rf nightly
run python3 recipes.py dagster
expect_status 0 "dagster: its asset is made"
check "... with the rows as metadata" jq -e '.transcripts == 28' "$OUT"
tables nightly dagster
done_testing
