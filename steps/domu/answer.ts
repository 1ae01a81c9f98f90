import type { Json } from '../../src/core/json.ts';
import type { NewDiskKind } from '../../src/domu/disks/schema.ts';
import type { GuestDraft, GuestKind } from '../../src/domu/guest.ts';

/** The answers with that of one question (its `path`) in them. Schema and checks judge the whole afterwards. */
export function withGuestAnswer(answers: GuestDraft, path: string, value: Json): GuestDraft {
  const text = typeof value === 'string' ? value : undefined;
  const number = typeof value === 'number' ? value : undefined;
  const asKernel = answers.source?.kind === 'kernel' ? answers.source : { kind: 'kernel' as const, kernel: answers.from };
  switch (path) {
    case 'name':
      return { ...answers, name: text };
    case 'from':
      // Another source suits other kinds of guests.
      return { ...answers, from: text, source: undefined, kind: undefined };
    case 'kind':
      return { ...answers, kind: text as GuestKind };
    case 'source.initramfs':
      return { ...answers, source: { ...asKernel, initramfs: text === '-' ? null : text } };
    case 'source.extra':
      return { ...answers, source: { ...asKernel, extra: text } };
    case 'memoryMiB':
      return { ...answers, memoryMiB: number };
    case 'vcpus':
      return { ...answers, vcpus: number };
    case 'diskGiB':
      return { ...answers, diskGiB: number };
    case 'diskKind':
      return { ...answers, diskKind: text as NewDiskKind };
    case 'bridge':
      return { ...answers, vifs: text ? [{ bridge: text }] : [] };
    case 'autostart':
      return { ...answers, autostart: value === true };
    default:
      throw new Error(`no question of a guest has the path ${path}`);
  }
}
