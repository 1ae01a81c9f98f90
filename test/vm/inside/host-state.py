"""Prints the state of a host as JSON: files, packages, units, boot variables, network. Runs inside a machine or container.

Usage: host-state.py [INTERFACE [INDEX]]     Two states of the same host can be compared by test/vm/host-state.mjs.

INDEX is a file. It is written where it is not there; where it is, what has not changed since by its ctime is not read again,
as git does with its index. Reading all takes a minute in an emulated machine.
"""
import glob
import hashlib
import json
import os
import stat
import subprocess
import sys

# Not part of a host's lasting state, or (logs, caches, archxen's own journal) kept on purpose.
LEFT_OUT = ("/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/var/log", "/var/cache", "/var/lib/archxen", "/lost+found")


class Index:
    """What was read of the root file system; not of others, as FAT keeps no ctime, which content, mode, owner and xattrs all change."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        self.found = {}
        self.device = os.stat("/").st_dev
        if path and os.path.exists(path):
            with open(path) as f:
                self.known = json.load(f)

    def describe(self, path, s):
        mark = [s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns]
        before = self.known.get(path) if s.st_dev == self.device else None
        told = before[1] if before and before[0] == mark else describe(path, s)
        if not self.known:
            self.found[path] = [mark, told]
        return told

    def write(self):
        if not self.path or self.known:
            return
        with open(self.path, "w") as f:
            json.dump(self.found, f)


def digest(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for block in iter(lambda: f.read(1 << 20), b""):
            h.update(block)
    return h.hexdigest()


def xattrs(path):
    try:
        return {n: os.getxattr(path, n, follow_symlinks=False).hex() for n in sorted(os.listxattr(path, follow_symlinks=False))}
    except OSError:
        return {}


def describe(path, s):
    kind = stat.S_IFMT(s.st_mode)
    out = [oct(stat.S_IMODE(s.st_mode)), s.st_uid, s.st_gid]
    if kind == stat.S_IFREG:
        out = ["file", *out, digest(path)]
    elif kind == stat.S_IFLNK:
        out = ["link", s.st_uid, s.st_gid, os.readlink(path)]
    elif kind == stat.S_IFDIR:
        out = ["directory", *out]
    else:
        out = ["other", *out, s.st_rdev]
    more = xattrs(path)
    return out + ([more] if more else [])


def files(index):
    found = {}
    todo = ["/"]
    while todo:
        directory = todo.pop()
        for entry in os.scandir(directory):
            path = os.path.join(directory, entry.name)
            if path in LEFT_OUT:
                continue
            try:
                found[path] = index.describe(path, entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue
            if entry.is_dir(follow_symlinks=False):
                todo.append(path)
    index.write()
    return found


def run(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=120)
    return done.stdout


def lines(*argv):
    return sorted(line.strip() for line in run(*argv).splitlines() if line.strip())


def units():
    """Enablement of all units; what systemd makes under /run is not lasting."""
    found = {}
    for line in run("systemctl", "list-unit-files", "--no-legend", "--no-pager", "--plain").splitlines():
        name, state = line.split()[:2]
        if state not in ("transient", "generated"):
            found[name] = state
    return found


def efi_variables():
    found = {}
    for path in glob.glob("/sys/firmware/efi/efivars/*"):
        with open(path, "rb") as f:
            found[os.path.basename(path)] = f.read().hex()
    return found


def network(interface):
    """What `ip -j` says of the uplink, the links and the routes, without indexes and life times."""
    passing = ("ifindex", "link_index", "link_netnsid", "valid_life_time", "preferred_life_time", "expires")

    def lasting(record):
        return {k: v for k, v in sorted(record.items()) if k not in passing and k != "addr_info"}

    uplink = [
        {**lasting(link), "addresses": sorted(([*lasting(a).items()] for a in link["addr_info"]), key=str)}
        for link in json.loads(run("ip", "-j", "addr", "show", "dev", interface) or "[]")
        if link
    ]
    routes = [lasting(r) for version in ("-4", "-6") for r in json.loads(run("ip", "-j", version, "route") or "[]")]
    links = sorted(link["ifname"] for link in json.loads(run("ip", "-j", "link") or "[]") if link)
    return {"uplink": uplink, "routes": sorted(routes, key=str), "links": links, "resolver": digest("/etc/resolv.conf")}


def grubenv():
    path = "/boot/grub/grubenv"
    return digest(path) if os.path.exists(path) else None


interface = sys.argv[1] if len(sys.argv) > 1 else "enp0s3"
print(
    json.dumps(
        {
            "files": files(Index(sys.argv[2] if len(sys.argv) > 2 else None)),
            "packages": lines("pacman", "-Q"),
            "explicit": lines("pacman", "-Qqe"),
            "dependencies": lines("pacman", "-Qqd"),
            "units": units(),
            "failed": lines("systemctl", "list-units", "--failed", "--no-legend", "--plain", "--no-pager"),
            "variables": efi_variables(),
            "grubenv": grubenv(),
            "network": network(interface),
        }
    )
)
