#!/bin/sh
# A duban command as the service itself would give it: its user, its county, its passwords. For root, on a machine with systemd.
#
# install -m 0755 deploy/duban.sh /usr/local/sbin/duban
#
# Files that a command is to read or write are named by their whole path, and the user duban must be allowed to.

exec systemd-run --quiet --collect --wait --pty --pipe --service-type=exec \
    --property=User=duban --property=Group=duban --property=UMask=0077 \
    --property=WorkingDirectory=/var/lib/duban \
    --property=EnvironmentFile=-/etc/duban/secrets \
    --setenv=DUBAN_COUNTY="${DUBAN_COUNTY:-/var/lib/duban/county}" \
    --setenv=DUBAN_LANG="${DUBAN_LANG:-zh}" \
    --setenv=LANG=C.UTF-8 \
    --setenv=TERM="${TERM:-dumb}" \
    -- /opt/duban/bin/duban "$@"
