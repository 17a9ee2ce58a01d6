#!/usr/bin/env bash
# collect_access.sh - passwords, tokens, cookies and certificates open the door and stay out of the
# bundle; a closed door says what to type; a server with a short write timeout gives a short profile.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
quick=(--quick --only "go.index,go.heap,process.stat")

reason_of() { # BUNDLE ID TEXT...
    local name=$1 id=$2 reason
    shift 2
    reason=$(tar -xzOf "$name" --wildcards '*/manifest.json' | jq -r --arg id "$id" '.artifacts[] | select(.id == $id) | .reason')
    for text; do
        check "$id says \"$text\", not \"$reason\"" test "${reason/"$text"/}" != "$reason"
    done
}

start_target token.log "$TARGETS/hostile" -for 2m -token canary-token-71fe || exit 1
run 1 "$COLLECT" "${quick[@]}" -o no.tgz "$target_url"
reason_of no.tgz go.index 401 "--header" "--user"
run 1 "$COLLECT" "${quick[@]}" --header 'Authorization: Bearer wrong-canary-33' -o no.tgz "$target_url"
reason_of no.tgz go.index 401 "not the right one"
run 0 "$COLLECT" "${quick[@]}" --header 'Authorization: Bearer canary-token-71fe' -o token.tgz "$target_url"
printf 'X-Trace: 1\nAuthorization: Bearer canary-token-71fe\n' >headers
run 0 "$COLLECT" "${quick[@]}" --header @headers -o file.tgz "$target_pid"
check "a token from a file opens the door too" test -n "$(tar -tzf file.tgz | grep heap.pb.gz)"
unpack token.tgz token
check "the token is nowhere" test -z "$(grep -rl canary-token token)"

start_target user.log "$TARGETS/hostile" -for 2m -user visitor:canary-word-5521 || exit 1
run 0 "$COLLECT" "${quick[@]}" --user visitor:canary-word-5521 -o user.tgz "$target_url"
unpack user.tgz user
check "the password is nowhere" test -z "$(grep -rlE 'canary-word|dmlzaXRvcjpjYW5hcnk' user)"
run 1 "$COLLECT" "${quick[@]}" --user visitor:wrong -o no.tgz "$target_url"
for bad in 'NoColon' ': x' 'Na me: x' $'X: a\r\nY: b' '@no/such/file'; do
    run 2 "$COLLECT" "${quick[@]}" --header "$bad" -o bad.tgz "$target_url"
done
run 2 "$COLLECT" "${quick[@]}" --user justaname -o bad.tgz "$target_url"
run 2 "$COLLECT" "${quick[@]}" --cacert no/such/file -o bad.tgz "$target_url"
run 2 "$COLLECT" "${quick[@]}" --key headers -o bad.tgz "$target_url"
run 2 "$COLLECT" "${quick[@]}" --insecure -o bad.tgz https://192.0.2.1:6060
check "--insecure for another machine names --cacert" contains err "--cacert"
check "a refusal writes nothing" test ! -e bad.tgz

# TLS: not trusted, trusted, this machine unchecked, with a certificate of our own.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=IP:127.0.0.1' -keyout key.pem -out cert.pem 2>openssl.log || exit 1
cat cert.pem key.pem >both.pem
start_target tls.log "$TARGETS/hostile" -for 2m -tls both.pem || exit 1
run 1 "$COLLECT" "${quick[@]}" -o no.tgz "$target_url"
reason_of no.tgz go.index "not trusted" "--cacert" "--insecure"
run 0 "$COLLECT" "${quick[@]}" --cacert cert.pem -o tls.tgz "$target_url"
run 0 "$COLLECT" "${quick[@]}" --insecure -o tls.tgz "$target_url"
run 1 "$COLLECT" "${quick[@]}" -o no.tgz "${target_url/https/http}"
reason_of no.tgz go.index "speaks TLS"
start_target mutual.log "$TARGETS/hostile" -for 2m -tls both.pem -tls-clients cert.pem || exit 1
run 1 "$COLLECT" "${quick[@]}" --cacert cert.pem -o no.tgz "$target_url"
run 0 "$COLLECT" "${quick[@]}" --cacert cert.pem --cert cert.pem --key key.pem -o mutual.tgz "$target_url"

# Doors that lead elsewhere.
start_target away.log "$TARGETS/hostile" -for 2m -all redirect-away || exit 1
run 1 "$COLLECT" "${quick[@]}" --header 'Cookie: canary=1' -o no.tgz "$target_url"
reason_of no.tgz go.index 302 "other.invalid" "another server"
start_target login.log "$TARGETS/hostile" -for 2m -all login || exit 1
run 1 "$COLLECT" "${quick[@]}" -o no.tgz "$target_url"
reason_of no.tgz go.index "login page" "Cookie"
start_target none.log "$TARGETS/hostile" -for 2m -all 404 || exit 1
run 1 "$COLLECT" "${quick[@]}" -o no.tgz "$target_url"
reason_of no.tgz go.index 404 "/PATH"

# A write timeout of 3 s: the profile of 20 s becomes one of 1 s, and both say so.
start_target short.log "$TARGETS/hostile" -for 2m -write-timeout 3s || exit 1
run "0 1" "$COLLECT" --seconds 20 --only go.cpu,go.heap,process.stat -o short.tgz "$target_url"
check "the last lines say it" contains err "go.cpu" "WriteTimeout"
reason_of short.tgz go.cpu "1 s instead of 20 s" WriteTimeout
unpack short.tgz short
json short/manifest.json 'any(.artifacts[]; .id == "go.cpu" and .status == "ok")'
json short/manifest.json 'any(.artifacts[]; .id == "go.heap" and (.source | endswith("/heap")))'
run 0 "$COLLECT" "${quick[@]}" --gc -o gc.tgz "$target_url"
unpack gc.tgz gc
json gc/manifest.json 'any(.artifacts[]; .id == "go.heap" and (.source | endswith("/heap?gc=1")))'
finish
