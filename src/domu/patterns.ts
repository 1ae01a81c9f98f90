import * as z from 'zod/mini';

/** Names that are safe as a domain name, a file name and a word of a command line. Digits alone would be a domain's id to xl. */
export const guestNamePattern = '^(?![0-9]+$)[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$';

/** An absolute path of printable ASCII, without a blank or a slash at its end. The wizard's prompts use the same text. */
export const pathPattern = '^/[\\x21-\\x7e]*[\\x21-\\x2e\\x30-\\x7e]$';
/** xl's disk and vif texts are split at commas, and mount(8) and lvm(8) have characters of their own. */
const plainFrom = (start: string): string => `^(?!.*[,;"'\\\\#])${start}[\\x21-\\x7e]*[\\x21-\\x2e\\x30-\\x7e]$`;
export const plainPathPattern = plainFrom('/');

/** A text of a pattern; when it does not fit, `words` says what it should be, not the pattern. */
const text = (pattern: RegExp | string, words: string): z.ZodMiniString =>
  z.string().check(z.regex(new RegExp(pattern), { error: `it should be ${words}` }));

/** Options of a discriminated union: an unknown kind is told which there are. */
export const oneOf = (
  kinds: readonly string[],
): { readonly error: (issue: { readonly code?: string | undefined }) => string | undefined } => ({
  error: ({ code }) => (code === 'invalid_union' ? `it should be one of ${kinds.join(', ')}` : undefined),
});

const absolute = 'a whole path from / on, without blanks and without / at its end';
export const guestName = text(guestNamePattern, 'letters, digits, ".", "_" and "-", a letter or digit first, not digits alone, 63 at most');
export const path = text(pathPattern, absolute);
export const plainPath = text(plainPathPattern, `${absolute}, nor any of , ; " ' \\ # in it`);
export const devicePath = text(plainFrom('/dev/'), 'the path of a device, from /dev/ on, without blanks');
export const oneLine = text(/^[\x20-\x7e]*$/, 'one line of ASCII characters');
export const networkName = text(/^[a-zA-Z0-9._-]{1,15}$/, 'the name of an interface: letters, digits, ".", "_" and "-", 15 at most');
export const macAddress = text(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'a MAC address in small letters, like 00:16:3e:1a:2b:3c');
/** PCI address with its domain, as in /sys/bus/pci/devices. */
export const pciAddress = text(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/, 'a PCI address with its domain, like 0000:03:00.0');
export const sizeGiB = z.int().check(z.minimum(1), z.maximum(65536));
/** lvm(8): a volume group or logical volume. */
export const volumeName = text(
  /^(?!\.{1,2}$)[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]{0,100}$/,
  'a name of LVM: letters, digits, "+", "_", "." and "-", not "-" first',
);
/** zfs(8): pool and datasets. */
export const zfsName = text(/^[a-zA-Z][a-zA-Z0-9_.:-]*(\/[a-zA-Z0-9_.:-]+)+$/, 'a volume of ZFS with its pool, like tank/guests/web');
/** useradd(8)'s names. */
export const userName = text(/^[a-z_][a-z0-9_-]{0,31}$/, 'a name of an account: small letters, digits, "_" and "-", not a digit first');
export const hostName = text(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/, 'a host name: letters, digits and "-", 63 at most');
/** A line of authorized_keys, without options before the type. */
export const sshKey = text(
  /^(ssh-[a-z0-9]+|ecdsa-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [\x20-\x7e]*)?$/,
  'a public ssh key as it stands in a .pub file, like "ssh-ed25519 AAAA... anna@desk"',
);
/** crypt(5): $6$ (SHA-512), $y$ (yescrypt) and so on; never the password itself. */
export const passwordHash = text(
  /^\$(5|6|y|gy|2[aby]|7)\$[\x21-\x39\x3b-\x7e]{20,}$/,
  'the hash of a password, as "openssl passwd -6" prints it',
);
export const addressWithPrefix = text(
  /^(\d{1,3}\.){3}\d{1,3}\/([0-9]|[12][0-9]|3[0-2])$/,
  'an IPv4 address with its prefix, like 192.0.2.9/24',
);
export const address = text(/^(\d{1,3}\.){3}\d{1,3}$/, 'an IPv4 address, like 192.0.2.1');
