#!/bin/sh
# Installs the system programs that tests talk to (root on Debian), or names those that are missing.
missing=""
command -v dovecot >/dev/null 2>&1 || missing="$missing dovecot-imapd"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing for the tests:$missing"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "not installed, so tests that need them are skipped:$missing" >&2
exit 0
