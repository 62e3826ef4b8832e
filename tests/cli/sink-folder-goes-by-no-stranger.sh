# A sink goes by the bookkeeping of a folder only if that is its own, root's,
# the folder's owner's or of the group that shares the folder, and not
# everybody's to write.

. "$ROOT/tests/lib.sh"

rows='{"_table":"t","_columns":[{"name":"a","type":"text"}]}
{"_table":"t","a":"1"}'
load()
{
	printf '%s\n' "$rows" >in
	run aai-sink-csv --replace -o out <in
}

load
expect_status 0 "a folder is made"
for what in .aai .aai/manifest; do
	chmod o+w out/$what
	load
	expect_status 7 "$what that everybody may write is refused"
	expect_stderr_like "everybody may write 'out/$what'.*chmod -R o-w 'out/\.aai'" \
	    "with what to do"
	chmod -R o-w out/.aai
	load
	expect_status 0 "which helps"
done
rm -r out
(umask 0; mkdir out; load; [ "$STATUS" = 0 ]) >/dev/null
load
expect_status 0 "what is made without a umask is taken by the next load"
expect_equal "$(find out/.aai -perm -o+w)" "" \
    "as its bookkeeping is not made everybody's"

[ "$(id -u)" = 0 ] || {
	skip "strangers" "needs root, which can give files away"
	done_testing
	exit
}
chmod 755 .
# as UID GID COMMAND...: by another user, who may write what is theirs.
as()
{
	u=$1 g=$2
	shift 2
	run setpriv --reuid "$u" --regid "$g" --clear-groups "$@" <in
}
command -v setpriv >/dev/null || {
	skip "strangers" "no setpriv here"
	done_testing
	exit
}
as 4001 4001 true
as 4001 4001 aai-sink-csv --help
[ "$STATUS" = 0 ] || {
	skip "strangers" "others may not run the programs here"
	done_testing
	exit
}
sink='aai-sink-csv --replace -o out'

# fresh OWNER GROUP MODE: an empty folder.
fresh()
{
	rm -rf out
	mkdir out
	chown "$1:$2" out
	chmod "$3" out
}
fresh 4001 4001 755
load
expect_status 0 "root writes into a user's folder, as containers do"
chown -R 4001:4001 out
load
expect_status 0 "and where the bookkeeping is the user's"
fresh 4001 4001 777
load
# shellcheck disable=SC2086 # words
as 4001 4001 $sink
like "$ERR" 'lock|Permission' "what root made is root's to write"
chmod -R g+w,o-w out/.aai
chown -R 0:4001 out/.aai
# shellcheck disable=SC2086 # words
as 4001 4001 $sink
expect_status 0 "root's bookkeeping is gone by where it can be written"

fresh 4001 4001 755
load
chown -R 4002:4002 out/.aai
load
expect_status 7 "a stranger's bookkeeping is refused"
expect_stderr_like "'out/\.aai' belongs to user 4002.*chown" "with advice"
chown 0:0 out/.aai
load
expect_status 7 "so is one file of it"
expect_stderr_like "'out/\.aai/manifest' belongs to user 4002" "by its name"
mkdir -p out/.aai/stage
echo stranger >out/.aai/stage/0
printf 'aai-commit 1\nrename 0 y.csv\nend\n' >out/.aai/commit
chown -R 0:0 out/.aai
chown 4002:4002 out/.aai/commit
load
expect_status 7 "a stranger's list is refused"
check "and not carried out" test ! -e out/y.csv
chown 4002:4002 out/.aai/stage
chown 0:0 out/.aai/commit
load
expect_status 7 "so is one whose stage is a stranger's"
check "nor is that" test ! -e out/y.csv

# A folder that a group shares.
fresh 4001 4100 2775
umask 002
for user in 4001 4002 4003 4002; do
	# shellcheck disable=SC2086 # words
	as $user 4100 $sink
	expect_status 0 "user $user of a group writes into its folder"
done
chmod 2777 out
# shellcheck disable=SC2086 # words
as 4003 4100 $sink
expect_status 7 "but not into one that is everybody's"
done_testing
