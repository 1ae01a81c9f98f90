import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dom0KernelLine, xenOptions } from '../../src/xen/command-line.ts';
import { dom0MaximumMiB, dom0MaximumVcpus, dom0MemoryMiB, sizeInMiB } from '../../src/xen/dom0-memory.ts';
import { lintXenOptions } from '../../src/xen/options-lint.ts';
import { commandLineWords } from '../../src/xen/words.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const booted = (line: string, xen?: string) =>
  sampleFacts({
    os: { commandLine: line.split(' ') },
    ...(xen === undefined ? {} : { xen: { running: true, dom0: true, commandLine: xen } }),
  });
const plain = sampleAnswers();

describe('the line of dom0', () => {
  it.each([
    ['root=UUID=1 rw quiet', 'root=UUID=1 rw quiet panic=10'],
    ['BOOT_IMAGE=/vmlinuz-linux root=UUID=1 rw', 'root=UUID=1 rw panic=10'],
    ['initrd=\\intel-ucode.img initrd=\\initramfs-linux.img root=UUID=1 rw', 'root=UUID=1 rw panic=10'],
    ['placeholder root=UUID=1', 'root=UUID=1 panic=10'],
    ['root=UUID=1 panic=30', 'root=UUID=1 panic=30'],
    ['root=UUID=1 panic=0', 'root=UUID=1 panic=10'],
    ['root=UUID=1 console=tty0 console=ttyS0,115200 rw', 'root=UUID=1 console=tty0 console=hvc0 rw panic=10'],
    ['console=ttyS1 root=UUID=1 earlyprintk=ttyS1', 'console=tty0 console=hvc0 root=UUID=1 panic=10'],
    ['root=UUID=1 console=tty0', 'root=UUID=1 console=tty0 panic=10'],
  ])('of %s is %s', (running, line) => {
    expect(dom0KernelLine(booted(running), plain)).toBe(line);
  });
  it('is the same again when dom0 runs with it', () => {
    const word = fc.constantFrom('root=UUID=1', 'rw', 'console=ttyS0', 'console=tty0', 'quiet', 'panic=0', 'BOOT_IMAGE=/x', 'a="b c"');
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom('', 'nomodeset', 'quiet nomodeset'), (words, kernelOptions) => {
        const answers = sampleAnswers({ boot: { kernelOptions } });
        const linux = booted(words.join(' '));
        const line = dom0KernelLine(linux, answers);
        const options = xenOptions(linux, answers);
        expect(dom0KernelLine(booted(line, options), answers)).toBe(line);
        expect(xenOptions(booted(line, options), answers)).toBe(options);
      }),
    );
  });
  it('has further options once', () => {
    expect(dom0KernelLine(booted('rw nomodeset'), sampleAnswers({ boot: { kernelOptions: 'nomodeset x=1' } }))).toBe(
      'rw nomodeset panic=10 x=1',
    );
  });
});

describe("Xen's line", () => {
  it('fixes dom0 and has no trap', () => {
    const options = xenOptions(booted('root=UUID=1 rw'), plain);
    expect(options).toBe('dom0_mem=4096M,max:4096M dom0_max_vcpus=4 ucode=scan loglvl=info watchdog');
    expect(lintXenOptions(options)).toEqual([]);
    expect(dom0MemoryMiB(options)).toBe(4096);
  });
  it.each([
    ['console=ttyS0', 'console=com1,vga com1=9600,8n1'],
    ['console=ttyS0,115200', 'console=com1,vga com1=115200,8n1'],
    ['console=ttyS1,57600e7', 'console=com2,vga com2=57600,7e1'],
  ])('takes over the serial port of %s', (running, options) => {
    expect(xenOptions(booted(running), plain).startsWith(`${options} dom0_mem`)).toBe(true);
  });
  it('has further options', () => {
    expect(xenOptions(booted('rw'), sampleAnswers({ boot: { xenOptions: ' iommu=no-igfx  smt=0 ' } }))).toMatch(/ iommu=no-igfx smt=0$/);
  });
});

describe('sizes', () => {
  it.each([
    ['2048M', 2048],
    ['2G', 2048],
    ['2097152', 2048],
    ['2097152k', 2048],
    ['1T', 1048576],
    ['x', undefined],
    ['-512M', undefined],
  ])('%s', (size, mib) => {
    expect(sizeInMiB(size)).toBe(mib);
  });
  it('reads dom0_mem and dom0_max_vcpus', () => {
    const line = 'com1=115200,8n1 dom0_mem=min:1G,2G,max:4096M dom0_max_vcpus=2-6';
    expect([dom0MemoryMiB(line), dom0MaximumMiB(line), dom0MaximumVcpus(line)]).toEqual([2048, 4096, 6]);
    expect([dom0MemoryMiB(''), dom0MaximumMiB(''), dom0MaximumVcpus('')]).toEqual([undefined, undefined, undefined]);
    expect(dom0MemoryMiB('dom0_mem=max:2G')).toBeUndefined();
  });
});

describe('traps', () => {
  const fixed = 'dom0_mem=1G,max:1G';
  it.each([
    ['noreboot', 'fail'],
    ['noreboot=true', 'fail'],
    ['reboot=no', 'fail'],
    ['reboot=n,w', 'fail'],
    ['vga=ask', 'fail'],
    ['vga=keep,ask', 'fail'],
    ['iommu=force', 'fail'],
    ['iommu=force:true,qinval:true,debug:true', 'fail'],
    ['iommu=verbose,required', 'fail'],
    ['iommu=qinval:true', 'warn'],
    ['efi=no-rs', 'warn'],
    ['efi=rs=0', 'warn'],
  ])('%s is a %s', (word, state) => {
    const found = lintXenOptions(`${fixed} ${word}`);
    expect(found[0]).toMatchObject({ word, state });
    expect(found[0]?.reason).toMatch(/\.$/);
  });
  it.each([
    'noreboot=0',
    'reboot=k',
    'vga=current,keep',
    'iommu=no-igfx',
    'iommu=force=0',
    'iommu=verbose',
    'efi=attr=uc',
    'efi=rs=1',
    'console=vga',
  ])('%s is none', (word) => {
    expect(lintXenOptions(`${fixed} ${word}`)).toEqual([]);
  });
  it.each([
    ['', 'warn'],
    ['dom0_mem=1024', 'fail'],
    ['dom0_mem=2G', 'warn'],
  ])('dom0_mem as in "%s" is a %s', (line, state) => {
    expect(lintXenOptions(line)).toMatchObject([{ word: 'dom0_mem', state }]);
  });
  it('reading any line never fails', () => {
    fc.assert(fc.property(fc.string(), (line) => void lintXenOptions(line)));
  });
});

describe('words', () => {
  it('keeps quoted blanks together', () => {
    expect(commandLineWords(' a="b c"  d "e f"g h="')).toEqual(['a="b c"', 'd', '"e f"g', 'h="']);
  });
});
