import { describe, expect, it } from '@jest/globals';
import { simulatedHost } from '../../../src/system/simulated/index.ts';
import { installBase, simulated, snapshot } from './host.ts';

describe('pacman', () => {
  it('lists, tests, and tells what is not there', async () => {
    const { system, run } = simulated('plain-uefi-systemd-boot');
    expect(await run('pacman', '-Q')).toMatch(/^linux 6\.18\.2\.arch1-1$/m);
    expect(await run('pacman', '-Qq', 'linux')).toBe('linux\n');
    expect(await system.run(['pacman', '-Q', 'linux', 'no-such'])).toMatchObject({
      exit: 1,
      stderr: "error: package 'no-such' was not found\n",
    });
    expect(await system.run(['pacman', '-T', 'libuuid.so', 'yajl>=2'])).toMatchObject({ exit: 127, stdout: 'yajl>=2\n' });
    expect(await system.run(['pacman', '-Qu'])).toMatchObject({ exit: 1, stdout: '', stderr: '' });
    expect(await run('pacman', '-Qi', 'linux')).toMatch(/^Required By\s+: None$/m);
  });

  it('lists pending upgrades and minds the lock', async () => {
    const { system, run } = simulated('pacman-locked');
    expect(await run('pacman', '-Qu')).toMatch(/^curl 8\.17\.0-2 -> 8\.18\.0-1$/m);
    expect(await system.run(['pacman', '-S', '--noconfirm', 'yajl'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('unable to lock database'),
    });
  });

  it('knows multilib only when it is switched on and fetched', async () => {
    const { system, run, write, text } = simulated('plain-uefi-systemd-boot');
    const missing = { exit: 1, stderr: 'error: target not found: lib32-glibc\n' };
    expect(await system.run(['pacman', '-Sp', '--print-format', '%n', 'lib32-glibc'])).toMatchObject(missing);
    await write('/etc/pacman.conf', `${await text('/etc/pacman.conf')}\n[multilib]\nInclude = /etc/pacman.d/mirrorlist\n`);
    expect(await system.run(['pacman', '-S', '--noconfirm', 'lib32-glibc'])).toMatchObject(missing);
    await run('pacman', '-Sy', '--noconfirm');
    expect(await run('pacman', '-Sp', '--needed', '--print-format', '%n', 'lib32-gcc-libs')).toBe('lib32-gcc-libs\nlib32-glibc\n');
    await run('pacman', '-S', '--noconfirm', 'lib32-gcc-libs');
    expect(await run('pacman', '-Qq', 'lib32-glibc')).toBe('lib32-glibc\n');
  });

  it('leaves no trace when all that came is removed', async () => {
    const { tree, system, run } = simulated('plain-uefi-systemd-boot');
    const before = snapshot(tree);
    await run('pacman', '-S', '--needed', '--noconfirm', 'yajl', 'sdl2', 'linux');
    expect(await run('pacman', '-Q', 'libx11')).toBe('libx11 1.8.12-1\n');
    expect(await system.run(['pacman', '-Rn', '--noconfirm', 'libx11'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining(":: removing libx11 breaks dependency 'libx11' required by sdl2"),
    });
    await run('pacman', '-Rn', '--noconfirm', 'yajl', 'sdl2', 'libx11');
    expect(snapshot(tree)).toEqual(before);
  });

  it('cannot fetch without a network', async () => {
    const { system } = simulated('plain-uefi-systemd-boot', { online: false });
    expect(await system.run(['pacman', '-S', '--noconfirm', 'yajl'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('Could not resolve host'),
    });
    expect(await system.run(['pacman', '-Sy'])).toMatchObject({ exit: 1 });
  });
});

describe('the package xen', () => {
  it('installs the hypervisor where the build said, and takes all of it away again', async () => {
    const host = simulated('plain-uefi-systemd-boot');
    await installBase(host, 'xen', { efi_dir: '/boot/EFI/xen' });
    const installed = await host.run('pacman', '-Q', 'xen');
    expect(installed).toBe('xen 4.21.2-1\n');
    expect(await host.system.stat('/boot/EFI/xen/xen.efi')).toMatchObject({ type: 'file', size: 3_473_408 });
    expect(await host.system.stat('/boot/xen.gz')).toMatchObject({ type: 'file' });
    expect(await host.system.stat('/boot/xen.efi')).toBeUndefined();
    const options = ((await host.text('/etc/xen/xl.conf')) ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(options).toEqual([]);
    expect(await host.run('pacman', '-Qo', '/usr/bin/xl')).toContain('owned by xen');
    await host.run('systemctl', 'enable', 'xenconsoled.service');
    await host.run('pacman', '-Rn', '--noconfirm', 'xen');
    expect([...host.tree.keys()].filter((path) => /xen/.test(path.replace('/home/ada/', '')) && !path.startsWith('/home/ada'))).toEqual([]);
  });

  it('does not fit on a full ESP', async () => {
    const host = simulated('esp-nearly-full');
    const full = {
      ...host.host,
      mounts: (host.host.mounts ?? []).map((mount) => (mount.mount === '/boot' ? { ...mount, freeMiB: 2 } : mount)),
    };
    const system = simulatedHost(full, host.files);
    const run = async (...argv: string[]): Promise<string> => {
      const { exit, stderr, stdout } = await system.run(argv);
      if (exit !== 0) throw new Error(stderr);
      return stdout;
    };
    await expect(installBase({ ...host, system, run }, 'xen')).rejects.toThrow(/Partition \/boot too full: \d+ blocks needed/);
    expect(await host.system.stat('/boot/xen.gz')).toBeUndefined();
  });
});

describe('git and makepkg', () => {
  const url = 'https://aur.archlinux.org/xen.git';

  it('clones, finds commits, refuses as git does', async () => {
    const { run, system, text } = simulated('plain-uefi-systemd-boot');
    await run('git', 'clone', '--quiet', '--depth', '50', '--branch', 'master', url, '/tmp/xen');
    const head = (await run('git', '-C', '/tmp/xen', 'rev-parse', 'HEAD')).trim();
    expect(head).toMatch(/^[0-9a-f]{40}$/);
    expect(await run('git', 'ls-remote', url)).toContain(`${head}\trefs/heads/master`);
    expect(await text('/tmp/xen/.SRCINFO')).toMatch(/^\tmakedepends = lib32-glibc$/m);
    expect((await system.run(['git', '-C', '/tmp/xen', 'cat-file', '-e', `${head}^{commit}`])).exit).toBe(0);
    expect((await system.run(['git', '-C', '/tmp/xen', 'cat-file', '-e', `${'0'.repeat(40)}^{commit}`])).exit).toBe(128);
    await run('git', '-C', '/tmp/xen', 'checkout', '--force', '--detach', head);
    expect((await system.run(['git', '-C', '/tmp/xen', 'checkout', '--force', '--detach', '0'.repeat(40)])).exit).toBe(128);
    expect((await system.run(['git', '-C', '/tmp', 'rev-parse', 'HEAD'])).stderr).toMatch(/not a git repository/);
    expect((await system.run(['git', 'clone', '--branch', 'next', url, '/tmp/other'])).stderr).toMatch(/Remote branch next not found/);
    expect((await system.run(['git', 'clone', 'https://aur.archlinux.org/nope.git', '/tmp/nope'])).stderr).toMatch(/not found/);
  });

  it('cannot reach anything offline', async () => {
    const { system } = simulated('no-network');
    expect(await system.run(['git', 'clone', url, '/tmp/xen'])).toMatchObject({
      exit: 128,
      stderr: expect.stringMatching(/Could not resolve host: aur/),
    });
  });

  it('never builds as root, and not without what it needs', async () => {
    const { run, system } = simulated('plain-uefi-systemd-boot');
    await run('git', 'clone', url, '/home/ada/xen');
    expect((await system.run(['makepkg'], { cwd: '/home/ada/xen' })).stderr).toMatch(/as root is not allowed/);
    const result = await system.run(['makepkg'], { cwd: '/home/ada/xen', user: 'ada' });
    expect(result).toMatchObject({ exit: 8, stderr: expect.stringContaining('-> lib32-glibc') });
  });

  it('needs the key of the sources', async () => {
    const host = simulated('plain-uefi-systemd-boot', { buildLines: 5 });
    await installBase(host, 'xen');
    await host.run('git', 'clone', 'https://aur.archlinux.org/xen-qemu.git', '/home/ada/q');
    await host.run(
      'pacman',
      '-S',
      '--noconfirm',
      'ninja',
      'meson',
      'python-packaging',
      'numactl',
      'spice',
      'usbredir',
      'seabios',
      'qemu-common',
    );
    const options = { cwd: '/home/ada/q', user: 'ada', environment: { PKGDEST: '/home/ada/out' } };
    expect((await host.system.run(['makepkg'], options)).stdout + (await host.system.run(['makepkg'], options)).stderr).toMatch(
      /unknown public key/,
    );
    await host.system.run(['gpg', '--recv-keys', 'CEACC9E15534EBABB82D3FA03353C9CEF108B584'], { user: 'ada' });
    expect((await host.system.run(['makepkg'], options)).exit).toBe(0);
    expect(await host.system.list('/home/ada/out')).toContain('xen-qemu-11.1.0-1-x86_64.pkg.tar.zst');
  });

  it('prints as many lines as the model says, keeps the last 200, logs all', async () => {
    const host = simulated('plain-uefi-systemd-boot', { buildLines: 3000 });
    await installBase(host, 'xen');
    const seen: string[] = [];
    const options = {
      cwd: '/home/ada/xen',
      user: 'ada',
      environment: { PKGDEST: '/home/ada/out' },
      onLine: (line: string) => void seen.push(line),
      logPath: '/var/log/archxen/xen.log',
    };
    const result = await host.system.run(['makepkg'], options);
    expect(seen.length).toBeGreaterThan(3000);
    expect(seen.filter((line) => line.startsWith('gcc '))).not.toHaveLength(0);
    expect(result.stdout.split('\n').length).toBeLessThanOrEqual(401);
    expect((await host.text('/var/log/archxen/xen.log'))?.split('\n')).toHaveLength(seen.length + 1);
  });

  it('fails with the words of a compiler, and can be stopped', async () => {
    const host = simulated('plain-uefi-systemd-boot', { build: 'fails' });
    await expect(installBase(host, 'xen')).rejects.toThrow(
      /libxl_utils\.c:312:7: error: .*\n[\s\S]*==> ERROR: A failure occurred in build\(\)/,
    );
    const stopped = AbortSignal.abort();
    expect(await host.system.run(['makepkg'], { cwd: '/home/ada/xen', user: 'ada', signal: stopped })).toMatchObject({ ended: 'signal' });
  });
});
