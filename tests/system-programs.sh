#!/bin/sh
# Installs what tests talk to beside Python, or names what is missing: system programs (root on Debian), and, where npm is
# there, Twilio's published contract with a mock server that holds requests against it (into .cache/, no lock file).
cd "$(dirname "$0")/.." || exit 1

missing=""
command -v dovecot >/dev/null 2>&1 || missing="$missing dovecot-imapd"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing for the tests:$missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # several words, several packages
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && missing=""
fi

# The parts of Prism name each other loosely, so each is pinned: the newest of them want a newer node than most have.
contract="@twilio/cli-core@9.0.0"
prism="@stoplight/prism-cli@5.14.2 @stoplight/prism-core@5.8.0 @stoplight/prism-http@5.12.0 @stoplight/prism-http-server@5.12.0"
folder=.cache/twilio
export npm_config_fetch_retries=1 # a machine without a way out says so soon
if ! command -v npm >/dev/null 2>&1 || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
  missing="$missing npm with node 20 or newer"
elif [ "$(cat $folder/installed 2>/dev/null)" != "$contract $prism" ]; then
  echo "installing for the tests: $contract $prism"
  rm -rf $folder && mkdir -p $folder
  # Of the first, one file is used: it is unpacked alone, without the packages that its program needs.
  # shellcheck disable=SC2086
  if archive=$(npm pack --silent --ignore-scripts --pack-destination $folder "$contract") &&
    tar -xzf "$folder/$archive" -C $folder --strip-components=4 package/src/services/twilio-api/twilio_api_v2010.json &&
    nice npm install --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --silent --prefix $folder $prism; then
    rm "$folder/$archive"
    echo "$contract $prism" >$folder/installed
  else
    missing="$missing $contract $prism"
  fi
fi

[ -z "$missing" ] || echo "not installed, so tests that need them are skipped:$missing" >&2
exit 0
