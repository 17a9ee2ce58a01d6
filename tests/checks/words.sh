#!/usr/bin/env bash
# words.sh - nothing of one machine stands in the project: no path of a home or work folder, and no
# host but those of specifications, examples and the loopback.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Names that can never resolve, namespaces, and hosts that the reports link to.
hosts='(localhost|127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)*(invalid|example|test|localhost)|example\.(com|org|net)|'
hosts+='(www\.)?w3\.org|json-schema\.org|github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|go\.dev|pkg\.go\.dev|HOST|host|NAME)'
folders='(^|[^A-Za-z0-9_./-])/(work|root|tmp/bash_jobs)/[a-z]'

mapfile -t files < <(project_files | grep -v '^tests/fuzz/corpus/\|^tests/checks/words\.sh$')
while IFS= read -r line; do
    complain "path of one machine: $line"
done < <(grep -nIE "$folders" "${files[@]}" | cut -c1-200)

while IFS=: read -r file number url; do
    complain "host: $file:$number: $url"
done < <(grep -noIE 'https?://[A-Za-z0-9.:@_-]+' "${files[@]}" |
    grep -vE "https?://([^/@]*@)?$hosts([:/.]|\$)" | grep -E 'https?://[^/]*\.[a-z]{2,}')
finish "${#files[@]} files"
