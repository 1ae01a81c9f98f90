import type { Change } from '../core/change.ts';
import type { NetworkChange } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import type { NetworkFile } from './networkd-files.ts';

const lasting = '/etc/systemd/network';
const volatile = '/run/systemd/network';

/** Gone after a reboot. */
export const volatileFiles = (files: readonly NetworkFile[]): NetworkChange['files'] =>
  files.map(({ name, text }) => ({ path: `${volatile}/${name}`, text }));

/** The same files under /etc. They come before those of the same name under /run, so nothing changes at once. */
export const lastingFiles = (facts: Facts, files: readonly NetworkFile[]): readonly Change[] =>
  files.flatMap(({ name, text }) =>
    fileChange(facts, {
      id: `network.${name}`,
      title: `Keep the bridge over a reboot: ${name}`,
      path: `${lasting}/${name}`,
      text,
    }),
  );
