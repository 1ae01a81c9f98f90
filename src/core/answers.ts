import * as z from 'zod/mini';

/** Kinds of guests (domUs) that this host shall be able to run. */
export const guestKinds = ['pvh', 'pv', 'hvm', 'uefi'] as const;
export type GuestKind = (typeof guestKinds)[number];

/** Packages that no kind of guest needs, but a person may want. */
export const extraPackages = ['xen-docs', 'xen-grub-pvh', 'xen-grub-pv64'] as const;
export type ExtraPackage = (typeof extraPackages)[number];

const name = z.string().check(z.regex(/^[a-zA-Z0-9@._+-]+$/));

/** What the person chose: one key a step. The TUI, answers files and the journal use the same. */
export const answersSchema = z.strictObject({
  v: z.literal(1),
  guests: z.strictObject({
    kinds: z.array(z.enum(guestKinds)),
  }),
  build: z.strictObject({
    /** `repository`, `directory`: install what another host built and `archxen packages DIR` wrote; nothing is built here. */
    source: z._default(z.enum(['aur', 'repository', 'directory']), 'aur'),
    /** Of the last two: the address in front of archxen.db, or the folder. */
    place: z._default(z.string().check(z.regex(/^((https?|file):\/\/\S+|\/\S+)?$/)), ''),
    /** Are the packages there signed by a key that this host's pacman trusts? */
    signed: z._default(z.boolean(), false),
    /** Base of the package bases' git addresses: `<url>/xen.git`. */
    url: z.string().check(z.regex(/^(https?|ssh|file|git):\/\/\S+$/)),
    branch: z.string().check(z.regex(/^[A-Za-z0-9._/-]+$/)),
    stubdom: z.boolean(),
    extras: z._default(z.array(z.enum(extraPackages)), []),
    /** What only the build needed is removed again. */
    tidy: z._default(z.boolean(), false),
    /** Of UEFI guests: `xen-edk2` is made for Xen; `edk2-ovmf` is the repositories' own, without a build. */
    firmware: z._default(z.enum(['xen-edk2', 'edk2-ovmf']), 'xen-edk2'),
    /** The user that makepkg runs as. */
    user: z.string().check(z.regex(/^[a-z_][a-z0-9_-]*$/)),
    jobs: z.int().check(z.minimum(1), z.maximum(1024)),
    /** On the host itself, in devtools' clean chroot, in a container with a root of its own. */
    where: z._default(z.enum(['in-place', 'chroot', 'container']), 'in-place'),
    /** Who the packages say made them: `Ada <ada@example.org>`; empty: makepkg's own "Unknown Packager". */
    packager: z._default(z.string().check(z.regex(/^[^\n"'`$\\]*$/)), ''),
    /** Compile through ccache, so that the next build of the same sources is quick. */
    ccache: z._default(z.boolean(), false),
    /** Further variables of makepkg's environment. */
    variables: z.record(z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/)), z.string()),
  }),
  dom0: z.strictObject({
    memoryMiB: z.int().check(z.minimum(512), z.maximum(4194304)),
    vcpus: z.int().check(z.minimum(1), z.maximum(4096)),
  }),
  network: z.strictObject({
    /**
     * `bridge`: move the uplink into a bridge; `nat`: a bridge without the uplink, with a subnet of its own behind this host's
     * address; `none`: leave the network as it is.
     */
    mode: z.enum(['bridge', 'nat', 'none']),
    bridge: name,
    uplink: z.string(),
    /** With `nat`: the bridge's own address and the prefix length of the guests' subnet, `192.168.223.1/24`. */
    subnet: z._default(z.string().check(z.regex(/^((\d{1,3}\.){3}\d{1,3}\/\d{1,2})?$/)), ''),
    /** Seconds until the bridge is taken back when nobody confirms. */
    windowSeconds: z.int().check(z.minimum(10), z.maximum(3600)),
  }),
  boot: z.strictObject({
    /** Boot loader's id, or `none`: archxen does not touch the boot path. */
    loader: z.enum(['systemd-boot', 'grub', 'efistub', 'syslinux', 'refind', 'limine', 'none']),
    /** Package name of dom0's kernel: `linux`, `linux-lts`. */
    kernel: name,
    /** `once`: the next boot is Xen, the one after it Linux; `by-hand`: the person picks the entry. */
    trial: z.enum(['once', 'by-hand']),
    /** Added to Xen's command line. */
    xenOptions: z.string().check(z.regex(/^[\x20-\x7e]*$/)),
    /** Added to dom0's kernel command line. */
    kernelOptions: z.string().check(z.regex(/^[\x20-\x7e]*$/)),
    /** A green verify at boot makes Xen the default without asking. */
    confirmByItself: z.boolean(),
    /** A further entry for Xen that writes all it does to the console. Answers of version 0.1.0 may lack it. */
    rescue: z._default(z.boolean(), true),
    /** Console of Xen on a serial port: `none`, `com1,115200,8n1`, or `auto`: as the running Linux uses it. */
    serial: z._default(z.string().check(z.regex(/^(auto|none|com[12],[0-9]+,[78][noe][12])$/)), 'auto'),
    /** What starts Xen from EFI: xen.efi beside its `files`, or one `unified` image with all of them inside. */
    image: z._default(z.enum(['files', 'unified']), 'files'),
    /** A trial boot that is judged red: `reboot` leads back to Linux by itself, `stay` leaves it to the person. */
    onRed: z._default(z.enum(['reboot', 'stay']), 'reboot'),
    /** Xen's watchdogs on itself and on dom0: for the time of the trial, `always`, or `off`. */
    watchdog: z._default(z.enum(['trial', 'always', 'off']), 'trial'),
  }),
  services: z.strictObject({
    /** xendomains: start the guests in /etc/xen/auto at boot. */
    autostart: z.boolean(),
  }),
});

export type Answers = z.infer<typeof answersSchema>;
export type AnswersKey = Exclude<keyof Answers, 'v'>;
