import { describe, expect, it } from '@jest/globals';
import { lastConsole } from '../../src/road/last-console.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

const done = (stdout: string, exit = 0): RunResult => ({ exit, stdout, stderr: '', ended: 'exit' });

/** A host with these files, whose last boot's journal is this: lines of its kernel, and all of it. */
const host = (files: Readonly<Record<string, string>>, journal?: { readonly kernel: string; readonly all: string }) =>
  memorySystem(treeOf(files), {
    run: async (argv) => {
      if (argv[0] !== 'journalctl' || journal === undefined) return { ...done('', 127), ended: 'missing' };
      if (!argv.includes('--dmesg')) return done(journal.all);
      return journal.kernel.includes('Xen') ? done(journal.kernel) : done('', 1);
    },
  });

const panic = 'Panic#1 Part1\n<0>[    4.113067] Kernel panic - not syncing: no root\n<4>[    4.113412] CPU: 0\n';
const inDom0 = { kernel: 'Booting paravirtualized kernel on Xen PV\n', all: 'first\n\nlast\n' };

describe('the last words of the boot before', () => {
  it('are what the firmware kept, wherever systemd put it, the newest first', async () => {
    const old = '/var/lib/systemd/pstore/1700000000/001/dmesg.txt';
    const files = { [old]: panic.replace('no root', 'long ago'), '/var/lib/systemd/pstore/1795000000/001/dmesg.txt': panic };
    expect(await lastConsole(host(files, inDom0))).toEqual(['Panic#1 Part1', 'Kernel panic - not syncing: no root', 'CPU: 0']);
    expect(await lastConsole(host({ '/sys/fs/pstore/dmesg-efi_pstore-1795': panic }))).toContain('CPU: 0');
  });

  it('else the end of its journal, if Xen was beneath', async () => {
    expect(await lastConsole(host({}, inDom0))).toEqual(['first', 'last']);
    expect(await lastConsole(host({}, { kernel: 'bare hardware', all: 'x' }))).toEqual([]);
    expect(await lastConsole(host({ '/sys/fs/pstore/dmesg-efi-1': 'nothing of interest' }, inDom0))).toEqual(['first', 'last']);
  });

  it('are none where nothing kept them', async () => {
    expect(await lastConsole(host({}))).toEqual([]);
  });

  it('are few, short, and harmless', async () => {
    const many = Array.from({ length: 100 }, (_, n) => `line ${n} ${'x'.repeat(300)}`).join('\n');
    const lines = await lastConsole(host({}, { ...inDom0, all: many }));
    expect(lines).toHaveLength(30);
    expect(lines.every((line) => line.length <= 160)).toBe(true);
    expect(lines[0]).toMatch(/^line 70 /);
    const odd = '\x1b[31mred\x1b[0m\x07 rd.luks.key=/dev/sda wifi-psk=hunter2 password: sesame PASSPHRASE=x\n';
    expect(await lastConsole(host({}, { ...inDom0, all: odd }))).toEqual([
      'red rd.luks.key=[redacted] wifi-psk=[redacted] password: [redacted] PASSPHRASE=[redacted]',
    ]);
  });
});
