#!/usr/bin/env bash
# report_exits.sh - the exit codes of report, and where its output goes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -head-start 20s -hold -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o "$work/sick.tgz" "$target_pid"

run 0 "$REPORT" sick.tgz
check "both reports are in the current folder" test -s sick.report.html -a -s sick.report.md
check "the verdict is on the terminal" test -s out
run 0 "$REPORT" --format md -o - sick.tgz
check "Markdown on standard output" contains out "goroutine"
run 0 "$REPORT" --format json -o - sick.tgz
json out '.format == "exhibit-report/1"'
run 1 "$REPORT" --fail-on note -o x.json sick.tgz
check "the report is written all the same" test -s x.json

run 2 "$REPORT"
run 2 "$REPORT" --no-such-option sick.tgz
run 2 "$REPORT" -o x.docx sick.tgz
run 2 "$REPORT" --fail-on sometimes -o x.json sick.tgz
run 2 "$REPORT" -o x.md -o ./y.md -o x.md sick.tgz
ln -s x.json also-x.json
run 2 "$REPORT" -o x.json -o also-x.json sick.tgz
run 2 "$REPORT" --format md -o - -o - sick.tgz
run 2 "$REPORT" --format md -o sick.tgz sick.tgz
ln sick.tgz hard.tgz
run 2 "$REPORT" --format md -o ./hard.tgz sick.tgz
check "the bundle is still one" gzip -t sick.tgz

echo "no bundle" >words.tgz
: >empty.tgz
run 3 "$REPORT" -o x.md words.tgz
run 3 "$REPORT" -o x.md empty.tgz
run 3 "$REPORT" -o x.md "$work/no-such-file.tgz"
mkdir -p evil/d && ln -s /etc/passwd evil/d/00-bundle.json && tar -czf link.tgz -C evil d
run 3 "$REPORT" -o none.md link.tgz
check "nothing written from a link" test ! -e none.md

run 6 "$REPORT" -o "$work/no/such/folder/x.md" sick.tgz
if [[ -w /dev/full ]]; then
    "$REPORT" --format md -o - sick.tgz >/dev/full 2>err
    check "a full standard output is an error" test $? -eq 6
fi

# A bundle that was cut is reported on with what it has.
head -c $(($(stat -c %s sick.tgz) / 2)) sick.tgz >cut.tgz
run 0 "$REPORT" -o cut.json cut.tgz
json cut.json '.bundles[0].complete == false'
json cut.json '.missing | length > 0'

# More than two: the first against the last, and all in one table.
run 0 "$REPORT" -o three.md -o three.json sick.tgz sick.tgz sick.tgz
check "all three are followed" contains three.md "3 bundles of one process"

# Rules of one's own: one more, and one in the place of a built-in one. Errors name file and line.
cat >mine.yaml <<'YAML'
rules:
- id: mine.any
  subject: process
  area: memory
  severity: critical
  confidence: proven
  when: [{metric: process.rss, at_least: 1KiB}]
  text: |
    # {{process}} lives

    It has {{last}}.
YAML
run 0 "$REPORT" --rules mine.yaml --list-rules
check "they are listed with their file" contains out "mine.any" "mine.yaml" "sidecar.yaml"
run 1 "$REPORT" --rules mine.yaml --fail-on critical -o mine.json sick.tgz
json mine.json 'any(.findings[]; .rule == "mine.any")'
sed -i 's/process.rss/process.nothing/' mine.yaml
run 2 "$REPORT" --rules mine.yaml -o x.md sick.tgz
check "the error names file and line" contains err "mine.yaml:2: rule mine.any: unknown metric"
run 2 "$REPORT" --rules no-such-file.yaml -o x.md sick.tgz

run 0 "$REPORT" --help
check "help names the exit codes" contains out "Exit codes:" "--fail-on" "Examples:"
run 0 "$REPORT" --version
finish
