import type { Change } from '../core/change.ts';
import type { NetworkChange } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import type { NetworkFile } from './networkd-files.ts';

const lasting = '/etc/systemd';
const volatile = '/run/systemd';

const placeIn = (base: string, { folder, name }: NetworkFile): string => `${base}/${folder ?? 'network'}/${name}`;

/** Gone after a reboot. */
export const volatileFiles = (files: readonly NetworkFile[]): NetworkChange['files'] =>
  files.map((file) => ({ path: placeIn(volatile, file), text: file.text }));

/** The same files under /etc. They come before those of the same name under /run, so nothing changes at once. */
export const lastingFiles = (facts: Facts, files: readonly NetworkFile[]): readonly Change[] =>
  files.flatMap((file) =>
    fileChange(facts, {
      id: `network.${file.name}`,
      title: `Keep the bridge over a reboot: ${file.name}`,
      path: placeIn(lasting, file),
      text: file.text,
    }),
  );
