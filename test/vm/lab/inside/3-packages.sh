#!/bin/bash
# Runs in the new root file system: pacman's configuration, and for core, extra and multilib a mirror of empty
# packages with Arch's names, versions and dependencies (standins.txt); those marked 1 are installed.
set -euo pipefail
cat > /etc/pacman.conf <<'E'
# As Arch ships it, but the mirror holds unsigned stand-in packages.
[options]
HoldPkg     = pacman glibc
Architecture = auto
CheckSpace
ParallelDownloads = 5
SigLevel    = Never
LocalFileSigLevel = Optional

[core]
Include = /etc/pacman.d/mirrorlist

[extra]
Include = /etc/pacman.d/mirrorlist

#[multilib]
#Include = /etc/pacman.d/mirrorlist
E
mkdir -p /etc/pacman.d
# shellcheck disable=SC2016
echo 'Server = file:///srv/mirror/$repo/os/$arch' > /etc/pacman.d/mirrorlist
sed -i -e "s/^PKGEXT=.*/PKGEXT='.pkg.tar.zst'/" -e 's/^COMPRESSZST=.*/COMPRESSZST=(zstd -c -T0 -3 -)/' \
	-e 's/^CARCH=.*/CARCH="x86_64"/' -e 's/^CHOST=.*/CHOST="x86_64-pc-linux-gnu"/' /etc/makepkg.conf

K=$(basename "$(ls -d /usr/lib/modules/*/ | head -1)")
now=$(date +%s)
declare -a installed=()
while read -r repo name on version rest; do
	case $repo in ''|\#*) continue ;; esac
	version=${version//KVER/${K%%-amd64}}
	version=${version//-/.}
	d=$(mktemp -d)
	chmod 755 "$d"
	mkdir -p "$d/usr/share/lab-standins" "/srv/mirror/$repo/os/x86_64"
	echo "$name $version: an empty package of the lab" > "$d/usr/share/lab-standins/$name"
	{
		printf 'pkgname = %s\npkgbase = %s\npkgver = %s-1\npkgdesc = lab stand-in for %s\n' "$name" "$name" "$version" "$name"
		printf 'url = https://archlinux.org/\nbuilddate = %s\npackager = lab\nsize = 100\narch = x86_64\nlicense = none\n' "$now"
		for w in $rest; do
			k=${w%%=*}
			IFS=, read -ra values <<< "${w#*=}"
			for v in "${values[@]}"; do printf '%s = %s\n' "${k/#depends/depend}" "$v"; done
		done
	} > "$d/.PKGINFO"
	f=/srv/mirror/$repo/os/x86_64/$name-$version-1-x86_64.pkg.tar.zst
	( cd "$d" && bsdtar --uid 0 --gid 0 -cf - .PKGINFO usr | zstd -q -1 -f -o "$f" )
	chmod 644 "$f"
	[ "$on" = 0 ] || installed+=("$f")
	rm -rf "$d"
done < /root/lab/standins.txt
for r in core extra multilib; do
	repo-add -q "/srv/mirror/$r/os/x86_64/$r.db.tar.gz" "/srv/mirror/$r/os/x86_64/"*.pkg.tar.zst
done
chmod -R a+rX /srv/mirror
mkdir -p /var/lib/pacman/local /var/cache/pacman/pkg /var/lib/pacman/sync
sed -i 's/^CheckSpace/#CheckSpace/' /etc/pacman.conf   # a chroot has no mount table
pacman -U --noconfirm --noscriptlet "${installed[@]}"
sed -i 's/^#CheckSpace/CheckSpace/' /etc/pacman.conf
pacman -Sy
