import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enableRepository, includesOf, repositoryEnabled, withoutOptions } from '../../src/formats/pacman-conf.ts';

const shipped = `[options]
HoldPkg     = pacman glibc

#[multilib-testing]
#Include = /etc/pacman.d/mirrorlist

[extra]
Include = /etc/pacman.d/mirrorlist

#[multilib]
#Include = /etc/pacman.d/mirrorlist

# An example of a custom package repository.
#[custom]
#Server = file:///home/custompkgs
`;

describe('includesOf', () => {
  it('names the files that are included, as they are written', () => {
    expect(includesOf('[options]\n  Include = /etc/a \n#Include = /etc/b\n[x]\nInclude=/etc/pacman.d/*.conf\nServer = c\n')).toEqual([
      '/etc/a',
      '/etc/pacman.d/*.conf',
    ]);
  });
});

describe('withoutOptions', () => {
  it('takes these directives out, and leaves the rest as it is written', () => {
    const text = '[options]\nXferCommand = /usr/bin/aria2c %u\n#XferCommand = x\n Cache = y\r\n  CacheDir=/srv\n[core]\nServer = c';
    expect(withoutOptions(text, ['XferCommand', 'CacheDir'])).toBe('[options]\n#XferCommand = x\n Cache = y\r\n[core]\nServer = c');
  });
});

describe('enableRepository', () => {
  it('uncomments the block that Arch ships, and nothing else', () => {
    expect(enableRepository(shipped, 'multilib')).toBe(shipped.replace('#[multilib]\n#Include', '[multilib]\nInclude'));
  });
  it.each([
    ['', '[multilib]\nInclude = /etc/pacman.d/mirrorlist\n'],
    ['[extra]\nServer = x', '[extra]\nServer = x\n\n[multilib]\nInclude = /etc/pacman.d/mirrorlist\n'],
    ['#[multilib]\n', '[multilib]\nInclude = /etc/pacman.d/mirrorlist\n'],
    ['\f#[multilib]\n#Include = /x\n', '\f[multilib]\nInclude = /x\n'],
    ['[multilib]\n#Include = /x\n', '[multilib]\nInclude = /x\n'],
    ['# [multilib]\r\n# Include = /x\r\n', '[multilib]\r\nInclude = /x\r\n'],
    ['[multilib]\nSigLevel = Never\n', '[multilib]\nInclude = /etc/pacman.d/mirrorlist\nSigLevel = Never\n'],
    ['[extra]\n#[multilib]\nServer = x\n', '[extra]\n#[multilib]\nServer = x\n\n[multilib]\nInclude = /etc/pacman.d/mirrorlist\n'],
  ])('%j', (before, after) => {
    expect(enableRepository(before, 'multilib')).toBe(after);
  });
  it('leaves an enabled one alone', () => {
    const text = '[multilib]\nInclude = /x\n';
    expect(enableRepository(text, 'multilib')).toBe(text);
  });
  it('of any text: it is on afterwards, again changes nothing, and no section loses a server', () => {
    const line = fc.constantFrom(
      '[multilib]',
      '#[multilib]',
      '#Include = /x',
      'Include = /x',
      '',
      '[extra]',
      '#Server = y',
      '# words',
      'SigLevel = z',
      '#[core]',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (text) => {
          const once = enableRepository(text, 'multilib');
          expect(repositoryEnabled(once, 'multilib')).toBe(true);
          expect(enableRepository(once, 'multilib')).toBe(once);
          if (repositoryEnabled(text, 'extra')) expect(repositoryEnabled(once, 'extra')).toBe(true);
        },
      ),
    );
  });
});
