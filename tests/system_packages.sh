#!/bin/sh
# Installs from Debian's packages what the tests need and the machine lacks: Chromium, Chinese fonts,
# PostgreSQL with PostGIS, GDAL's programs. Only as root (or by sudo without a password) and only where there is
# apt-get; else it says what is missing, and the tests that need it are skipped by name.
# SUYUAN_TEST_NO_APT=1 forbids it.
missing=""
[ -x /usr/bin/chromium ] || missing="$missing chromium"
command -v ogrinfo >/dev/null 2>&1 || missing="$missing gdal-bin"
[ -d /usr/share/fonts/opentype/noto ] || missing="$missing fonts-noto-cjk"
needs_postgis=yes
for control in /usr/share/postgresql/*/extension/postgis.control; do
    version=$(echo "$control" | cut -d/ -f5)
    [ -e "$control" ] && [ -x "/usr/lib/postgresql/$version/bin/initdb" ] && needs_postgis=""
done
[ -z "$missing$needs_postgis" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    $as_root true 2>/dev/null || as_root="no"
fi
if [ -n "$SUYUAN_TEST_NO_APT" ] || [ "$as_root" = no ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing, and not installed for you:$missing${needs_postgis:+ PostgreSQL with PostGIS} (the tests that need them will be skipped by name)"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
echo "Asking for Debian's package lists …"
$as_root apt-get update -q >/dev/null || echo "apt-get update failed; going on with the lists there are"
if [ -n "$needs_postgis" ]; then # the number in its name is that of the release's PostgreSQL
    found=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1)
    missing="$missing ${found:-postgresql-15-postgis-3}"
fi
echo "Installing from Debian's packages:$missing (a few minutes) …"
# The cluster that Debian makes by itself is not wanted: the tests make their own in a temporary folder.
if ! $as_root apt-get install -q -y --no-install-recommends $missing >build-apt.log 2>&1; then
    tail -n 5 build-apt.log
    echo "The installation failed; the tests that need it will be skipped by name"
fi
rm -f build-apt.log
exit 0
