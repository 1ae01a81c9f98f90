import { describe, expect, it } from '@jest/globals';
import { gatherFacts } from '../../src/facts/gather.ts';
import { memorySystem } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { factsOfHost, hostSystem, self } from './host.ts';

const fails = (): Promise<never> => Promise.reject(new Error('the disk is gone'));

describe('gathering facts', () => {
  it('gives the same facts twice', async () => {
    expect(await factsOfHost('two-kernels')).toEqual(await factsOfHost('two-kernels'));
  });

  it('tells each topic once', async () => {
    const topics: string[] = [];
    await factsOfHost('plain-bios-grub', { onTopic: (topic) => topics.push(topic) });
    const { v: _v, notes: _notes, archxen: _archxen, ...rest } = await factsOfHost('plain-bios-grub');
    expect(topics.toSorted()).toEqual(Object.keys(rest).toSorted());
  });

  it('survives an empty host, and says what it does not know', async () => {
    const facts = await gatherFacts(memorySystem(new Map()), { self });
    expect(facts.kernels).toEqual([]);
    expect(facts.notes.map(({ fact }) => fact)).toEqual(
      expect.arrayContaining(['os.id', 'kernels', 'units', 'network.links', 'pacman.installed']),
    );
  });

  it('survives a host on which everything fails', async () => {
    const broken: System = { ...memorySystem(new Map()), read: fails, list: fails, stat: fails, space: fails, run: fails, hardware: fails };
    const facts = await gatherFacts(broken, { self });
    expect(facts.boot.loaders).toEqual([]);
    expect(facts.notes).toContainEqual({ fact: 'units', reason: 'the disk is gone' });
  });

  it('starts few programs, and xl only in dom0', async () => {
    const started = async (name: string): Promise<readonly string[]> => {
      const system = hostSystem(name);
      const programs: string[] = [];
      const run: System['run'] = (argv, options) => {
        programs.push(argv.slice(0, 2).join(' '));
        return system.run(argv, options);
      };
      await gatherFacts({ ...system, run }, { self });
      return programs.toSorted();
    };
    const plain = [
      'ip -j',
      'ip -j',
      'ip -j',
      'lsblk -J',
      'pacman -Q',
      'pacman -Qdttq',
      'pacman -Qu',
      'systemctl show',
      'systemd-detect-virt',
    ];
    expect(await started('plain-uefi-systemd-boot')).toEqual(plain);
    expect(await started('already-under-xen')).toEqual([...plain, 'xl info', 'xl list']);
    expect(await started('no-vmx')).toEqual(['dmesg', ...plain]);
  });

  it('does not ask xl where xenstored is down', async () => {
    const system = hostSystem('already-under-xen');
    const run: System['run'] = async (argv, options) => {
      if (argv[0] === 'xl') throw new Error('xl hangs');
      const result = await system.run(argv, options);
      return argv[0] === 'systemctl' ? { ...result, stdout: result.stdout.replaceAll('ActiveState=active', 'ActiveState=failed') } : result;
    };
    const facts = await gatherFacts({ ...system, run }, { self });
    expect(facts.xen).toMatchObject({
      running: true,
      dom0: true,
      version: '4.21.2',
      listError: 'xenstored is failed, so xl would wait for ever',
    });
    expect(facts.cpu.virtualisation).toBe('hidden');
    expect(facts.notes.map(({ fact }) => fact)).toContain('memory.totalMiB');
  });

  it('knows that there is no network when no package base came', async () => {
    const bases = { url: 'https://aur.example.org', branch: 'master', packages: ['xen'], directory: '/var/cache/archxen/bases' };
    expect((await factsOfHost('no-network', { bases })).network.online).toBe(false);
    expect((await factsOfHost('no-network')).network.online).toBeUndefined();
  });
});
