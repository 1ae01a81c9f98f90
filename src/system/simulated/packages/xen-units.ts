import type { PackagedFile } from './package-file.ts';

interface Unit {
  readonly name: string;
  readonly description: string;
  readonly requires: readonly string[];
  readonly also?: string;
  readonly service: readonly string[];
}

const mounted = 'proc-xen.mount';

/** The units of Xen 4.21 (tools/hotplug/Linux/systemd), as far as systemctl cares. */
const units: readonly Unit[] = [
  {
    name: 'xenstored.service',
    description: 'The Xen xenstore',
    requires: [mounted],
    also: mounted,
    service: ['Type=notify', 'RefuseManualStop=true', 'ExecStart=/etc/xen/scripts/launch-xenstore'],
  },
  {
    name: 'xenconsoled.service',
    description: 'Xenconsoled - handles logging from guest consoles and hypervisor',
    requires: [mounted, 'xenstored.service'],
    service: ['Type=simple', 'ExecStart=/usr/bin/xenconsoled -i'],
  },
  {
    name: 'xen-init-dom0.service',
    description: 'xen-init-dom0, initialise Dom0 configuration (xenstore nodes, JSON configuration stub)',
    requires: [mounted, 'xenstored.service'],
    service: ['Type=oneshot', 'RemainAfterExit=true', 'ExecStart=/usr/lib/xen/bin/xen-init-dom0'],
  },
  {
    name: 'xendomains.service',
    description: 'Xendomains - start and stop guests on boot and shutdown',
    requires: [mounted, 'xenstored.service'],
    service: ['Type=oneshot', 'RemainAfterExit=true', 'ExecStart=-/usr/lib/xen/bin/xendomains start'],
  },
  {
    name: 'xen-qemu-dom0-disk-backend.service',
    description: 'qemu for xen dom0 disk backend',
    requires: [mounted, 'xenstored.service'],
    service: ['Type=simple', 'RefuseManualStop=true', 'ExecStart=/usr/lib/xen/bin/qemu-system-i386 -xen-domid 0'],
  },
  {
    name: 'xen-watchdog.service',
    description: 'Xen-watchdog - run xen watchdog daemon',
    requires: [mounted],
    service: ['Type=forking', 'ExecStart=/usr/bin/xenwatchdogd 30 15'],
  },
];

const text = ({ description, requires, also, service }: Unit): string =>
  [
    '[Unit]',
    `Description=${description}`,
    `Requires=${requires.join(' ')}`,
    `After=${requires.join(' ')}`,
    'ConditionPathExists=/proc/xen/capabilities',
    '',
    '[Service]',
    ...service,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    ...(also === undefined ? [] : [`Also=${also}`]),
    '',
  ].join('\n');

const mount = `[Unit]
Description=Mount /proc/xen files
ConditionPathExists=/proc/xen
RefuseManualStop=true

[Mount]
What=xenfs
Where=/proc/xen
Type=xenfs

[Install]
WantedBy=multi-user.target
`;

const folder = '/usr/lib/systemd/system';

export const xenUnits: readonly PackagedFile[] = [
  { path: `${folder}/${mounted}`, text: mount },
  ...units.map((unit) => ({ path: `${folder}/${unit.name}`, text: text(unit) })),
];
