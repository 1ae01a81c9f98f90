/** Why xl failed, in the person's words. */
export interface XlFailure {
  readonly id: string;
  readonly cause: string;
  readonly hint: string;
  /** The line of xl that says it. */
  readonly evidence: string;
}

interface Known {
  readonly id: string;
  readonly pattern: RegExp;
  readonly cause: (match: RegExpExecArray) => string;
  readonly hint: string;
}

/** A domain of this name is there already. */
const nameTaken = /Domain with name .+ already exists|domain already exists/i;

/** Most telling first: xl prints many lines after the one that counts. From real output of xl 4.17; libxl of 4.21 says the same. */
const known: readonly Known[] = [
  {
    id: 'missing-file',
    pattern: /failed to open file '([^']*)': No such file/,
    cause: ([, path]) => `The file ${path} is not there.`,
    hint: 'Correct kernel= or ramdisk= in the configuration; xl does not check them before.',
  },
  {
    id: 'kernel-too-large',
    pattern: /segment \S+ too large/,
    cause: () => 'The guest has too little memory for its kernel and initramfs.',
    hint: 'Give it more memory= (256 MiB or more for the kernel of a distribution).',
  },
  {
    id: 'no-memory',
    pattern: /can't allocate low memory for domain|Cannot allocate memory|not enough (?:free )?memory|failed to free memory/i,
    cause: () => 'The host has not so much memory free.',
    hint: 'Ask for less memory=, stop another guest, or give dom0 less. free_memory in "xl info" says what is left.',
  },
  {
    id: 'not-pvh',
    pattern:
      /(?:does not (?:support|have) .*PVH|not a (?:valid )?PVH kernel|no loader|Kernel not bootable|elf_xen_note_check: ERROR|not a Xen-ELF image)/i,
    cause: () => 'Xen cannot start this kernel in a guest of this kind.',
    hint: 'The kernel needs CONFIG_PVH (for type = "pvh") or CONFIG_XEN_PV (for type = "pv"); kernels of Arch have both.',
  },
  {
    id: 'no-bridge',
    pattern: /Could not find bridge device (\S+)/,
    cause: ([, bridge]) => `There is no bridge ${bridge}.`,
    hint: 'Make the bridge, or correct bridge= in the configuration. "ip link show type bridge" lists them.',
  },
  {
    id: 'slow-hotplug',
    pattern: /killing execution of (\S+).* because of timeout/,
    cause: ([, script]) => `dom0 was too slow: ${script} did not end within the 10 seconds that xl gives it.`,
    hint: 'Start the guest again when dom0 has less to do. If it never ends, run "journalctl -b -u systemd-udevd" and look at that script.',
  },
  {
    id: 'no-loop-device',
    pattern: /Failed to find an unused loop device/,
    cause: () => 'The kernel gives no loop device for the disk file.',
    hint: 'modprobe loop. If it has no such module, the running kernel was upgraded meanwhile: reboot first.',
  },
  {
    id: 'xenconsoled-down',
    pattern: /console tty: timed out/,
    cause: () => 'The console service of Xen does not run.',
    hint: 'systemctl restart xenconsoled.service, then start the guest again.',
  },
  {
    id: 'no-firmware',
    pattern: /failed to read BIOS file/,
    cause: () => 'The firmware file for the guest is missing.',
    hint: 'Install seabios for BIOS guests, or xen-edk2 for UEFI guests.',
  },
  {
    id: 'no-device-model',
    pattern: /device model (\S+) is not executable/,
    cause: ([, path]) => `The device model ${path} is not installed.`,
    hint: 'Install xen-qemu; HVM guests and qcow2 disks need it.',
  },
  {
    id: 'no-vnc-password',
    pattern: /-vnc \S*password=on\S*: Cipher backend does not support (?:the )?DES/,
    cause: () => 'This QEMU was built without DES, so its screen cannot ask for a password.',
    hint: 'Rebuild xen-qemu with gnutls installed, or make the guest with "vncPassword": false: the screen is for this host only (127.0.0.1).',
  },
  {
    id: 'missing-library',
    pattern: /error while loading shared libraries: (\S+): cannot open shared object/,
    cause: ([, library]) => `The device model (QEMU) lacks the library ${library}.`,
    hint: 'A package was upgraded under it: rebuild xen-qemu. Where the library is libnuma, pacman -S numactl is enough.',
  },
  {
    id: 'no-pv-drivers',
    pattern: /PV control interface not available/,
    cause: () => 'Nothing in the guest answers Xen: an HVM guest needs PV drivers for that.',
    hint: 'archxen domu stop NAME presses its power button, and archxen domu start NAME starts it again.',
  },
  {
    id: 'no-root',
    pattern: /ERROR: (?:Failed to mount|device) '([^']+)'|VFS: Unable to mount root fs on (\S+)/,
    cause: ([, device, root]) => `The guest does not find its root file system (${device ?? root}).`,
    hint: 'Its initramfs lacks xen-blkfront, or root= is wrong: archxen domu finish NAME mends both from dom0.',
  },
  {
    id: 'emergency',
    pattern: /You are in emergency mode|[Cc]ontrol-D to continue|Press Ctrl-D|Cannot open access to console, the root account is locked/,
    cause: () => 'The guest stopped in its emergency shell (the "ctrl-d" hang).',
    hint: 'Its initramfs lacks drivers or its fstab names a disk that is not there: archxen domu finish NAME rebuilds the initramfs.',
  },
  {
    id: 'guest-panic',
    pattern: /Kernel panic - not syncing: (.+)/,
    cause: ([, why]) => `The kernel of the guest panicked: ${why}`,
    hint: 'The lines above it on the console say more. on_crash = "preserve" keeps the guest to be looked at.',
  },
  {
    id: 'xend-rules',
    pattern: /socket:\/org\/xen\/xend\/udev_event/,
    cause: () => 'An old udev rule of Xen 4.4 or earlier is left over.',
    hint: 'Delete /etc/udev/rules.d/xend.rules: nothing uses it any more.',
  },
  {
    id: 'device-model-failed',
    pattern: /spawn failed \(rc=-3\)|device model did not start|Device Model already exited/i,
    cause: () => 'The device model (QEMU) did not start.',
    hint: 'Read /var/log/xen/qemu-dm-*.log. "ldd /usr/lib/xen/bin/qemu-system-i386" shows a missing library: then rebuild xen-qemu.',
  },
  {
    id: 'bootloader-failed',
    pattern: /bootloader failed - consult logfile (\S+)/,
    cause: () => 'The guest\'s boot loader program failed; the "xen" package has no pygrub.',
    hint: 'Use a PVH guest with kernel = "/usr/lib/xen/boot/pvhgrub", or give a kernel and an initramfs.',
  },
  {
    id: 'disk-failed',
    pattern: /unable to add disk devices|failed to open .*\.(?:img|raw|qcow2)|Disk (?:image )?does not exist/i,
    cause: () => 'A disk of the guest could not be attached.',
    hint: 'Look whether the path in disk= is there, and that no other guest has it.',
  },
  {
    id: 'name-taken',
    pattern: nameTaken,
    cause: () => 'A guest of this name runs already.',
    hint: '"archxen domu list" shows the guests.',
  },
  {
    id: 'no-such-domain',
    pattern: /(\S+) is an invalid domain identifier/,
    cause: ([, name]) => `No guest ${name} is running.`,
    hint: '"archxen domu list" shows the guests.',
  },
  {
    id: 'syntax',
    pattern: /config parsing error near|Failed to parse config/,
    cause: () => 'The configuration has a line that xl does not understand.',
    hint: 'Text values stand in quotes, lists in [ ].',
  },
  {
    id: 'not-xen',
    pattern: /Could not obtain handle on privileged command interface|cannot init xl context/,
    cause: () => 'xl does not reach the hypervisor.',
    hint: 'The host is not booted into Xen, or /proc/xen is not mounted: systemctl start proc-xen.mount. xl needs root.',
  },
];

/** The cause behind the words of a failed xl; undefined: an unknown one. */
export function explainXlFailure(stderr: string): XlFailure | undefined {
  const lines = stderr.split('\n');
  for (const { id, pattern, cause, hint } of known) {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match !== null) return { id, cause: cause(match), hint, evidence: line.trim() };
    }
  }
  return undefined;
}

/** Did xl start nothing because a domain of that name was there, whatever else it printed? */
export const isNameTaken = (said: string): boolean => nameTaken.test(said);

/** The lines of xl that say most, for an error without a known cause: the first ones, without the clean-up that follows. */
export const tellingLines = (stderr: string): readonly string[] =>
  stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^Parsing config|Non-existant domain|Unable to destroy guest|Destruction of domain failed/.test(line))
    .slice(0, 6);
