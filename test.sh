#!/usr/bin/env bash
# Installs the Debian packages that the tests need, builds, runs every test, and ends with one line: N passed, N failed[, N skipped].
#
#   ./test.sh                       everything
#   ./test.sh --filter EXPRESSION   some tests, by a filter of `dotnet test`: ./test.sh --filter 'FullyQualifiedName~Systemd'
#
# Tests whose requirements are missing are skipped with the reason; with CI=true they fail. The exit code is 0 only if nothing failed.
set -uo pipefail
cd "$(dirname "$0")"

# The tests of the daemon run as two processes; a test belongs to exactly one of them.
outside='FullyQualifiedName~L4Balancer.Tests.Cli|FullyQualifiedName~L4Balancer.Tests.Hosting|FullyQualifiedName~L4Balancer.Tests.Publishing'
outside+='|FullyQualifiedName~L4Balancer.Tests.Readme|FullyQualifiedName~L4Balancer.Tests.Servers|FullyQualifiedName~L4Balancer.Tests.Systemd'
inside=${outside//\~/!~} inside=${inside//|/\&}
# The other projects, by the lane that tests them.
first=(L4Balancer.Core.Tests) second=(L4Balancer.Linux.Tests L4Balancer.Bench.Tests L4Balancer.Fuzz.Tests)
packages=(
  redis-server redis-tools mariadb-server mariadb-client postgresql postgresql-contrib # the real servers
  haproxy nginx libnginx-mod-stream wrk iperf3                                         # the peers and their load
  curl openssl                                                                         # TLS clients, and a TLS server
  debootstrap systemd-container                                                        # a real systemd
  gcc libc6-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross                            # C's structure layouts, on both architectures
  fish zsh                                                                             # shell completion, besides bash
  chromium fonts-dejavu-core                                                           # the dashboard, in a browser
  prometheus                                                                           # scrapes a daemon; includes promtool
  iproute2 jq logrotate nftables procps strace tmux util-linux
)
filter=
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '== %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The packages' servers must not start: the tests start their own, on their own ports. invoke-rc.d(8) consults this file.
# An existing file is left alone.
install_quietly() {
  local policy=/usr/sbin/policy-rc.d made=no status
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod 755 "$policy" && made=yes
  fi
  as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
  status=$?
  if [ "$made" = yes ]; then as_root rm -f "$policy"; fi
  return "$status"
}

install_missing() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    say "Not a Debian system: tests that need a missing server are skipped"
    return 0
  fi
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  say "Installing: ${missing[*]}"
  install_quietly "${missing[@]}"
}

# Runs one project, or one part of it, and leaves its output and its exit code in files. The output appears when it has ended, in one
# piece, because others run beside it.
run_part() {
  local part=$1 name log status
  shift
  name=${part%%:*}
  log="$results/${part/:/-}.log"
  say "Testing ${part/:/, }"
  # A shell ignores SIGINT in background processes, and nohup(1) SIGHUP; the tests send both and must not inherit that.
  env --default-signal=INT,HUP dotnet test "tests/$name" -c Release --no-build --results-directory "$results" \
    --logger "trx;LogFileName=${part/:/-}.trx" --blame-hang-timeout 10m --blame-hang-dump-type none "$@" >"$log" 2>&1
  status=$?
  echo "$status" >"$results/${part/:/-}.status"
  flock "$results/lock" sh -c "printf '== %s\n' \"\$1\"; cat \"\$2\"" sh "Results of ${part/:/, } after $SECONDS s" "$log"
}

# The filter of a part, joined with that of the caller.
filter_of() {
  local own=$1
  if [ -z "$filter" ]; then printf '%s' "$own"; else printf '(%s)&(%s)' "$own" "$filter"; fi
}

# What one process does after the other: a part of the daemon's tests, then whole projects. Two lanes run side by side: most tests of the
# daemon wait for timers, servers and processes, and leave the machine idle meanwhile. The first part of the daemon's tests is all that
# needs what a machine has once: the published file, a booted systemd, ports and paths of the documentation.
run_lane() {
  local part=$1 own=$2 project
  shift 2
  run_part "L4Balancer.Tests:$part" --filter "$(filter_of "$own")"
  for project in "$@"; do run_part "$project" ${filter:+--filter "$filter"}; done
}

# The value of one counter of a TRX file.
counter() {
  grep -o '<Counters [^>]*' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'
}

# Adds the results of a part to the totals. A run that fails without a failed test, or that leaves no results, is a failure too.
count_part() {
  local part=$1 trx="$results/$1.trx" status total ok bad
  status=$(cat "$results/$part.status" 2>/dev/null || echo none)
  if [ ! -s "$trx" ]; then
    if [ "$status" = 0 ] && [ -n "$filter" ]; then return 0; fi
    say "$part left no results (exit code $status)"
    failed=$((failed + 1))
    return 0
  fi
  total=$(counter "$trx" total) ok=$(counter "$trx" passed)
  bad=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
  if [ "$status" != 0 ] && [ "$bad" -eq 0 ]; then
    say "$part ended with exit code $status, though no test failed"
    failed=$((failed + 1))
  fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - ok - bad))
}

# The names of the failed tests once more, because the output above is long.
list_failed() { (cd "$results" && grep -E '^  Failed ' ./*.log | sed 's/^\.\///'); }

while [ $# -gt 0 ]; do
  case $1 in
    --filter) filter=${2:?--filter needs an expression}; shift 2 ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "Unknown option $1, see ./test.sh --help" >&2; exit 2 ;;
  esac
done

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

passed=0 failed=0 skipped=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

install_missing || say "Some packages could not be installed: tests that need them are skipped"
say "Building"
if dotnet build L4Balancer.sln -c Release; then
  run_lane outside "$outside" "${first[@]}" & lanes=($!)
  run_lane inside "$inside" "${second[@]}" & lanes+=($!)
  # Ctrl+C reaches what the lanes run, but not the lanes: a shell starts them without it.
  trap 'kill "${lanes[@]}" 2>/dev/null; exit 130' INT TERM
  wait "${lanes[@]}"
  for part in L4Balancer.Tests-outside L4Balancer.Tests-inside "${first[@]}" "${second[@]}"; do count_part "$part"; done
  list_failed
else
  say "The build failed: no project could be tested"
  failed=$((${#first[@]} + ${#second[@]} + 1))
fi

if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
  say "No test ran"
  failed=1
fi
line="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then line+=", $skipped skipped"; fi
echo "$line"
[ "$failed" -eq 0 ]
