/** What every restore.sh begins with; POSIX sh, and only what busybox has. Tabs, because it is a shell script. */
export const scriptHead = `#!/bin/sh
# Written by archxen: brings the files of this host back as they were before it, without archxen and without Node.
#
# From a rescue system: mount the host's root and, below it, its boot volume where they belong, then
#     sh archxen-restore.sh /mnt
# On the host itself:
#     sh archxen-restore.sh /
# It may be run again. What it cannot do without the running host, it says at the end.

set -u
umask 077
LC_ALL=C
export LC_ALL

top=$(cd -P -- "\${1:?give the root of the host: / or /mnt}" && pwd -P) || exit 64
[ "$top" = / ] && top=
bad=0
kept=

complain() {
	printf 'archxen: %s\\n' "$*" >&2
	bad=1
}

# PATH: sets $dir and $at. No link may lead out of the host's root.
place() {
	dir=$(cd -P -- "$top\${1%/*}/" 2>/dev/null && pwd -P && echo x) || return 1
	dir=\${dir%?x}
	at=\${dir%/}/\${1##*/}
	case \${dir%/}/ in
	"$top"/*) ;;
	*)
		complain "$1 leads out of the host's root"
		return 1
		;;
	esac
}

# PATH: what a write that was cut off left beside it.
sweep() {
	rm -f -- "\${dir%/}/.\${1##*/}.archxen-tmp"
}

digest() {
	set -- "$(sha256sum <"$1" 2>/dev/null)"
	printf %s "\${1%% *}"
}

# PATH WRITTEN ORIGINAL (digests): what somebody else wrote since is kept for them.
keep() {
	[ -f "$at" ] || return 0
	now=$(digest "$at")
	[ "$2" = any ] || [ "$now" = "$2" ] || [ "$now" = "$3" ] || [ -z "$now" ] && return 0
	kept=$top/var/lib/archxen/drifted/restore$1
	mkdir -p -- "\${kept%/*}" && cp -p -- "$at" "$kept" && printf 'archxen: %s was edited since: kept as %s\\n' "$1" "\${kept#"$top"}"
}

# PATH MODE UID GID WRITTEN DIGEST: gives the file the bytes that content prints.
put() {
	at=
	kept=
	place "$1" || {
		complain "$1: its folder is not there. Is its file system mounted?"
		at=
		return
	}
	if [ -d "$at" ] && [ ! -L "$at" ]; then
		complain "$1 is a folder now"
		at=
		return
	fi
	sweep "$1"
	new=$dir/.archxen-restore.tmp
	rm -f -- "$new"
	content >"$new"
	sum=$(digest "$new")
	if [ -n "$sum" ] && [ "$sum" != "$6" ]; then
		complain "$1 could not be written whole"
		rm -f -- "$new"
		at=
		return
	fi
	keep "$1" "$5" "$6"
	# A FAT volume has neither owners nor modes.
	chown "$3:$4" "$new" 2>/dev/null || printf 'archxen: the owner of %s stays\\n' "$1"
	chmod "$2" "$new" 2>/dev/null || printf 'archxen: the mode of %s stays\\n' "$1"
	[ -L "$at" ] && rm -f -- "$at"
	mv -f -- "$new" "$at" || complain "$1 could not be replaced"
	printf 'restored %s\\n' "$1"
}

# COMMAND: of a made file that was put last: where a newer one was there, the old one may not fit the host any more.
made() {
	[ -z "$kept" ] || printf 'archxen: it may name kernels that are gone: before a restart, run in the host (arch-chroot): %s\\n' "$1"
}

# PROGRAM ARGUMENTS: this system's own program for $at, else the host's: a rescue shell may have none.
on_attributes() {
	program=$1
	shift
	if command -v "$program" >/dev/null; then
		"$program" "$@" -- "$at"
	else
		[ -n "$top" ] && chroot "$top" "/usr/bin/$program" "$@" -- "\${at#"$top"}"
	fi 2>/dev/null
}

# NAME BASE64: an extended attribute of the file that was put last.
attribute() {
	[ -n "$at" ] || return 0
	on_attributes setfattr -n "$1" -v "0s$2" && on_attributes getfattr -n "$1" -e base64 --absolute-names | grep -qxF "$1=0s$2" ||
		complain "the extended attribute $1 of \${at#"$top"} could not be set; by hand: setfattr -n $1 -v 0s$2 \${at#"$top"}"
}

# PATH WRITTEN
gone() {
	place "$1" || return 0
	sweep "$1"
	if [ -e "$at" ] || [ -L "$at" ]; then
		keep "$1" "$2" -
		rm -f -- "$at" || complain "$1 could not be removed"
		printf 'removed %s\\n' "$1"
	fi
}

# PATH TARGET
symlink() {
	place "$1" || {
		complain "$1: its folder is not there. Is its file system mounted?"
		return
	}
	sweep "$1"
	rm -f -- "$at" && ln -s -- "$2" "$at" || complain "$1 could not be linked"
	printf 'linked %s\\n' "$1"
}

# UNIT: no link starts it at boot. Its file may go with the next lines, and then systemctl no longer knows of the links.
disabled() {
	for wants in "$top"/etc/systemd/system/*.wants "$top"/etc/systemd/system/*.requires; do
		place "\${wants#"$top"}/$1" || continue
		[ -L "$at" ] || continue
		rm -f -- "$at" || complain "$1 could not be disabled"
		# As systemctl does with a folder that is empty then.
		rmdir -- "$dir" 2>/dev/null || :
		printf 'disabled %s\n' "$1"
	done
}

# PATH
no_folder() {
	place "$1" || return 0
	rm -f -- "$at"/.*.archxen-tmp
	rmdir -- "$at" 2>/dev/null || :
}

# PATH MODE UID GID
folder() {
	place "$1" || {
		complain "$1: its parent is not there. Is its file system mounted?"
		return
	}
	[ -d "$at" ] || mkdir -- "$at" && chown "$3:$4" "$at" && chmod "$2" "$at" || complain "$1 could not be made"
}

`;
