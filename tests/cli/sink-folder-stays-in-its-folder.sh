# An output folder may be a stranger's: whatever its bookkeeping says, and
# whatever links, pipes and second names are laid in it, a load changes nothing
# outside of it and does not hang.

. "$ROOT/tests/lib.sh"

rows='{"_table":"t","_columns":[{"name":"a","type":"text"}]}
{"_table":"t","a":"1"}'

# What a user has, and a stranger's folder beside it: lay.
lay()
{
	rm -rf home out
	mkdir -p home/sub out/.aai
	echo precious >home/thesis.csv
	echo precious >home/sub/tax.parquet
	echo '{}' >home/datapackage.json
	ln -s ../home out/away
}

# The same with a commit list that has these lines.
lay_list()
{
	lay
	mkdir out/.aai/stage
	echo stranger >out/.aai/stage/0
	ln -s ../../../home/thesis.csv out/.aai/stage/1
	mkfifo out/.aai/stage/2
	mkdir out/.aai/stage/3
	{
		echo 'aai-commit 1'
		printf '%s\n' "$@"
		echo end
	} >out/.aai/commit
}

# load COMMAND...: a load into out, which must end.
load()
{
	printf '%s\n' "$rows" >in
	run timeout 20 "$@" -o out <in
}

# What is outside of the folder, with numbers of names where they count.
count=' %n'
outside()
{
	find home -printf "%p %y$count\n" | LC_ALL=C sort
	cat home/thesis.csv home/sub/tax.parquet home/datapackage.json
}

bad=
# each WHAT: after a run, nothing outside has changed and the program ended.
each()
{
	outside >now 2>&1
	cmp -s before now && [ "$STATUS" -lt 124 ] && return
	bad="$bad $1;"
	show
}

# none TITLE: nothing was wrong since the last time.
none()
{
	expect_equal "$bad" "" "$1"
	bad=
}

lay
outside >before
for step in "remove ../home/thesis.csv" "remove $PWD/home/thesis.csv" \
    "remove away/thesis.csv" "remove ./../home/thesis.csv" "remove away" \
    "remove out/../../home/thesis.csv" "rename 0 ../home/thesis.csv" \
    "rename 0 away/thesis.csv" "rename 0 away/sub/tax.parquet" \
    "rename 0 ../home/new" "rename 0 away/made/new" "then 0 ../home/x" \
    "link 0 away/new" "link 0 ../home/new" "next 0 away/7.json" \
    "rename ../../../home/thesis.csv y.csv" "rename 1 y.csv" \
    "link ../../../home/thesis.csv y.csv" "link 1 y.csv" "rename 2 y.csv" \
    "rename 3 y.csv" "rename -1 y.csv" "rename 0/../0 y.csv" \
    "manifest ../../../home/thesis.csv" "manifest 1" "rename  y.csv" \
    "rename 0 " "rename 0 .aai/manifest" "remove .aai/lock" "rename 0 a//b" \
    "rename 00 y.csv" "rename 99999999999999999999 y.csv" "odd 0 y.csv"; do
	lay_list "$step"
	load aai-sink-csv
	each "$step"
	[ ! -L out/y.csv ] && [ ! -p out/y.csv ] && [ ! -d out/y.csv ] ||
		bad="$bad $step: what is not a file was published;"
done
none "no step of a list leaves the folder, or takes what is not staged"

lay_list "rename 0 y.csv" "remove ../home/thesis.csv"
load aai-sink-csv
expect_status 7 "a list that leaves the folder is refused"
expect_stderr_like "commit list 'out/\.aai/commit' is damaged.*line 3.*nothing of it is done" \
    "with the line, and what to do"
check "before its first step is taken" test ! -e out/y.csv
lay_list "rename 0 y.csv"
printf 'aai-commit 1\nrename 0 y.csv\n' >out/.aai/commit
load aai-sink-csv
expect_status 7 "so is one that is cut"
check "and nothing of it is done" test ! -e out/y.csv
lay_list "rename 0 y.csv"
printf 'remove t.csv\n' >>out/.aai/commit
load aai-sink-csv
expect_status 7 "and one that goes on after its end"
lay_list "rename 0 y.csv"
load aai-sink-csv
expect_status 0 "a list that stays inside is carried out"
same out/y.csv "to its end" <<'text'
stranger
text

