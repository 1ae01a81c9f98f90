/** Private subnets (RFC 1918) that few others use; the bridge has the first address. */
const candidates = ['192.168.223.1/24', '172.29.223.1/24', '10.223.223.1/24', '192.168.199.1/24', '10.199.199.1/24'];

/** The first that has no address in common with these (with prefix length; IPv6 is passed over). */
export function firstFree(used: readonly string[]): string {
  const free = candidates.find((candidate) => !used.some((address) => overlaps(candidate, address)));
  return free ?? candidates[0] ?? '';
}

const overlaps = (one: string, other: string): boolean => inside(bare(one), other) || inside(bare(other), one);
const bare = (address: string): string => address.replace(/\/.*$/, '');

/** Is an address in the subnet of another one, `192.0.2.17/24`? Both IPv4; false for anything else. */
export function inside(address: string, subnet: string): boolean {
  const [of = '', prefix = '32'] = subnet.split('/');
  const [one, other] = [number(address), number(of)];
  if (one === undefined || other === undefined) return false;
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(one / size) === Math.floor(other / size);
}

function number(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
