import { describe, expect, it } from '@jest/globals';
import { grub } from '../../src/bootloaders/grub/grub.ts';
import type { Facts } from '../../src/core/facts.ts';
import { applied, grubHost, linuxMenu, withFile } from '../support/boot-facts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const answers = sampleAnswers({ boot: { loader: 'grub' } });

/** Two entries, the first of them Linux, and a default. */
const withSecond = (header: string, value: string, written = value): Facts =>
  withFile(
    withFile(
      grubHost(),
      '/boot/grub/grub.cfg',
      textFile(`${linuxMenu.replace('default="0"', `default="${value}"`)}${header} {\n\tlinux /boot/vmlinuz-linux debug\n}\n`),
    ),
    '/etc/default/grub',
    textFile(`GRUB_DEFAULT=${written}\n`),
  );
const ids = (facts: Facts): unknown => {
  const setup = grub.setup(facts, answers);
  return 'refused' in setup ? setup : setup.changes.map((change) => (change.id === 'boot.default' ? change : change.id));
};
const named = (id: string) => [{ path: '/etc/default/grub', content: { text: `GRUB_DEFAULT=${id}\n` } }, 'boot.entry', 'boot.menu'];

describe('a default that is a number', () => {
  it('is written as the id of what it boots, or its title where it has none', () => {
    expect(ids(withSecond("menuentry 'Debug' --id mine", '1'))).toMatchObject(named('mine'));
    expect(ids(withSecond("menuentry 'Debug'", '1'))).toMatchObject(named('Debug'));
  });
  it.each([
    ['one that GRUB takes for a number', "menuentry '2nd Linux'"],
    ['one with a > in it', "menuentry 'a > b'"],
    ['one that the shell of grub.cfg would read', "menuentry 'a $b'"],
    ['one that an entry before it has', "menuentry 'Arch Linux'"],
  ])('is refused where it boots what has no name: %s', (_, header) => {
    expect(ids(withSecond(header, '1'))).toMatchObject({
      refused: expect.stringContaining('"1"'),
      hint: expect.stringContaining('GRUB_DEFAULT=ID'),
    });
  });
  it('counts in /etc/default/grub, which the next grub.cfg is made from', () => {
    expect(ids(withSecond("menuentry 'Debug' --id mine", '0', '1'))).toMatchObject(named('mine'));
  });
  it('counts in grub.cfg where only a shell could read the other', () => {
    expect(ids(withSecond("menuentry 'Debug' --id mine", '1', '$(mine)'))).toMatchObject(named('mine'));
  });
  it('of a menu with the entries for Xen is replaced by a menu of today', () => {
    const setup = grub.setup(grubHost(), answers);
    if ('refused' in setup) throw new Error(setup.refused);
    const set = applied(grubHost(), setup.changes);
    const text = set.files['/boot/grub/grub.cfg']?.text ?? '';
    const stale = withFile(set, '/boot/grub/grub.cfg', textFile(text.replace('default="0"', 'default="1"')));
    expect(grub.xenIsDefault(stale, answers)).toBe(false);
    expect(ids(stale)).toEqual(['boot.menu']);
  });
});
