#!/bin/bash
# stand-in.sh NAME: an empty package NAME in the mirror of extra, as test/vm/lab/inside/3-packages.sh makes them: its
# program is in the tree already.
set -euo pipefail
mirror=/srv/mirror/extra/os/x86_64
d=$(mktemp -d)
chmod 755 "$d"
mkdir -p "$d/usr/share/lab-standins"
echo "$1: an empty package of the lab" > "$d/usr/share/lab-standins/$1"
printf 'pkgname = %s\npkgbase = %s\npkgver = 1-1\npkgdesc = lab stand-in\nurl = https://archlinux.org/\nbuilddate = 0\npackager = lab\nsize = 100\narch = x86_64\nlicense = none\n' "$1" "$1" > "$d/.PKGINFO"
(cd "$d" && bsdtar --uid 0 --gid 0 -cf - .PKGINFO usr | zstd -q -1 -f -o "$mirror/$1-1-1-x86_64.pkg.tar.zst")
repo-add -q "$mirror/extra.db.tar.gz" "$mirror/$1-1-1-x86_64.pkg.tar.zst"
chmod -R a+rX "$mirror"
rm -r "$d"
pacman -Sy
