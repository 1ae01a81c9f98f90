#!/usr/bin/env python3
"""
Whose rights the processes of builds have, told by the kernel's process events: a fork hands them on, and each change of
them is an event of its own (setuid programs too), so none can come and go unseen. A build is makepkg with all that
descends from it. Runs until its input ends, then prints what it saw as JSON.

  build-rights.py INIT     INIT: the first process of the container
"""
import json
import os
import select
import socket
import struct
import sys

NETLINK_CONNECTOR, CN_IDX_PROC, CN_VAL_PROC, LISTEN = 11, 1, 1, 1
FORK, EXEC, UID, EXIT = 0x1, 0x2, 0x4, 0x80000000
SO_RCVBUFFORCE = 33
HEADERS = 16 + 20  # nlmsghdr, cn_msg


def listen():
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_CONNECTOR)
    events.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
    events.bind((0, CN_IDX_PROC))
    order = struct.pack("=IIIIHHI", CN_IDX_PROC, CN_VAL_PROC, 0, 0, 4, 0, LISTEN)
    events.send(struct.pack("=IHHII", 16 + len(order), 3, 0, 0, 0) + order)
    return events


def look(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""


def is_makepkg(pid, space):
    try:
        if os.readlink(f"/proc/{pid}/ns/pid") != space:
            return False
    except OSError:
        return False
    words = look(pid, "cmdline").split(b"\0")[:2]
    return any(os.path.basename(word) == b"makepkg" for word in words)


def rights(pid):
    for line in look(pid, "status").decode().split("\n"):
        if line.startswith("Uid:"):
            return tuple(int(number) for number in line.split()[1:3])
    return None


def watch(init):
    space = os.readlink(f"/proc/{init}/ns/pid")
    events = listen()
    running = {}  # pid: (real, effective)
    seen = {"builds": 0, "processes": 0, "programs": 0, "rights": set(), "root": []}

    def has(pid, now):
        running[pid] = now
        seen["rights"].add(now)
        if 0 in now:
            seen["root"].append(look(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace") or f"process {pid}")

    print("listening", flush=True)
    while True:
        ready, _, _ = select.select([events, sys.stdin], [], [])
        if events in ready:
            # an overflow is an error here (ENOBUFS): what was lost might be what is looked for
            data = events.recv(4096)
            (what,) = struct.unpack_from("=I", data, HEADERS)
            one, _, three, four = struct.unpack_from("=IIII", data, HEADERS + 16)
            if what == FORK and one in running:
                seen["processes"] += 1
                has(three, running[one])
            elif what == EXEC and one in running:
                seen["programs"] += 1
            elif what == EXEC and is_makepkg(one, space):
                seen["builds"] += 1
                seen["processes"] += 1
                has(one, rights(one))
            elif what == UID and one in running:
                has(one, (three, four))
            elif what == EXIT:
                running.pop(one, None)
        elif sys.stdin in ready:
            break
    seen["rights"] = sorted(seen["rights"])
    print(json.dumps(seen), flush=True)


watch(int(sys.argv[1]))
