# Every header compiles alone, and has a guard named after its path.

. "$ROOT/tests/lib.sh"
cd "$ROOT" || exit 1

for h in lib/*/*.h cmd/*/*.h; do
	name=${h#*/}
	case $name in
	serve/*)
		if ! echo '#include <microhttpd.h>' |
		    ${CC:-cc} -E -x c - >/dev/null 2>&1; then
			skip "$name compiles alone" "no libmicrohttpd here"
			continue
		fi
		;;
	aai-query/*)
		if ! echo '#include <sqlite3.h>' |
		    ${CC:-cc} -E -x c - >/dev/null 2>&1; then
			skip "$name compiles alone" "no SQLite here"
			continue
		fi
		;;
	esac
	# shellcheck disable=SC2086 # CC may hold options
	check "$name compiles alone" ${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilib \
	    -Icmd -Wall -Wextra -Werror -fsyntax-only -x c "$h"
	guard=$(echo "$name" | tr 'a-z/.-' 'A-Z___')
	check "$name has the guard $guard" grep -q "^#ifndef $guard\$" "$h"
done
done_testing
