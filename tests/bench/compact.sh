# Three years of nightly loads of a small account, put together: files, bytes
# and time, for each kind of folder.  NIGHTS sets another number of loads, KINDS
# other kinds.

nights=${NIGHTS:-1100}
kinds=${KINDS:-parquet csv delta iceberg}

# count WHAT FOLDER
count()
{
	case $1 in
	files) find "$2" -type f | wc -l ;;
	bytes) du -sb "$2" | cut -f 1 ;;
	esac
}

mkdir rows
i=0
while [ $i -lt "$nights" ]; do
	aai-mock --dump transcript_details -t 3 -s $i --words 20 --no-drift |
		aai-flatten -q >rows/$i
	i=$((i + 1))
done
printf '%-8s %9s %11s %8s %11s %8s %7s  (%s loads)\n' kind files bytes after \
    bytes seconds MiB "$nights"
for kind in $kinds; do
	i=0
	while [ $i -lt "$nights" ]; do
		"aai-sink-$kind" -q -o out --append <rows/$i || exit 1
		i=$((i + 1))
	done
	printf '%-8s %9s %11s ' "$kind" "$(count files out)" \
	    "$(count bytes out)"
	(
		"$BUILD/tools/peak" peak aai-compact --vacuum=0 out || exit 1
		times >times
	) || exit 1
	# "0m1.250000s": of the children, by themselves and for them.
	seconds=$(sed -n '2s/s//gp' times | tr 'm ' '  ' |
	    awk '{ print $1 * 60 + $2 + $3 * 60 + $4 }')
	printf '%8s %11s %8.1f %7d\n' "$(count files out)" \
	    "$(count bytes out)" "$seconds" $(($(cat peak) / 1024))
	rm -rf out
done
