#!/bin/sh
# Starts the server; "room.sh" and "room.command" do the same for a whole room.
cd "$(dirname "$0")" || exit 1
if ! command -v perl > /dev/null; then
  echo "Perl is missing, which this little server is written in. Install it, or serve this folder with any other web server."
  exit 1
fi
exec perl server/serve.pl "$@"
