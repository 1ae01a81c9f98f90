#!/bin/bash
# Runs in the new root file system: git repositories that stand for the AUR's.
set -euo pipefail
mkdir -p /srv/aur/sources
mv /root/lab/*-debs.tar /srv/aur/sources/
for p in xen xen-qemu xen-grub; do
	mv "/root/lab/aur/$p" "/tmp/aur-$p"
	chown -R builder: "/tmp/aur-$p"
	su builder -c "cd /tmp/aur-$p && makepkg --printsrcinfo > .SRCINFO && git init -q -b master . && git add -A &&
		git -c user.name=lab -c user.email=lab@localhost commit -qm '$p'"
	git clone -q --bare "/tmp/aur-$p" "/srv/aur/$p.git"
	rm -rf "/tmp/aur-$p"
done
chmod -R a+rX /srv/aur
