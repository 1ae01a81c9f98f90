import { loaderCheck, loaderFor, loaderSettings } from './on-disk.ts';
import type { SourceKindOf } from './source-kind.ts';

/** The system that is on the first disk already. */
export const diskSource: SourceKindOf<'disk'> = {
  id: 'disk',
  kinds: () => ['hvm', 'uefi', 'pvh', 'pv'],
  complete: ({ loader }, { kind, around }) => ({ kind: 'disk', loader: loader === undefined ? loaderFor(kind, around) : loader }),
  check: ({ loader }, guest, around) => [
    ...(guest.disks.length > 0
      ? []
      : [
          {
            id: 'guest.disk',
            title: 'Disk',
            state: 'fail' as const,
            detail: 'There is no disk to start from.',
            hint: 'Give one in "disks".',
          },
        ]),
    ...loaderCheck(loader, guest, around),
  ],
  changes: () => [],
  settings: ({ loader }) => loaderSettings(loader),
  media: () => [],
  paths: ({ loader }) => (loader === null ? [] : [loader]),
};
