# Read by with-chromium, with-postgres and with-redis, which say in `tests` what they are for.

# without REASON COMMAND [ARGUMENT...]: says why the tests are skipped, and goes on with the command.
without() {
  echo "$tests are skipped: $1" >&2
  shift
  exec "$@"
}

# from_debian NAME PACKAGE COMMAND [ARGUMENT...]: installs a program from Debian, or goes on without it.
from_debian() {
  local name=$1 package=$2
  shift 2
  [ "$(id -u)" = 0 ] || without "$name is not installed, and only root can install it" "$@"
  command -v apt-get >/dev/null || without "$name is not installed, and there is no apt-get" "$@"
  export DEBIAN_FRONTEND=noninteractive
  { timeout 120 apt-get update -qq && timeout 600 apt-get install -y -qq --no-install-recommends "$package"; } \
    >/dev/null 2>&1 || without "$name is not installed, and Debian's packages cannot be reached" "$@"
}
