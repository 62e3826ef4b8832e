# Tab completes options, choices, files, folders and resources in bash, zsh and
# fish, from what each program's --completion says.
. "$ROOT/tests/lib.sh"
command -v aai-fetch >/dev/null 2>&1 || skip_all "no aai-fetch was built"

# One script a program and shell, where each shell looks for it.
mkdir bash zsh fish files files/dir
touch files/a.json files/b.json
for path in "$ROOT"/cmd/aai*/; do
	p=$(basename "$path")
	command -v "$p" >/dev/null 2>&1 || continue
	"$p" --completion=bash >"bash/$p"
	"$p" --completion=zsh >"zsh/_$p"
	"$p" --completion=fish >"fish/$p.fish"
	run "$p" --completion=csh
	expect_status 2 "$p knows no other shell"
	run sh -c "$p --completion=bash >/dev/full"
	expect_status 7 "$p tells when it cannot write them"

	"$p" --help | sed -n 's/^  \{1,6\}\(-.*\)/\1/p' | sed 's/   *.*//; s/\[=.*//' |
	    tr -s ', ' '\n' | grep -e '^-' | LC_ALL=C sort -u >options
	for file in "bash/$p" "zsh/_$p" "fish/$p.fish"; do
		: >missing
		while read -r o; do
			case $file in
			fish/*) o=$(echo "$o" | sed 's/^--/-l /; t; s/^-/-s /') ;;
			esac
			grep -Eq -e "(^|[^a-z-])$o([^a-z-]|\$)" "$file" ||
				echo "$o" >>missing
		done <options
		same missing "$file has every option" </dev/null
	done
done

# parses SHELL FILE...
parses()
{
	sh=$1
	shift
	if ! command -v "$sh" >/dev/null 2>&1; then
		skip "$sh parses its scripts" "no $sh here"
		return
	fi
	for f; do
		"$sh" -n "$f" || return 1
	done >"$CAPTURE/parse" 2>&1
	check "$sh parses its scripts" test ! -s "$CAPTURE/parse"
}
parses bash bash/*
parses zsh zsh/*
parses fish fish/*

# In bash and zsh, a key that inserts all that Tab would offer is typed at a
# real prompt; a function in the program's place then writes what it was given.
cat >bashrc <<'end'
PS1='READY> '
bind '"\C-xa": insert-completions'
for f in bash/*; do . "$f"; done
aai-fetch() { printf '%s\n' "$@" "" >>../given; }
aai-fanout() { aai-fetch "$@"; }
aai-mock() { aai-fetch "$@"; }
aai() { aai-fetch "$@"; }
cd files
end
cat >.zshrc <<'end'
PS1='READY> '
fpath=($PWD/zsh $fpath)
autoload -U compinit
compinit -u -D
zle -C all-matches complete-word _generic
bindkey '^Xa' all-matches
zstyle ':completion:all-matches:*' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert yes
aai-fetch() { printf '%s\n' "$@" "" >>../given; }
aai-fanout() { aai-fetch "$@"; }
aai-mock() { aai-fetch "$@"; }
aai() { aai-fetch "$@"; }
cd files
end

api=$ROOT/lib/api/examples/shop.json
cat >lines <<end
aai-fetch --st
aai-fetch --progress |
aai-fetch --log-format=t
aai-fetch sent
aai-fetch -q --api $api o
aai-fanout --pass sentences tran
aai-fetch --key-file a
aai-fetch --state |
aai-fetch --spool |
aai-fetch --where |
aai-mock -d para
aai rel
aai help sta
aai status di
end
sed -i 's/|$//' lines
cat >wanted <<end
--stall-timeout --start --state --state-show --stats --stats-format --strict
--progress always auto never
--log-format=text
sentences
-q --api $api orders
--pass sentences transcript_details
--key-file a.json
--state a.json b.json dir
--spool dir
--where
-d paragraphs
reload
help status
status dir
end

# types COMMAND...: what that shell gives for the lines, a line each.
types()
{
	: >given
	sed 's/$/\\x/' lines | TERM=dumb ZDOTDIR=$PWD timeout 200 \
	    python3 "$ROOT/tests/typed.py" "$@" >"$CAPTURE/screen" 2>&1 ||
		note_file screen "$CAPTURE/screen"
	tr '\n' ' ' <given | sed 's/  /\n/g; s,/\n,\n,g' >got
}

for sh in bash zsh; do
	title="$sh completes what is typed"
	if ! command -v $sh >/dev/null 2>&1; then
		skip "$title" "no $sh here"
		continue
	elif ! command -v python3 >/dev/null 2>&1; then
		skip "$title" "no python3 here"
		continue
	elif [ $sh = bash ]; then
		types bash --noprofile --rcfile bashrc -i
	else
		types zsh -i
	fi
	same got "$title" <wanted || note_file screen "$CAPTURE/screen"
done

# fish answers without a terminal, and gives words whole.
if command -v fish >/dev/null 2>&1; then
	cd files || exit 1
	while read -r line; do
		case $line in
		*--progress | *--state | *--spool | *--where) line="$line " ;;
		esac
		# shellcheck disable=SC2016 # fish's own
		fish --no-config -c 'for f in ../fish/*; source $f; end
			complete -C $argv[1]' "$line" 2>&1 |
			sed 's/\t.*//; s,/$,,' | LC_ALL=C sort | tr '\n' ' '
		echo "|"
	done <../lines >../got
	cd .. || exit 1
	same got "fish completes what is typed" <<-end
	--stall-timeout --start --state --state-show --stats --stats-format --strict |
	always auto never |
	--log-format=text |
	sentences |
	orders |
	transcript_details |
	a.json |
	a.json b.json dir |
	dir |
	|
	paragraphs |
	reload |
	status |
	dir |
	end
else
	skip "fish completes what is typed" "no fish here"
fi
done_testing