for name in ../home/thesis.csv "$PWD/home/thesis.csv" away/thesis.csv \
    away/sub/tax.parquet x/../../home/thesis.csv away \
    ../home/datapackage.json .aai/lock ''; do
	for sink in aai-sink-csv 'aai-sink-parquet --replace' \
	    'aai-sink-csv --replace'; do
		lay
		mkdir out/x
		printf 'aai-manifest 1\nfile %s\n' "$name" >out/.aai/manifest
		# shellcheck disable=SC2086 # words
		load $sink
		each "$name by $sink"
	done
done
none "no file that a manifest names elsewhere is removed"
lay
printf 'aai-manifest 1\nfile old.csv\nfile ../home/thesis.csv\n' \
    >out/.aai/manifest
load aai-sink-csv --replace
expect_status 7 "such a manifest is refused"
expect_stderr_like "manifest' is damaged.*line 3.*nothing is removed" \
    "with its line"
lay
printf 'aai-manifest 1\nfile away/thesis.csv\n' >out/.aai/manifest
load aai-sink-csv --replace
expect_status 7 "so is a file below a symbolic link"
expect_stderr_like "out/away/thesis.csv'.*symbolic link" "with its name"
check "before a list is written" test ! -e out/.aai/commit
lay
mkdir out/old.csv
printf 'aai-manifest 1\nfile old.csv\n' >out/.aai/manifest
load aai-sink-csv --replace
expect_status 7 "a folder is not removed as a file"
check "and no list is left that cannot be carried out" test ! -e out/.aai/commit
lay
printf 'aai-manifest 1\nnote tables\tdelta\nnote table ../home\t\n' \
    >out/.aai/manifest
load aai-sink-delta
expect_status 7 "a table that is noted elsewhere is refused"
each "a noted table"

# What is laid where the bookkeeping is written.  A second name may go.
count=
# laid WHAT FILE SINK: a load where that command has made the file.
laid()
{
	lay
	case $2 in
	.aai/stage/*) mkdir -p out/.aai/stage ;;
	.aai) rm -r out/.aai ;;
	esac
	$1 "out/$2"
	outside >before
	# shellcheck disable=SC2086 # words
	load $3
	each "$1 $2 by $3"
}
for file in commit.new commit lock manifest stage stage/0; do
	for what in 'ln -s ../../home/new' 'ln -s ../../home/thesis.csv' \
	    'ln home/thesis.csv' mkfifo mkdir 'ln -s ../../home'; do
		laid "$what" .aai/$file aai-sink-csv
	done
done
for sink in aai-sink-csv aai-sink-parquet 'aai-sink-csv --append' \
    'aai-sink-delta' 'aai-sink-iceberg'; do
	laid 'ln -s ../../home/thesis.csv' .aai/commit.new "$sink"
	laid 'ln home/thesis.csv' .aai/commit.new "$sink"
	laid 'ln -s ../../home' .aai/stage "$sink"
	laid 'ln -s ../home' t "$sink"
	laid 'ln -s ../home/thesis.csv' t.csv "$sink"
	laid 'ln -s ../home/datapackage.json' datapackage.json "$sink"
	laid 'ln -s ../home' .aai "$sink"
	[ "$STATUS" = 7 ] || bad="$bad .aai: status $STATUS;"
done
none "links, pipes, folders and second names lead nowhere and hold nobody up"

lay
mkdir out/.aai/stage
echo left >out/.aai/stage/3
load aai-sink-csv
expect_status 0 "leftovers in a real stage are no matter"
check "and go" test ! -e out/.aai/stage
rm -rf home out
mkdir real
ln -s real out
load aai-sink-csv
expect_status 0 "the folder itself may be a link, which its user chose"
check "and is published into" test -f real/t.csv
done_testing
