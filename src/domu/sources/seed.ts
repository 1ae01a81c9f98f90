import { basename } from 'node:path/posix';
import type { Change } from '../../core/change.ts';
import { directories } from '../disks/file.ts';
import { type Guest, imageDirectory, imagePath } from '../guest.ts';
import type { SourceOf } from './schema.ts';

type Cloud = SourceOf<'cloud-image'>;

/** The image with label `cidata` that cloud-init looks for (NoCloud). */
export const seedPath = (name: string): string => imagePath(name, 'seed.iso');
/** Made so for some guest. */
export const isSeed = (path: string | undefined): path is string => path !== undefined && path === seedPath(basename(path, '.seed.iso'));
const seedDirectory = (name: string): string => `/var/lib/xen/seeds/${name}`;

/** JSON is YAML: what cloud-init reads can be written without a YAML printer, and quotes are right. */
const yaml = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The three files of NoCloud: who, what, and the network (version 2, by MAC address: names of interfaces differ). */
export function seedFiles(source: Cloud, guest: Guest): Readonly<Record<string, string>> {
  const { user, sshKeys, passwordHash, hostname, network } = source;
  const account = {
    name: user,
    groups: 'wheel, sudo, adm',
    shell: '/bin/bash',
    sudo: 'ALL=(ALL) NOPASSWD:ALL',
    ssh_authorized_keys: sshKeys,
    lock_passwd: passwordHash === null,
    ...(passwordHash === null ? {} : { passwd: passwordHash }),
  };
  const cards = guest.vifs.map(({ mac }, index) => [
    `vif${index}`,
    {
      match: { macaddress: mac },
      ...(index > 0 || network.method === 'dhcp'
        ? { dhcp4: true }
        : {
            addresses: [network.address],
            ...(network.gateway === null ? {} : { routes: [{ to: '0.0.0.0/0', via: network.gateway }] }),
            nameservers: { addresses: network.nameservers },
          }),
    },
  ]);
  return {
    'user-data': `#cloud-config\n${yaml({ hostname, users: [account], ssh_pwauth: false, disable_root: true, growpart: { mode: 'auto' } })}`,
    // Another id makes cloud-init run as on the first boot.
    'meta-data': yaml({ 'instance-id': `archxen-${guest.name}`, 'local-hostname': hostname }),
    'network-config': yaml({ version: 2, ethernets: Object.fromEntries(cards) }),
  };
}

/** Written as plain files, so that they can be read in the plan and changed later; then made into the image by bsdtar. */
export function seedChanges(source: Cloud, guest: Guest, firstId: number): readonly Change[] {
  const directory = seedDirectory(guest.name);
  const id = (nth: number): string => `guest.${guest.name}.source${firstId + nth}`;
  const files = Object.entries(seedFiles(source, guest));
  return [
    ...directories(`guest.${guest.name}.source9`, imageDirectory),
    {
      kind: 'directory',
      id: id(0),
      title: `Make the directory ${directory}`,
      path: directory,
      present: true,
      mode: 0o700,
      uid: 0,
      gid: 0,
    },
    ...files.map(([name, text], index) => ({
      kind: 'file' as const,
      id: id(index + 1),
      title: `Write ${name} for cloud-init`,
      path: `${directory}/${name}`,
      content: { text },
      before: null,
      mode: 0o600,
      uid: 0,
      gid: 0,
    })),
    {
      kind: 'command',
      id: id(files.length + 1),
      title: `Make the seed image ${seedPath(guest.name)}`,
      why: 'cloud-init finds it by its label, cidata',
      argv: [
        ...['bsdtar', '-c', '-f', seedPath(guest.name), '--format=iso9660', '--options=volume-id=CIDATA'],
        ...['-C', directory, ...files.map(([name]) => name)],
      ],
      writes: [],
      creates: seedPath(guest.name),
      undo: ['rm', '-f', seedPath(guest.name)],
      timeoutSeconds: 60,
    },
  ];
}
