import { dirname } from 'node:path/posix';
import { loaderOfPath } from '../../core/efi-program.ts';
import type { Facts } from '../../core/facts.ts';
import { type RefindSetting, type RefindStanza, readRefindConf } from '../../formats/refind-conf.ts';
import { hostFile } from '../host-files.ts';
import { espMount } from '../xen-efi/esp.ts';

/** refind.conf of this host: beside the program that the firmware starts, else wherever it is on the ESP. */
export function confPath(facts: Facts): string {
  const all = Object.keys(facts.files).filter((path) => /\/refind\.conf$/i.test(path));
  return all.find((path) => programPath(facts, path) !== undefined) ?? all[0] ?? `${espMount(facts)}/EFI/refind/refind.conf`;
}

/** rEFInd's program beside its configuration. */
export const programPath = (facts: Facts, conf: string): string | undefined =>
  Object.keys(facts.files).find((path) => dirname(path) === dirname(conf) && /\/(refind[^/]*|bootx64)\.efi$/i.test(path));

/** archxen's own part of the configuration, which refind.conf includes. */
export const ownName = 'archxen.conf';
export const ownPath = (facts: Facts): string => `${dirname(confPath(facts))}/${ownName}`;

export interface PlacedSetting extends RefindSetting {
  readonly path: string;
}

/** The configuration as rEFInd reads it: what is included stands where the include is (one level deep). */
export function readConf(facts: Facts): { readonly settings: readonly PlacedSetting[]; readonly stanzas: readonly RefindStanza[] } {
  const main = confPath(facts);
  const { settings, stanzas } = readRefindConf(hostFile(facts, main)?.text ?? '');
  const includes = settings.flatMap((setting) => (setting.key === 'include' ? [setting.values[0] ?? ''] : []));
  const read = (name: string) => {
    const path = `${dirname(main)}/${name}`;
    const conf = readRefindConf(hostFile(facts, path)?.text ?? '');
    return { ...conf, settings: conf.settings.map((setting) => ({ ...setting, path })) };
  };
  return {
    settings: settings.flatMap((setting) =>
      setting.key === 'include' ? read(setting.values[0] ?? '').settings : [{ ...setting, path: main }],
    ),
    stanzas: [...stanzas, ...includes.flatMap((name) => read(name).stanzas)],
  };
}

export const includesOwn = (facts: Facts): boolean =>
  readRefindConf(hostFile(facts, confPath(facts))?.text ?? '').settings.some(
    ({ key, values }) => key === 'include' && values[0]?.toLowerCase() === ownName,
  );

/** The last `scanfor`, whose words count by their first letter; without one, manual stanzas are shown. */
export const scanFor = (facts: Facts): PlacedSetting | undefined => readConf(facts).settings.findLast(({ key }) => key === 'scanfor');

export const showsStanzas = (setting: RefindSetting | undefined): boolean =>
  setting === undefined || setting.values.some((value) => /^m/i.test(value));

/** Is this program rEFInd, in a firmware entry? */
export function isRefind(facts: Facts, path: string | undefined): boolean {
  if (path === undefined) return false;
  const own = programPath(facts, confPath(facts))?.slice(espMount(facts).length).replaceAll('/', '\\').toLowerCase();
  return loaderOfPath(path) === 'refind' || path.toLowerCase() === own;
}
