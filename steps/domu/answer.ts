import type { Json } from '../../src/core/json.ts';
import { type GuestDraft, imagePath } from '../../src/domu/guest.ts';

/** The answers with that of one question (its `path`) in them. Schema and checks judge the whole afterwards. */
export function withGuestAnswer(answers: GuestDraft, path: string, value: Json): GuestDraft {
  const text = typeof value === 'string' ? value : undefined;
  const number = typeof value === 'number' ? value : undefined;
  const source = { kind: 'kernel' as const, ...answers.source };
  switch (path) {
    case 'name':
      return { ...answers, name: text };
    case 'kind':
      return { ...answers, kind: text === 'pv' ? 'pv' : 'pvh' };
    case 'source.kernel':
      return { ...answers, source: { ...source, kernel: text } };
    case 'source.initramfs':
      return { ...answers, source: { ...source, initramfs: text === '-' ? null : text } };
    case 'source.extra':
      return { ...answers, source: { ...source, extra: text } };
    case 'memoryMiB':
      return { ...answers, memoryMiB: number };
    case 'vcpus':
      return { ...answers, vcpus: number };
    case 'diskGiB':
      return { ...answers, disks: number ? [{ kind: 'sparse-file', path: imagePath(answers.name ?? 'guest1'), sizeGiB: number }] : [] };
    case 'bridge':
      return { ...answers, vifs: text ? [{ bridge: text }] : [] };
    case 'autostart':
      return { ...answers, autostart: value === true };
    default:
      throw new Error(`no question of a guest has the path ${path}`);
  }
}
