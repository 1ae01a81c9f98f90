import { describe, expect, it } from '@jest/globals';
import { testHost } from './host.ts';

describe('archxen domu start, with a configuration that was edited by hand', () => {
  const written = async (text: string) => {
    const host = testHost();
    await host.system.write('/etc/xen/own.cfg', Buffer.from(text), { mode: 0o600, uid: 0, gid: 0 });
    return host;
  };

  it('names each error by its line, and starts nothing', async () => {
    const { domu, running, commands } = await written('name = "own"\nkernel = "/boot/vmlinuz-linux"\ninitrd = "/x"\nmemory = 0\n');
    const { error } = await domu('start own');
    expect(error).toMatchObject({
      code: 'guest-invalid',
      path: '/etc/xen/own.cfg',
      message: expect.stringContaining('/etc/xen/own.cfg:3: xl does not know initrd and ignores it. Do you mean ramdisk?'),
      lines: [expect.stringContaining(':3: '), expect.stringContaining('/etc/xen/own.cfg:4: memory is 0.')],
      hint: expect.stringContaining('Correct it in that file'),
    });
    expect(running.size).toBe(0);
    expect(commands.some((words) => words.startsWith('xl create'))).toBe(false);
  });

  it('says the warnings, and starts it', async () => {
    const { domu, running } = await written(
      'name = "own"\nmemory = 64\ndisk = [ "phy:/dev/vg0/own,xvda,w" ]\nkernel = "/boot/vmlinuz-linux"\n',
    );
    const run = await domu('start own --json');
    expect(run.result).toMatchObject({
      changed: true,
      warnings: expect.arrayContaining([expect.stringContaining('own.cfg:3: The disk prefix phy: is deprecated.')]),
    });
    expect(running).toEqual(new Set(['own']));
    running.clear();
    expect((await domu('start own')).text).toContain('WARN  /etc/xen/own.cfg:3: The disk prefix phy:');
  });
});
