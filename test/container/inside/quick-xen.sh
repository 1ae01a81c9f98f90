# Appended to the lab's PKGBUILD of xen: the same ways to fail, but it packs only the hypervisor and the units, which takes seconds.
prepare() {
	[ "${lab_build_fail:-}" != prepare ] || { echo "lab: asked to fail in prepare()"; return 1; }
	echo "lab: MAKEFLAGS is ${MAKEFLAGS:-not set}"
	mkdir -p root
	local hypervisor=(debs/xen-hypervisor-*.deb)
	ar p "${hypervisor[0]}" "$(ar t "${hypervisor[0]}" | grep '^data\.tar')" | bsdtar -xf - -C root
}
package_xen() {
	depends=('zlib' 'lib32-glibc' 'yajl')
	[ "${lab_build_fail:-}" != package ] || { echo "lab: asked to fail in package_xen()"; return 1; }
	if [ -n "${lab_pack_waits:-}" ]; then
		echo "lab: packing waits for $lab_pack_waits"
		until [ -e "$lab_pack_waits" ]; do sleep 1; done
	fi
	install -D -m 0644 "$srcdir/root/boot/xen-${_debver}-amd64.gz" "$pkgdir${_boot_dir}/xen.gz"
	install -D -m 0644 "$srcdir/root/boot/xen-${_debver}-amd64.efi" "$pkgdir${_efi_dir}/xen.efi"
	install -D -m 0644 "$srcdir/xen.conf" "$pkgdir/usr/lib/modules-load.d/xen.conf"
	install -D -m 0644 -t "$pkgdir/usr/lib/systemd/system" "$srcdir"/*.service "$srcdir"/proc-xen.mount
}
package_xen-docs() {
	install -D -m 0644 "$srcdir/xen.conf" "$pkgdir/usr/share/doc/xen/xen.conf"
}
