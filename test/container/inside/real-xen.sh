# Appended to the lab's PKGBUILD of xen: the hypervisor is compiled from Xen's own source; of the tools there are the units only.
source+=("file:///srv/aur/sources/xen-source.tar")
sha512sums+=('SKIP')
prepare() {
	cd "$srcdir"/xen-[0-9]*/
	make -C xen defconfig
}
build() {
	cd "$srcdir"/xen-[0-9]*/
	make -C xen
}
package_xen() {
	depends=('zlib' 'lib32-glibc' 'yajl')
	cd "$srcdir"/xen-[0-9]*/
	install -D -m 0644 xen/xen.gz "$pkgdir${_boot_dir}/xen.gz"
	install -D -m 0644 xen/xen.efi "$pkgdir${_efi_dir}/xen.efi"
	install -D -m 0644 "$srcdir/xen.conf" "$pkgdir/usr/lib/modules-load.d/xen.conf"
	install -D -m 0644 -t "$pkgdir/usr/lib/systemd/system" "$srcdir"/*.service "$srcdir"/proc-xen.mount
}
package_xen-docs() {
	install -D -m 0644 "$srcdir/xen.conf" "$pkgdir/usr/share/doc/xen/xen.conf"
}
