import { describe, expect, it } from '@jest/globals';
import { hostState } from '../support/recording.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

const made = async () => {
  const host = testHost();
  const run = await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web' }) });
  expect(run.error).toBeUndefined();
  const edit = async (path: string, change: (text: string) => string, from = path): Promise<void> => {
    const text = Buffer.from((await host.system.read(from)) ?? []).toString();
    await host.system.write(path, Buffer.from(change(text)), { mode: 0o600, uid: 0, gid: 0 });
  };
  const refused = async (words: string): Promise<void> => {
    const before = hostState(host.tree);
    const { error } = await host.domu('remove web --yes');
    expect(error).toMatchObject({ code: 'guest-invalid', message: words, hint: 'archxen domu stop other first.' });
    expect(hostState(host.tree)).toEqual(before);
  };
  return { ...host, edit, refused };
};
const config = '/etc/xen/web.cfg';
const disk = '/var/lib/xen/images/web.img';

describe('archxen domu remove, while another guest runs', () => {
  it('keeps a configuration that names that guest by now, with its disks', async () => {
    const { domu, edit, refused } = await made();
    await domu('stop web');
    await edit(config, (text) => text.replace('name = "web"', 'name = "other"'));
    await domu('start other');
    await refused(`web is not removed: other is running from ${config}.`);
    expect((await domu('stop other')).exit).toBe(0);
    expect((await domu('remove web --yes')).exit).toBe(0);
  });

  it('keeps a disk that a configuration of its own names', async () => {
    const { domu, edit, refused } = await made();
    await domu('stop web');
    await edit('/etc/xen/other.cfg', (text) => text.replace('name = "web"', 'name = "other"'), config);
    await domu('start other');
    await refused(`web is not removed: other is running from ${disk}.`);
  });

  it('keeps a disk that only Xen knows of, under whatever path', async () => {
    const { domu, running, answers, refused } = await made();
    await domu('stop web');
    running.add('other');
    const disks = [{ pdev_path: '/mnt/link.img' }];
    answers.set('xl list -l', said(JSON.stringify([{ domid: 1, config: { c_info: { name: 'other' }, disks } }])));
    answers.set('readlink -e /mnt/link.img', said(`${disk}\n`));
    await refused(`web is not removed: other is running from ${disk}.`);
    answers.set('xl list -l', said('no list'));
    expect((await domu('remove web --yes')).error).toMatchObject({
      code: 'command-failed',
      hint: expect.stringContaining('Stop the other'),
    });
    answers.set('xl list -l', said(JSON.stringify([{ domid: 1, config: { c_info: { name: 'other' } } }])));
    expect((await domu('remove web --yes')).exit).toBe(0);
  });

  it('keeps a disk that another configuration names, though its guest is stopped', async () => {
    const { domu, edit, tree, system, answers } = await made();
    await domu('stop web');
    await edit('/etc/xen/other.cfg', (text) => text.replace('name = "web"', 'name = "other"'), config);
    const before = hostState(tree);
    const { error } = await domu('remove web --yes');
    expect(error).toMatchObject({
      code: 'guest-invalid',
      message: `web is not removed: the guest other has ${disk} in its configuration.`,
    });
    expect(hostState(tree)).toEqual(before);
    await edit('/etc/xen/other.cfg', (text) => text.replace(disk, '/mnt/link.img'));
    answers.set('readlink -e -- /mnt/link.img', said(`${disk}\n`));
    answers.set(`readlink -e -- ${disk}`, said(`${disk}\n`));
    expect((await domu('remove web --yes')).error?.message).toContain(`has ${disk}, by the name /mnt/link.img in its`);
    await system.write('/etc/xen/other.cfg', Buffer.from(`name = "other"\nramdisk = "${disk}"\n`), { mode: 0o600, uid: 0, gid: 0 });
    expect((await domu('remove web --yes')).error?.message).toContain(`the guest other has ${disk}`);
    await system.remove('/etc/xen/other.cfg');
    expect((await domu('remove web --yes')).exit).toBe(0);
  });

  it('looks again after the question', async () => {
    const { domu, edit, tree } = await made();
    await domu('stop web');
    const ask = async (): Promise<string> => {
      await edit('/etc/xen/other.cfg', (text) => text.replace('name = "web"', 'name = "other"'), config);
      await domu('start other');
      return 'yes';
    };
    expect((await domu('remove web', { interactive: true, ask })).error).toMatchObject({ code: 'guest-invalid' });
    expect(tree.has(disk)).toBe(true);
  });
});
