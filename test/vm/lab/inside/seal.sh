#!/bin/bash
# Runs once inside a new machine: puts the boot loader on the disk by its own installer, writes fstab.
# Usage: seal.sh uefi-systemd-boot|uefi-grub|uefi-efistub|uefi-refind|bios-grub|bios-syslinux
set -euxo pipefail
V=$1
cd /root
RU=$(blkid -s UUID -o value /dev/vda2)
LINE="root=UUID=$RU rw console=tty0 console=ttyS0,115200"
case $V in
uefi-*) mkfs.fat -F 32 -n ESP /dev/vda1; mount /dev/vda1 /boot ;;
# Syslinux 6.04 reads ext4 without these two features only
bios-syslinux) mkfs.ext4 -q -O ^64bit,^metadata_csum -L archboot /dev/vda1; mount /dev/vda1 /boot ;;
esac
cp vmlinuz-linux initramfs-linux.img /boot/
printf '# <file system> <dir> <type> <options> <dump> <pass>\nUUID=%s / ext4 rw,relatime 0 1\n' "$RU" > /etc/fstab
case $V in
uefi-*) printf 'UUID=%s /boot vfat rw,relatime,fmask=0022,dmask=0022,codepage=437,iocharset=ascii,shortname=mixed,utf8,errors=remount-ro 0 2\n' "$(blkid -s UUID -o value /dev/vda1)" >> /etc/fstab ;;
bios-syslinux) printf 'UUID=%s /boot ext4 rw,relatime 0 2\n' "$(blkid -s UUID -o value /dev/vda1)" >> /etc/fstab ;;
esac
case $V in
uefi-systemd-boot)
	bootctl install --esp-path=/boot
	printf 'default arch.conf\ntimeout 2\nconsole-mode keep\n' > /boot/loader/loader.conf
	mkdir -p /boot/loader/entries
	printf 'title   Arch Linux\nlinux   /vmlinuz-linux\ninitrd  /initramfs-linux.img\noptions %s\n' "$LINE" > /boot/loader/entries/arch.conf ;;
uefi-grub)
	grub-install --target=x86_64-efi --efi-directory=/boot --boot-directory=/boot --bootloader-id=GRUB
	grub-mkconfig -o /boot/grub/grub.cfg ;;
uefi-efistub)
	efibootmgr --create --disk /dev/vda --part 1 --label 'Arch Linux' --loader '\vmlinuz-linux' \
		--unicode "$LINE initrd=\\initramfs-linux.img" ;;
uefi-refind)
	# not straight into /: its /usr/sbin would take the place of Arch's link
	dpkg -x refind.deb refind && cp -r refind/usr/share/refind /usr/share/ && rm -r refind refind.deb
	/usr/share/refind/refind-install --yes
	sed -i 's/^timeout .*/timeout 2/' /boot/EFI/refind/refind.conf
	printf '"Boot with standard options" "%s initrd=\\initramfs-linux.img"\n' "$LINE" > /boot/refind_linux.conf ;;
bios-grub)
	grub-install --target=i386-pc --boot-directory=/boot /dev/vda
	grub-mkconfig -o /boot/grub/grub.cfg ;;
bios-syslinux)
	# where Arch has them
	mv /usr/lib/syslinux/modules/bios /usr/lib/syslinux/bios
	mkdir -p /boot/syslinux
	extlinux --install /boot/syslinux
	# as syslinux-install_update would, but without what Xen needs: that is for archxen to bring
	cp /usr/lib/syslinux/bios/{menu,libutil}.c32 /boot/syslinux/
	dd if=/usr/lib/syslinux/mbr/mbr.bin of=/dev/vda bs=440 count=1 conv=notrunc status=none
	cat > /boot/syslinux/syslinux.cfg <<X
SERIAL 0 115200
DEFAULT arch
PROMPT 0
TIMEOUT 20
UI menu.c32

MENU TITLE Arch Linux

LABEL arch
    MENU LABEL Arch Linux
    LINUX ../vmlinuz-linux
    APPEND $LINE
    INITRD ../initramfs-linux.img
X
	;;
esac
rm -f seal.sh vmlinuz-linux initramfs-linux.img
sync
