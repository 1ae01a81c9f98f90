# Appended to the lab's PKGBUILD of xen: with lab_plain_mkdir, build() cannot be run twice over the same files, as xen-qemu's cannot.
eval "lab_$(declare -f build)"
build() {
	[ -z "${lab_plain_mkdir:-}" ] || mkdir "$srcdir/build" || return 1
	lab_build
}
