import { ArchxenError } from '../core/error.ts';
import { parseXlCfg, setXlKey, type XlValue, xlValue } from '../formats/xl-cfg.ts';
import { nearestKey, xlKeys, xlListKeys } from './xl-keys.ts';
import { lintXlCfg } from './xl-lint.ts';

/** What says which guest it is. Its disks, its run in the journal and its domain hang on them. */
const identity: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  name: {
    message: 'A guest is not renamed by an edit: its domain would run on under the old name.',
    hint: 'Stop it, archxen domu clone OLD NEW copies it under another name, and archxen domu remove OLD takes the old one away.',
  },
  uuid: {
    message: 'The uuid of a guest is not edited: it is how Xen tells guests apart.',
    hint: 'archxen domu clone NAME NEW makes a copy that gets its own.',
  },
};

/** A setting to change: `memory=2048`, or `memory=` to remove it. */
export function parseSetting(word: string): { readonly key: string; readonly value: XlValue | undefined } {
  const [, key = '', text = ''] = /^([a-z0-9_]+)=(.*)$/.exec(word) ?? [];
  if (key === '') throw usage(`"${word}" is not a setting.`);
  if (!xlKeys.has(key)) {
    const near = nearestKey(key);
    throw new ArchxenError('usage', `xl has no setting ${key}.`, {
      hint: near === undefined ? 'xl.cfg(5) lists them.' : `Do you mean ${near}?`,
    });
  }
  const fixed = Object.hasOwn(identity, key) ? identity[key] : undefined;
  if (fixed !== undefined) throw new ArchxenError('usage', fixed.message, { hint: fixed.hint });
  if (xlListKeys.has(key)) throw usage(`${key} is a list.`);
  return { key, value: text === '' ? undefined : /^\d+$/.test(text) ? Number(text) : text };
}

const usage = (message: string): ArchxenError =>
  new ArchxenError('usage', message, {
    hint: 'Write key=value, for example memory=2048 vcpus=4. Lists (disk, vif) are edited in the file itself.',
  });

/** The configuration with these settings, all else as it was byte by byte. Throws `guest-invalid` when the validator finds an error that was not there. */
export function editedConfig(text: string, settings: readonly ReturnType<typeof parseSetting>[]): string {
  const edited = settings.reduce((so, { key, value }) => setXlKey(so, key, value), text);
  const before = new Set(lintXlCfg(text).map(({ message }) => message));
  const errors = lintXlCfg(edited).filter(({ severity, message }) => severity === 'error' && !before.has(message));
  const [first] = errors;
  if (first === undefined) return edited;
  throw new ArchxenError('guest-invalid', `xl would not take this: ${first.message}`, {
    hint: first.hint,
    lines: errors.map(({ message }) => message),
  });
}

/** The text without its password, for people. */
export function masked(text: string): string {
  const value = xlValue(parseXlCfg(text), 'vncpasswd');
  return typeof value === 'string' && value !== '' ? setXlKey(text, 'vncpasswd', '********') : text;
}
