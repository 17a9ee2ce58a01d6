#!/usr/bin/env bash
# report_templates.sh - words of one's own in a report: they are used, and what is wrong with them is said
# with file and line before anything is written.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A process with memory, descriptors and goroutines enough for findings.
start_target leaky.log "$TARGETS/leaky" -head-start 20s -hold -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 0 --trace 0 -o sick.tgz "$target_pid"
run 0 "$REPORT" -q -o plain.json -o plain.md -o plain.html sick.tgz
rule=$(jq -r '.findings[0].rule' plain.json)
check "there is a finding" test -n "$rule" -a "$rule" != null

# ---- used ----
mkdir -p mine/findings
words=mine/findings/$rule.md
printf '# Ask Anna: {{last}}\n\nWords of ours about {{process}}, with `{{last}}`.\n\n## Next\n- Call the desk.\n- $ ls /proc/{{pid}}\n' >"$words"
run 0 "$REPORT" -q --templates mine -o own.json -o own.md -o own.html sick.tgz
# shellcheck disable=SC2016
json own.json 'any(.findings[]; .rule == $r and (.title | startswith("Ask Anna: ")) and .next[0] == "Call the desk.")' --arg r "$rule"
check "Markdown has them" contains own.md "Ask Anna: " "Words of ours about leaky" "Call the desk."
check "HTML has them" contains own.html "Ask Anna: " "Words of ours about leaky" "ls /proc/$target_pid"
json own.json '[.findings[] | select(.title | startswith("Ask Anna") | not)] | length > 0'
run 0 "$REPORT" --templates mine --list-rules
check "the list of rules has their title" contains out "Ask Anna: {{last}}"
# As an editor on Windows saves it.
sed -i '1s/^/\xef\xbb\xbf/; s/$/\r/' "$words"
run 0 "$REPORT" -q --templates mine -o windows.md sick.tgz
check "other ends of lines change nothing" cmp own.md windows.md

printf '# Words\n\n- goroutine, goroutines: what Go runs.\n- unicorn: never seen.\n' >mine/glossary.md
run 0 "$REPORT" -q --templates mine --max-chars 1000000 -o own.md -o own.html sick.tgz
check "the glossary is ours, in both" contains own.md "<summary>Words</summary>" "**goroutine**: what Go runs."
check "the glossary is ours in HTML" contains own.html "<summary>Words</summary>" "what Go runs."
check "a term that is not used is not explained" lacks own.md "unicorn"

# ---- refused: exit code 2, file and line, nothing written ----
fine=$'# {{last}}\n\nIt is {{last}}.\n'
refused() { # FILE CONTENT MESSAGE
    rm -rf bad none.*
    mkdir -p "bad/$(dirname "$1")"
    printf '%b' "$2" >"bad/$1"
    run 2 "$REPORT" --templates bad -o none.html -o none.md sick.tgz
    check "$1 is refused: $3" contains err "$3"
    check "one line of words" test "$(wc -l <err)" -eq 1
    check "nothing was written" test ! -e none.html -a ! -e none.md
}
f=findings/$rule.md
refused "$f" "$fine{{nothing}}\n" "bad/$f:4: unknown slot {{nothing}}"
refused "$f" "$fine\nIt {{last.\n" "bad/$f:5: a slot is not closed"
refused "$f" "# Much\n\nVery much.\n" "bad/$f:1: no slot is left"
refused "$f" "" "bad/$f:1: the first line must be"
refused "$f" "${fine}a\\0000b\n" "bad/$f:4: not clean text"
refused "$f" "${fine}a\\0377b\n" "bad/$f:4: not clean text"
refused "findings/heap.groving.md" "$fine" "bad/findings/heap.groving.md:1: no rule takes its words"
refused "findings/notes.txt" "x\n" "bad/findings/notes.txt:1: words of a finding are in a file RULE.md"
refused "page.css" "x\n" "bad/page.css:1: unknown name"
refused "glossary.md" "# T\n\n- RSS is memory\n" "bad/glossary.md:3: a term and its meaning"
head -c 70000 /dev/zero | tr '\0' a >long
refused "$f" "$fine$(cat long)\n" "bad/$f:1: "
rm -rf bad && mkdir -p bad/findings && mkfifo "bad/$f"
run 2 "$REPORT" --templates bad -o none.md sick.tgz
check "a pipe is not waited for" contains err "bad/$f:1: "
rm "bad/$f" && ln -s /etc/passwd "bad/$f"
run 2 "$REPORT" --templates bad -o none.md sick.tgz
check "a link is not followed" contains err "bad/$f:1: "
run 2 "$REPORT" --templates no-such-folder -o none.md sick.tgz
check "a folder that is not there" contains err "no-such-folder"
run 2 "$REPORT" --templates sick.tgz -o none.md sick.tgz
run 2 "$REPORT" --templates "" -o none.md sick.tgz
run 2 "$REPORT" --templates bad --list-rules

# ---- hostile: what would leave the page is refused, what is left is text ----
refused "$f" "$fine<script>alert(1)</script>\n" "bad/$f:4: HTML is not shown"
refused "$f" "$fine\na <img src=x onerror=alert(1)>\n" "bad/$f:5: HTML is not shown"
refused "$f" "$fine![x](https://evil.invalid/x.png)\n" "a picture would have to be fetched"
refused "$f" "${fine}[x](javascript:alert(1))\n" "a link may lead to https:// only"
refused "$f" "# <script>alert(1)</script> {{last}}\n\nIt is {{last}}.\n" "bad/$f:1: HTML is not shown"
refused "glossary.md" "# T\n\n- goroutine: <img src=x onerror=alert(1)>\n" "bad/glossary.md:3: HTML is not shown"
rm -rf evil && mkdir -p evil/findings
cat >"evil/$f" <<'MD'
# {{last}} & "alert(1)" \<script>

`<script>alert(2)</script>` \<script>alert(3)\</script> {{last}} &lt;script&gt;alert(4)

    <script>alert(5)</script>

## Next
- <script>alert(6)</script> {{last}}
- $ echo "<script>alert(7)</script>" {{process}}
MD
printf '# Terms & \\<script>\n\n- goroutine, \\<script>alert(8): `<img src=x onerror=alert(9)>`\n' >evil/glossary.md
run 0 "$REPORT" -q --templates evil -o evil.html -o evil.md -o evil.json sick.tgz
check "no script of theirs in the page" lacks evil.html "<script>alert" "<img"
check "as text it is there" contains evil.html "&lt;script&gt;alert(2)&lt;/script&gt;" "alert(7)" "alert(9)"
check "as many scripts as in any report" test "$(grep -o '<script' evil.html | wc -l)" = "$(grep -o '<script' plain.html | wc -l)"
cut_code() { # what stands in fences and code spans is text on GitHub, and so is an escaped letter
    sed -E '/^ *```/,/^ *```/d; s/`[^`]*`//g; /^    /d; s/\\.//g' "$1"
}
cut_code evil.md >evil.text
check "no HTML of theirs in Markdown" lacks evil.text "<script" "<img"
finish
