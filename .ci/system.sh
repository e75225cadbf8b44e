#!/bin/sh
# Installs the Debian packages that docsvc needs and this machine lacks (Debian 12 and 13).
#
#   .ci/system.sh           what it takes to run
#   .ci/system.sh test      that, and what its tests need
#   --print                 say what would be done, change nothing
#
# When nothing is missing it takes a fraction of a second and touches nothing.
set -eu

root="${SYSTEM_ROOT:-}" # tests point this at a made-up machine
office_wanted=4:25.2    # older LibreOffice works, twice as slowly
backports_file="$root/etc/apt/sources.list.d/docsvc-backports.sources"

for_tests=no
dry_run=no
for argument in "$@"; do
    case "$argument" in
        test) for_tests=yes ;;
        --print) dry_run=yes ;;
        *)
            echo "usage: $0 [test] [--print]" >&2
            exit 2
            ;;
    esac
done

say() { echo "system.sh: $*"; }

# as_root COMMAND...: run it, with sudo only when we are not root.
as_root() {
    if [ "$dry_run" = yes ]; then
        say "would run: $*"
    elif [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "not root, and no sudo; please run as root: $*" >&2
        exit 1
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"
}

# installed PACKAGE: its version, or nothing.
installed() {
    # shellcheck disable=SC2016 # dpkg-query's own placeholders
    dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p'
}

candidate() {
    LC_ALL=C apt-cache policy "$office" | sed -n 's/^ *Candidate: *//p'
}

new_enough() { # VERSION
    [ -n "$1" ] && [ "$1" != "(none)" ] && dpkg --compare-versions "$1" ge "$office_wanted"
}

# --- What is missing -----------------------------------------------------------------------------

packages="libjemalloc2 fonts-noto-cjk fonts-lxgw-wenkai fonts-liberation fontconfig openssl poppler-utils"
# Debian 12's fonts-liberation is 1.07, under the GPL; version 2, under the OFL, may be altered and
# embedded. From Debian 13 on the plain name is version 2.
if grep -q '^VERSION_CODENAME="\?bookworm' "$root/etc/os-release"; then
    packages="$(echo "$packages" | sed 's/fonts-liberation/fonts-liberation2/')"
fi
if [ "$for_tests" = yes ]; then
    packages="$packages mupdf-tools qpdf libnss3-tools postgresql chromium curl"
fi
# `python3` may be newer than the system's and bring its own; what counts is that `-m venv` works.
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    packages="$packages python3 python3-venv"
fi

missing=
for package in $packages; do
    [ -n "$(installed "$package")" ] || missing="$missing $package"
done

# A desktop's LibreOffice serves as well, and the nogui one would push it off the machine.
office=libreoffice-writer-nogui
[ -z "$(installed libreoffice-writer)" ] || office=libreoffice-writer
office_here="$(installed "$office")"
if new_enough "$office_here"; then office_missing=no; else office_missing=yes; fi

if [ -z "$missing" ] && [ "$office_missing" = no ]; then
    exit 0
fi
wanted="$missing"
[ "$office_missing" = no ] || wanted="$wanted $office (25.2 or newer)"
say "needed and not here:$wanted"
[ "$(id -u)" = 0 ] || say "sudo is used for apt-get, which installs them"

# --- Where LibreOffice 25.2 comes from -----------------------------------------------------------

codename="$(sed -n 's/^VERSION_CODENAME=//p' "$root/etc/os-release" | tr -d '"')"

# print_backports: a source entry for the backports suite beside this machine's own Debian source,
# with the same address and key. Nothing when there is no such source.
print_backports() {
    for file in "$root"/etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        entry="$(from_deb822 "$file")"
        [ -z "$entry" ] || break
    done
    if [ -z "${entry:-}" ]; then
        for file in "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*.list; do
            [ -f "$file" ] || continue
            entry="$(from_one_line "$file")"
            [ -z "$entry" ] || break
        done
    fi
    [ -z "${entry:-}" ] || printf '%s\n' "$entry"
}

# The first enabled stanza that offers suite $codename, component main, as a backports stanza.
from_deb822() {
    awk -v suite="$codename" '
        function finish(    i, n, words, found) {
            n = split(field["suites"], words, " ")
            for (i = 1; i <= n; i++) if (words[i] == suite) found = 1
            if (found && (" " field["types"] " ") ~ / deb / &&
                (" " field["components"] " ") ~ / main / && field["enabled"] !~ /^(no|false)$/) {
                split(field["uris"], words, " ")
                print "Types: deb\nURIs: " words[1] "\nSuites: " suite "-backports"
                print "Components: main"
                if (field["signed-by"] != "") print "Signed-By: " field["signed-by"]
                done = 1
                exit
            }
            split("", field)
            name = ""
        }
        /^#/ { next }
        /^[ \t]*$/ { finish(); next }
        /^[ \t]/ { field[name] = field[name] "\n" $0; next } # a key written out goes on here
        {
            name = tolower($0)
            sub(/:.*/, "", name)
            sub(/^[^:]*:[ \t]*/, "")
            field[name] = $0
        }
        END { if (!done) finish() }
    ' "$1"
}

# The same for `deb [signed-by=KEY] URI SUITE main ...`.
from_one_line() {
    awk -v suite="$codename" '
        $1 != "deb" { next }
        {
            key = ""
            if (match($0, /\[[^]]*\]/)) {
                options = substr($0, RSTART + 1, RLENGTH - 2)
                n = split(options, words, " ")
                for (i = 1; i <= n; i++)
                    if (words[i] ~ /^signed-by=/) key = substr(words[i], 11)
                $0 = "deb " substr($0, RSTART + RLENGTH)
            }
            if ($3 != suite || (" " $0 " ") !~ / main /) next
            print "Types: deb\nURIs: " $2 "\nSuites: " suite "-backports\nComponents: main"
            if (key != "") print "Signed-By: " key
            exit
        }
    ' "$1"
}

# has_backports: whether a source of this machine names the suite already.
has_backports() {
    grep -rqs "^[^#]*[ :]$codename-backports\b" "$root/etc/apt/sources.list" \
        "$root/etc/apt/sources.list.d" --include='*.list' --include='*.sources'
}

# --- Install -------------------------------------------------------------------------------------

apt_get update

suite=
if [ "$office_missing" = yes ] && ! new_enough "$(candidate)"; then
    if has_backports; then
        suite="$codename-backports"
    else
        entry="$(print_backports)"
        if [ -n "$entry" ]; then
            suite="$codename-backports"
            say "adding the suite $suite in $backports_file, for LibreOffice 25.2"
            printf '%s\n' "$entry" | as_root tee "$backports_file"
            apt_get update || suite=
        fi
    fi
fi

# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || apt_get install -y --no-install-recommends $missing

if [ "$office_missing" = yes ]; then
    if [ -n "$suite" ] && apt_get install -y --no-install-recommends -t "$suite" "$office"; then
        :
    else
        if [ -f "$backports_file" ]; then
            as_root rm -f "$backports_file"
            apt_get update
        fi
        apt_get install -y --no-install-recommends "$office"
    fi
    if [ "$dry_run" = no ] && ! new_enough "$(installed "$office")"; then
        say "LibreOffice 25.2 could not be had here; using $(installed "$office"), which is slower"
    fi
fi
