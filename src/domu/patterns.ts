import * as z from 'zod/mini';

/** Names that are safe as a domain name, a file name and a word of a command line. Digits alone would be a domain's id to xl. */
export const guestNamePattern = '^(?![0-9]+$)[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$';

export const path = z.string().check(z.regex(/^\/[\x21-\x7e]*[^/\s]$/));
/** xl's disk and vif texts are split at commas, and mount(8) and lvm(8) have characters of their own. */
export const plainPath = path.check(z.regex(/^[^,;"'\\#]+$/));
export const oneLine = z.string().check(z.regex(/^[\x20-\x7e]*$/));
export const networkName = z.string().check(z.regex(/^[a-zA-Z0-9._-]{1,15}$/));
export const macAddress = z.string().check(z.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/));
export const sizeGiB = z.int().check(z.minimum(1), z.maximum(65536));
/** lvm(8): a volume group or logical volume. */
export const volumeName = z.string().check(z.regex(/^(?!\.{1,2}$)[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]{0,100}$/));
/** zfs(8): pool and datasets, `tank/guests/web`. */
export const zfsName = z.string().check(z.regex(/^[a-zA-Z][a-zA-Z0-9_.:-]*(\/[a-zA-Z0-9_.:-]+)+$/));
/** useradd(8)'s names. */
export const userName = z.string().check(z.regex(/^[a-z_][a-z0-9_-]{0,31}$/));
export const hostName = z.string().check(z.regex(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/));
/** A line of authorized_keys, without options before the type. */
export const sshKey = z.string().check(z.regex(/^(ssh-[a-z0-9]+|ecdsa-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [\x20-\x7e]*)?$/));
/** crypt(5): $6$ (SHA-512), $y$ (yescrypt) and so on; never the password itself. */
export const passwordHash = z.string().check(z.regex(/^\$(5|6|y|gy|2[aby]|7)\$[\x21-\x39\x3b-\x7e]{20,}$/));
export const addressWithPrefix = z.string().check(z.regex(/^(\d{1,3}\.){3}\d{1,3}\/([0-9]|[12][0-9]|3[0-2])$/));
export const address = z.string().check(z.regex(/^(\d{1,3}\.){3}\d{1,3}$/));
