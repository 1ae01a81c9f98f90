#!/bin/bash
# Runs in the new root file system: the initramfs, and /srv/guest: kernel and initramfs of a guest that is up in
# seconds. It takes 10.0.2.60/24 on its vif (or labip=A/P of its command line), answers ping, and has a shell on hvc0.
# A NoCloud seed, as cloud-init looks for it, gives it name and address instead; cloud.qcow2 is a disk with it for that.
set -euo pipefail
K=$(basename "$(ls -d /usr/lib/modules/*/ | head -1)")
mkinitramfs -o /boot/initramfs-linux.img "$K" 2>&1 | grep -v '^W:' || true
D=/srv/guest
mkdir -p "$D"
t=$(mktemp -d)
mkdir -p "$t"/{bin,proc,sys,dev,mod,etc}
cp "$(command -v busybox)" "$t/bin/busybox"
for a in sh mount insmod ip ping echo cat uname sleep ls poweroff reboot hostname mkdir dmesg grep free sed setsid dd tr; do ln -s busybox "$t/bin/$a"; done
for m in xen-netfront xen-blkfront cdrom isofs; do
	f=$(find "/usr/lib/modules/$K/kernel" -name "$m.ko*" | head -1)
	[ -z "$f" ] || cp "$f" "$t/mod/"
done
for f in "$t"/mod/*.xz; do [ ! -e "$f" ] || xz -d "$f"; done
for f in "$t"/mod/*.zst; do [ ! -e "$f" ] || zstd -q -d --rm "$f"; done
cat > "$t/init" <<'E'
#!/bin/sh
export PATH=/bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev 2>/dev/null
hostname labguest
for m in /mod/*.ko; do insmod $m; done
i=0; while [ ! -e /sys/class/net/eth0 ] && [ $i -lt 20 ]; do sleep 1; i=$((i+1)); done
ip link set lo up
a=$(sed -n 's/.*labip=\([0-9./]*\).*/\1/p' /proc/cmdline); a=${a:-10.0.2.60/24}
for d in /dev/xvd[b-z]; do
	[ "$(dd if=$d bs=1 skip=32808 count=6 2>/dev/null)" = CIDATA ] || continue
	mkdir -p /seed; mount -t iso9660 -o ro $d /seed
	hostname "$(sed -n 's/.*"local-hostname": *"\([^"]*\)".*/\1/p' /seed/meta-data)"
	a=$(tr -d '\n ' < /seed/network-config | sed -n 's/.*"addresses":\["\([^"]*\)".*/\1/p')
done
ip link set eth0 up && ip addr add $a dev eth0
echo "LABGUEST UP $(uname -r) hypervisor=$(cat /sys/hypervisor/type 2>/dev/null) mode=$(cat /sys/hypervisor/guest_type 2>/dev/null)"
ls /dev/xvd* 2>/dev/null && echo "LABGUEST DISK OK"
while :; do setsid sh -c 'exec sh </dev/hvc0 >/dev/hvc0 2>&1' 2>/dev/null || sh; sleep 1; done
E
chmod 755 "$t/init"
( cd "$t" && find . | cpio -o -H newc --quiet -R 0:0 | gzip -1 ) > "$D/initramfs.img"
cp "/usr/lib/modules/$K/vmlinuz" "$D/vmlinuz"
# The disk: GPT, and a file system with kernel, initramfs and the grub.cfg that GRUB of Xen looks for.
c=$(mktemp -d)
mkdir "$c/boot"
cp "$D/vmlinuz" "$D/initramfs.img" "$c/boot/"
printf '%s\n' 'linux /boot/vmlinuz console=hvc0' 'initrd /boot/initramfs.img' boot > "$c/boot/grub.cfg"
mke2fs -q -t ext4 -O ^metadata_csum_seed -d "$c" "$c.part" 60M
truncate -s 64M "$c.disk"
sgdisk -n 1:2048:+60M -t 1:8300 "$c.disk" > /dev/null
dd if="$c.part" of="$c.disk" bs=1M seek=1 conv=notrunc status=none
qemu-img convert -O qcow2 -c "$c.disk" "$D/cloud.qcow2"
rm -rf "$c" "$c.part" "$c.disk"
rm -rf "$t" /var/cache/apt/* /var/lib/apt/lists/* /tmp/* /var/log/*.log
ldconfig
