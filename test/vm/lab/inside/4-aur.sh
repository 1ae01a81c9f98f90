#!/bin/bash
# Runs in the new root file system: git repositories that stand for the AUR's.
set -euo pipefail
mkdir -p /srv/aur/sources
mv /root/lab/*-debs.tar /srv/aur/sources/
# As the hypervisor will say of itself: Debian's updates move it, and what booted is compared with what is installed.
version=$(tar -tf /srv/aur/sources/xen-debs.tar | sed -n 's|^debs/libxenmisc[0-9.]*_\([0-9][0-9.]*[0-9]\).*|\1|p')
sed -i "s/^pkgver=.*/pkgver=${version:?no version of Xen among the packages}/" /root/lab/aur/xen/PKGBUILD
for p in xen xen-qemu xen-grub; do
	mv "/root/lab/aur/$p" "/tmp/aur-$p"
	chown -R builder: "/tmp/aur-$p"
	su builder -c "cd /tmp/aur-$p && makepkg --printsrcinfo > .SRCINFO && git init -q -b master . && git add -A &&
		git -c user.name=lab -c user.email=lab@localhost commit -qm '$p'"
	git clone -q --bare "/tmp/aur-$p" "/srv/aur/$p.git"
	rm -rf "/tmp/aur-$p"
done
chmod -R a+rX /srv/aur
