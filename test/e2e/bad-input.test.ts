import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const program = new URL('../../dist/archxen.mjs', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'archxen-bad-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (args: readonly string[], input = '{}') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { input, encoding: 'utf8', timeout: 100_000 });
  return { status, stdout, stderr };
};

let planted = 0;
function plant(host: string): string {
  planted += 1;
  const root = join(directory, `${planted}-${host}`);
  expect(run(['rehearse', host, '--no-input', '--root', root])).toMatchObject({ status: 0 });
  return root;
}

/** Everything of a host but archxen's own state and caches, which a refused run may have looked things up in. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/^(var\/(cache|lib|log)\/archxen|var\/cache$|run\/|run$|\.archxen-owners)/.test(name)) continue;
    const path = join(root, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    hash.update(`${name} ${stat?.mode}\n`);
    if (stat?.isFile() && stat.size < 1_000_000) hash.update(readFileSync(path));
    if (stat === undefined) hash.update(readlinkSync(path));
  }
  return hash.digest('hex');
}

describe('a host that cannot be set up is refused in one look, and left as it is', () => {
  it.each([
    ['esp-nearly-full', 'preflight-refused', 'MiB free'],
    ['kernel-without-xen-dom0', 'preflight-refused', 'CONFIG_XEN_DOM0'],
    ['secure-boot-on', 'preflight-refused', 'Secure Boot'],
    ['pacman-locked', 'preflight-refused', 'lock'],
    ['no-network', 'preflight-refused', 'out of reach'],
    ['already-under-xen', 'preflight-refused', 'runs here already'],
    ['vboxdrv-loaded-fstab-xenfs', 'preflight-refused', 'vboxdrv'],
  ])('%s', (host, code, words) => {
    const root = plant(host);
    const before = fingerprint(root);
    const { status, stderr, stdout } = run(['apply', '--answers', '-', '--yes', '--root', root]);
    expect(stderr).toContain(`error ${code}`);
    expect(stderr).toContain(words);
    expect(stderr).toContain('hint: ');
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(12);
    expect(stdout).toBe('');
    expect(status).toBe(20);
    expect(fingerprint(root)).toBe(before);
  });

  it('an unknown boot loader is named with its path', () => {
    const { status, stderr } = run(['apply', '--answers', '-', '--yes', '--root', plant('uefi-grub')], '{"boot":{"loader":"lilo"}}');
    expect(status).toBe(78);
    expect(stderr).toContain('boot.loader');
    expect(stderr).toContain('grub');
  });

  it('another plan than the one that was read is refused', () => {
    const root = plant('uefi-grub');
    const { status, stderr } = run(['apply', '--answers', '-', '--yes', '--plan-hash', '0123456789', '--root', root]);
    expect(status).toBe(20);
    expect(stderr).toContain('error plan-hash-mismatch');
  });

  it.each(['', 'a', '0123456', '01234567z'])('the plan hash %j, which is none, is not taken for agreement', (hash) => {
    const { status, stderr } = run(['apply', '--answers', '-', '--yes', '--plan-hash', hash, '--root', directory]);
    expect(status).toBe(64);
    expect(stderr).toContain('8 hex digits');
  });

  it('a host of another distribution', () => {
    const root = plant('plain-uefi-systemd-boot');
    writeFileSync(join(root, 'etc/os-release'), 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13"\n');
    const { status, stderr } = run(['apply', '--answers', '-', '--yes', '--root', root]);
    expect(status).toBe(20);
    expect(stderr).toContain('error not-arch');
  });
});

describe('the whole road by verbs, on a recorded host', () => {
  it.each(['plain-uefi-systemd-boot', 'plain-bios-grub'])('%s: apply, a second apply that changes nothing, rollback', (host) => {
    const root = plant(host);
    const before = fingerprint(root);
    const applied = run(['apply', '--answers', '-', '--yes', '--json', '--root', root]);
    expect(applied.status).toBe(10);
    const result = JSON.parse(applied.stdout.trim().split('\n').at(-1) ?? '');
    expect(result).toMatchObject({ type: 'result', changed: true, failed: false, reboot_required: true, rollback_id: '0001' });

    const again = run(['apply', '--answers', '-', '--yes', '--json', '--root', root]);
    expect(JSON.parse(again.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ changed: false, failed: false });
    expect(again.status).toBe(0);

    expect(run(['status', '--root', root]).stdout).toContain('Reboot to start Xen once');
    expect(run(['confirm', '--root', root])).toMatchObject({ status: 20, stderr: expect.stringContaining('error not-under-xen') });
    expect(run(['verify', '--boot', '--root', root]).status).toBe(0);

    const back = run(['rollback', '--yes', '--root', root]);
    expect(back.stdout).toContain('the host is as it was before archxen');
    expect(back.status).toBe(0);
    expect(fingerprint(root)).toBe(before);
    expect(run(['rollback', '--yes', '--root', root]).stdout).toContain('nothing to take back');
  });
});
