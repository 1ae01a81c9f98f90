import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { explainXlFailure, tellingLines } from '../../src/domu/xl-failures.ts';

const sample = (name: string): string => readFileSync(new URL(`../samples/xen417-xl-${name}.txt`, import.meta.url), 'utf8');

describe('explainXlFailure', () => {
  it.each([
    ['create-missing-kernel', 'missing-file', '/nope'],
    ['create-too-big', 'no-memory', 'memory'],
    ['create-no-bridge', 'no-bridge', 'nosuchbr'],
    ['create-slow-hotplug', 'slow-hotplug', '/etc/xen/scripts/vif-bridge'],
    ['create-no-loop-device', 'no-loop-device', 'loop'],
    ['create-xenconsoled-down', 'xenconsoled-down', 'console'],
    ['create-hvm-no-bios-file', 'no-firmware', 'firmware'],
    ['create-hvm-spawn-failed', 'no-device-model', 'xen-qemu-system-i386'],
    ['create-no-bootloader', 'bootloader-failed', 'pygrub'],
    ['create-dryrun-syntax', 'syntax', 'does not understand'],
    ['destroy-missing', 'no-such-domain', 'nosuchdomain'],
    ['list-before-xenfs', 'not-xen', 'hypervisor'],
  ])('knows %s', (name, id, word) => {
    const failure = explainXlFailure(sample(name));
    expect(failure?.id).toBe(id);
    expect(failure?.cause).toContain(word);
    expect(failure?.hint).not.toBe('');
    expect(sample(name)).toContain(failure?.evidence);
  });

  it('tells a kernel that is too large for the memory from a missing device model', () => {
    expect(
      explainXlFailure('xc: error: panic: xg_dom_core.c:585: segment kernel too large (0x3a00 > 0x2000 - 0x200 pages): Internal error')?.id,
    ).toBe('kernel-too-large');
    expect(explainXlFailure('libxl: error: libxl_dm.c:3161:device_model_spawn_outcome: Domain 3:(null): spawn failed (rc=-3)')?.id).toBe(
      'device-model-failed',
    );
  });

  it('knows a QEMU without DES, whose screen cannot ask for a password', () => {
    const said = 'xen-qemu-system-i386: -vnc 127.0.0.1:0,password=on,to=99: Cipher backend does not support DES algorithm';
    expect(explainXlFailure(`libxl: error: device model did not start: -26\n${said}`)?.id).toBe('no-vnc-password');
  });

  it('does not make up a cause', () => {
    expect(explainXlFailure('something else\n')).toBeUndefined();
    expect(explainXlFailure(sample('list-guests'))).toBeUndefined();
  });
});

describe('tellingLines', () => {
  it('leaves out the clean-up', () => {
    const lines = tellingLines(sample('create-xenconsoled-down'));
    expect(lines.join('\n')).toContain('timed out');
    expect(lines.join('\n')).not.toContain('Destruction');
  });
});
