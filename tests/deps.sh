# `make deps` asks the package manager that is there, by the names it knows,
# and says the command where it may not or cannot.

. "$ROOT/tests/lib.sh"

DIR=$PWD
# A machine that has the tools of the script and nothing else; its compiler
# finds no header.
mkdir machine
for tool in awk cat dirname env id ls mktemp rm sed sh tr; do
	ln -s "$(command -v $tool)" machine/$tool
done

# has COMMAND SCRIPT: the machine's command.
has()
{
	rm -f "machine/$1"
	printf '#!%s\n%s\n' "$(command -v sh)" "$2" >"machine/$1"
	chmod +x "machine/$1"
}

# deps [OPTION...]: on that machine.
deps()
{
	run env -i PATH="$DIR/machine" sh "$ROOT/tests/deps" "$@"
}

has make :
has id 'echo 1000'
has cc 'exit 1'

headers="libc6-dev libcurl4-openssl-dev libjq-dev zlib1g-dev libzstd-dev \
libsnappy-dev libmicrohttpd-dev libyaml-dev libsqlite3-dev libedit-dev"
deps --build --list
expect_stdout "Debian's names are listed where there is no manager" <<end
$headers
end
deps --build
expect_status 1 "without a manager it ends with 1"
expect_stderr "and says what to install" <<end
Please install what these Debian packages hold: $headers
end

# Of each manager: what it calls the packages, and how it is asked.
while IFS='|' read -r manager command packages; do
	has "$manager" "echo \"\$0 \$*\" >>'$DIR/asked'"
	deps --build
	expect_status 1 "$manager: who is not root gets status 1"
	expect_stderr "$manager: and the command" <<end
As root, please run:
	$command $packages
end
	rm "machine/$manager"
done <<'end'
apt-get|apt-get update && apt-get install|libc6-dev libcurl4-openssl-dev libjq-dev zlib1g-dev libzstd-dev libsnappy-dev libmicrohttpd-dev libyaml-dev libsqlite3-dev libedit-dev
dnf|dnf -y install|glibc-devel libcurl-devel jq-devel zlib-devel libzstd-devel snappy-devel libmicrohttpd-devel libyaml-devel sqlite-devel libedit-devel
apk|apk add -U|musl-dev curl-dev jq-dev zlib-dev zstd-dev snappy-dev libmicrohttpd-dev yaml-dev sqlite-dev libedit-dev
pacman|pacman -S --needed --noconfirm|glibc curl jq zlib zstd snappy libmicrohttpd libyaml sqlite libedit
zypper|zypper --non-interactive install|glibc-devel libcurl-devel libjq-devel zlib-devel libzstd-devel snappy-devel libmicrohttpd-devel libyaml-devel sqlite3-devel libedit-devel
end

# Each package is asked for once, as root through sudo where that needs no
# password.
has sudo 'shift; "$@"'
has dnf "echo \"\$*\" >>'$DIR/asked'"
deps
expect_status 1 "what is still lacking after an install is an error"
expect_stderr_like '^Still not found: glibc-devel ' "and is named"
tr ' ' '\n' <asked | sort | uniq -d >twice
check "no package is asked for twice" test ! -s twice || note_file twice twice
check "what comes with Python is" grep -q ' python3 ' asked
has dnf "echo '#!/bin/sh' >'$DIR/machine/cc'; echo \"\$*\" >>'$DIR/asked'"
: >asked
deps --build
expect_status 0 "an install that brings all ends well"
expect_stdout_like '^Installing: glibc-devel ' "and says what it installs"
deps --build
expect_status 0 "there is nothing left to do"
expect_equal "$(cat "$OUT" "$ERR")" "" "and nothing is said"
has cc 'exit 1'
has dnf 'echo "no such package"; exit 1'
deps --build
expect_status 1 "a manager that fails is an error"
expect_stderr_like '^no such package$' "with its words"
rm machine/dnf machine/sudo

# Homebrew refuses root, and macOS has the C library's headers.
has brew "echo \"\$*\" >'$DIR/asked'"
deps --build
expect_equal "$(cat asked)" "install curl jq zlib zstd snappy libmicrohttpd \
libyaml sqlite libedit" "brew is asked as the user"

done_testing
