import { describe, expect, it } from '@jest/globals';
import { installBase, simulated, snapshot } from './host.ts';

describe('systemctl', () => {
  it('shows units that run, that do not, and that are not there', async () => {
    const { run, system } = simulated('plain-uefi-systemd-boot');
    const properties = '--property=Id,LoadState,UnitFileState,ActiveState';
    const blocks = (await run('systemctl', 'show', properties, 'systemd-networkd.service', 'sshd.service', 'nope.service'))
      .trim()
      .split('\n\n');
    expect(blocks).toEqual(
      [
        'Id=systemd-networkd.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled'.split('\n').sort().join('\n'),
        'Id=sshd.service\nLoadState=loaded\nActiveState=inactive\nUnitFileState=disabled'.split('\n').sort().join('\n'),
        'Id=nope.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState='.split('\n').sort().join('\n'),
      ].map((block) =>
        expect.stringMatching(
          new RegExp(
            block
              .split('\n')
              .map((line) => `(?=[\\s\\S]*^${line}$)`)
              .join(''),
            'm',
          ),
        ),
      ),
    );
    expect(await system.run(['systemctl', 'is-enabled', 'nope.service'])).toMatchObject({ exit: 4, stdout: 'not-found\n' });
    expect(await system.run(['systemctl', 'is-active', 'sshd'])).toMatchObject({ exit: 3, stdout: 'inactive\n' });
    expect(await system.run(['systemctl', 'start', 'nope.service'])).toMatchObject({ exit: 5 });
  });

  it('enables by links, disables without a trace', async () => {
    const { run, system, tree, write } = simulated('plain-uefi-systemd-boot');
    await write('/etc/systemd/system/a.service', '[Service]\nType=oneshot\n[Install]\nWantedBy=rescue.target\n');
    const before = snapshot(tree);
    await run('systemctl', 'enable', 'a.service');
    expect(await system.stat('/etc/systemd/system/rescue.target.wants/a.service')).toMatchObject({
      target: '/etc/systemd/system/a.service',
    });
    expect(await run('systemctl', 'is-enabled', 'a.service')).toBe('enabled\n');
    await run('systemctl', 'disable', 'a');
    expect(snapshot(tree)).toEqual(before);
    await write('/etc/systemd/system/b.service', '[Service]\nType=oneshot\n');
    expect(await run('systemctl', 'is-enabled', 'b.service')).toBe('static\n');
  });

  it('skips the units of Xen on plain Linux, and enables what they name', async () => {
    const host = simulated('plain-uefi-systemd-boot', { buildLines: 5 });
    await installBase(host, 'xen');
    await host.run('systemctl', 'enable', 'xenstored.service');
    expect(await host.run('systemctl', 'is-enabled', 'proc-xen.mount')).toBe('enabled\n');
    await host.run('systemctl', 'start', 'xenstored.service');
    expect((await host.system.run(['systemctl', 'is-active', 'xenstored.service'])).stdout).toBe('inactive\n');
    expect(await host.system.stat('/proc/xen/capabilities')).toBeUndefined();
  });
});

describe('a timer of systemd-run', () => {
  const script =
    "#!/bin/sh\n# takes it back\nexport PATH=/usr/bin\nrm -f -- '/tmp/it is'\n'systemctl' 'stop' 'sshd.service'\nexit 0\nrm -f -- '/etc/hostname'\n";

  it('runs its script when its time has come', async () => {
    const { run, system, write, pass } = simulated('plain-uefi-systemd-boot');
    await write('/tmp/it is', 'x');
    await write('/tmp/back.sh', script);
    await run('systemd-run', '--unit=back', '--on-active=60s', '--timer-property=AccuracySec=1s', '/bin/sh', '/tmp/back.sh');
    expect((await system.run(['systemd-run', '--unit=back', '--on-active=9', '/bin/true'])).stderr).toMatch(/already loaded/);
    expect(await run('systemctl', 'is-active', 'back.timer')).toBe('active\n');
    pass(59);
    await run('true');
    expect(await system.stat('/tmp/it is')).toBeDefined();
    pass(2);
    await run('true');
    expect(await system.stat('/tmp/it is')).toBeUndefined();
    expect(await system.stat('/etc/hostname')).toBeDefined();
    expect((await system.run(['systemctl', 'is-active', 'back.timer'])).exit).toBe(3);
  });

  it('does nothing when it was stopped', async () => {
    const { run, system, write, pass } = simulated('plain-uefi-systemd-boot');
    await write('/tmp/it is', 'x');
    await write('/tmp/back.sh', script);
    await run('systemd-run', '--unit=back', '--on-active=60', '/bin/sh', '/tmp/back.sh');
    await run('systemctl', 'stop', 'back.timer');
    expect((await system.run(['systemctl', 'stop', 'back.timer'])).exit).toBe(5);
    pass(100);
    await run('true');
    expect(await system.stat('/tmp/it is')).toBeDefined();
  });
});

it('what the host does not know is not there', async () => {
  const { system } = simulated('plain-uefi-systemd-boot');
  for (const argv of [['nmcli'], ['grub-reboot', 'x'], ['xl', 'list']])
    expect(await system.run(argv)).toMatchObject({ ended: 'missing', exit: 127 });
});
