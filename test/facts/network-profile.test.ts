import { expect, it } from '@jest/globals';
import { profilePath, withoutSecrets } from '../../src/facts/network-profile.ts';

it('finds the keyfile among terse lines, with colons and backslashes in its name', () => {
  const terse = 'aaaa:/etc/NetworkManager/system-connections/one.nmconnection\nbbbb:/etc/a\\:b\\\\c.nmconnection\ncccc:\n';
  expect(profilePath(terse, 'aaaa')).toBe('/etc/NetworkManager/system-connections/one.nmconnection');
  expect(profilePath(terse, 'bbbb')).toBe('/etc/a:b\\c.nmconnection');
  expect(profilePath(terse, 'cccc')).toBeUndefined();
  expect(profilePath(terse, 'dddd')).toBeUndefined();
});

it('leaves secrets out, and nothing else', () => {
  const kept = '[connection]\nid=home\n\n[ipv6]\ntoken=::1\n';
  const secrets = [
    'psk=tiger',
    'password=tiger',
    'private-key-password=tiger',
    'wep-key0=tiger',
    'leap-password=tiger',
    'pin=1234',
    'secrets-x=tiger',
    'wake-on-lan-password=tiger',
  ];
  expect(withoutSecrets(`${kept}${secrets.join('\n')}\n`)).toBe(kept);
});
