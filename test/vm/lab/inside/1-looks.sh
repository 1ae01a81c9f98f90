#!/bin/bash
# Runs in the new root file system (chroot): makes Debian's binaries look like an installed Arch.
set -euo pipefail
K=$(basename "$(ls -d /usr/lib/modules/*/ | head -1)")
for o in XEN XEN_DOM0 XEN_PV XEN_PVH XEN_NETDEV_BACKEND; do
	grep -qE "^CONFIG_$o=[ym]" "/boot/config-$K" || { echo "kernel $K has no CONFIG_$o"; exit 1; }
done

# one directory of programs: /usr/sbin -> bin
for f in /usr/sbin/*; do
	n=${f##*/}
	if [ -e "/usr/bin/$n" ] || [ -L "/usr/bin/$n" ]; then rm -f "$f"; else mv "$f" "/usr/bin/$n"; fi
done
rmdir /usr/sbin
ln -s bin /usr/sbin

cat > /usr/lib/os-release <<'E'
NAME="Arch Linux"
PRETTY_NAME="Arch Linux"
ID=arch
BUILD_ID=rolling
HOME_URL="https://archlinux.org/"
LOGO=archlinux-logo
E
ln -sf ../usr/lib/os-release /etc/os-release
: > /etc/arch-release
echo 'Not Arch Linux: the test lab of archxen, Debian binaries laid out like Arch.' > /etc/lab-release
rm -f /etc/debian_version /etc/resolv.conf
echo archlab > /etc/hostname
printf '127.0.0.1 localhost archlab\n::1 localhost\n' > /etc/hosts
echo LANG=C.UTF-8 > /etc/locale.conf
echo 'export LANG=C.UTF-8' > /etc/profile.d/locale.sh
echo 'export PATH=/usr/local/bin:/usr/bin:/bin' > /etc/profile.d/lab.sh
echo 'nameserver 10.0.2.3' > /etc/resolv.conf
printf 'Arch Linux \\r (\\l) [lab]\n\n' > /etc/issue
# the network as archinstall leaves it: DHCP by systemd-networkd
printf '[Match]\nName=en*\nName=eth*\n\n[Link]\nRequiredForOnline=routable\n\n[Network]\nDHCP=yes\n' > /etc/systemd/network/20-ethernet.network

# the kernel where Arch has it; /boot is filled when an image is sealed
mv "/boot/config-$K" "/usr/lib/modules/$K/config"
cp "/boot/vmlinuz-$K" "/usr/lib/modules/$K/vmlinuz"
echo linux > "/usr/lib/modules/$K/pkgbase"
rm -f /boot/* /vmlinuz* /initrd.img* /etc/kernel/postinst.d/* /etc/kernel/postrm.d/*
cd "/usr/lib/modules/$K/kernel"
rm -rf sound drivers/gpu drivers/media drivers/infiniband drivers/net/wireless drivers/isdn drivers/staging \
	drivers/net/ethernet/mellanox drivers/scsi/{qla2xxx,lpfc,mpt3sas,megaraid,aacraid}
depmod "$K"

cat > /etc/initramfs-tools/initramfs.conf <<'E'
MODULES=list
BUSYBOX=auto
KEYMAP=n
COMPRESS=zstd
COMPRESSLEVEL=3
DEVICE=
NFSROOT=auto
RUNSIZE=10%
FSTYPE=auto
E
printf '%s\n' virtio_pci virtio_blk virtio_scsi ahci sd_mod nvme ext4 crc32c_generic vfat xen-blkfront > /etc/initramfs-tools/modules
# shellcheck disable=SC2016
sed -i 's,/boot/config-\${version},/usr/lib/modules/${version}/config,g' /usr/bin/mkinitramfs /usr/share/initramfs-tools/hook-functions

install -D -m 0755 /dev/stdin /usr/bin/mkinitcpio <<'E'
#!/bin/bash
# The lab's stand-in for mkinitcpio: /boot/initramfs-linux.img by Debian's mkinitramfs, whatever the arguments.
case " $* " in *" -V "*|*" --version "*) echo "mkinitcpio 39 (lab)"; exit 0 ;; esac
k=$(basename "$(dirname "$(ls /usr/lib/modules/*/vmlinuz | head -1)")")
echo "==> Building image from preset: /etc/mkinitcpio.d/linux.preset: 'default'"
mkinitramfs -o /boot/initramfs-linux.img "$k" && echo "==> Initcpio image generation successful"
E
mkdir -p /etc/mkinitcpio.d
printf '%s\n' 'MODULES=()' 'BINARIES=()' 'FILES=()' 'HOOKS=(base udev autodetect microcode modconf kms keyboard keymap consolefont block filesystems fsck)' > /etc/mkinitcpio.conf
printf '%s\n' 'ALL_kver="/boot/vmlinuz-linux"' "PRESETS=('default')" 'default_image="/boot/initramfs-linux.img"' > /etc/mkinitcpio.d/linux.preset

cat > /etc/default/grub <<'E'
GRUB_DEFAULT=0
GRUB_TIMEOUT=2
GRUB_DISTRIBUTOR="Arch"
GRUB_CMDLINE_LINUX_DEFAULT="loglevel=3"
GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200"
GRUB_PRELOAD_MODULES="part_gpt part_msdos"
GRUB_TIMEOUT_STYLE=menu
GRUB_TERMINAL="console serial"
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
GRUB_DISABLE_RECOVERY=true
E
rm -f /etc/default/grub.d/* /etc/grub.d/{05_debian_theme,20_memtest86+}
