import { parseXlCfg, type XlValue, xlValue } from '../formats/xl-cfg.ts';
import type { XlFinding } from './xl-finding.ts';
import { nearestKey, xlKeys, xlListKeys, xlNumberKeys } from './xl-keys.ts';
import { valueFindings } from './xl-lint-values.ts';
import { vncFindings } from './xl-lint-vnc.ts';
import { wholeFindings } from './xl-lint-whole.ts';

export type { XlFinding } from './xl-finding.ts';

const types = ['pv', 'pvh', 'hvm'];

/** Checks what xl does not: it ignores unknown settings and old prefixes without a word. */
export function lintXlCfg(text: string): readonly XlFinding[] {
  const cfg = parseXlCfg(text);
  const findings: XlFinding[] = cfg.problems.map(({ line, message }) => ({
    severity: 'error',
    line,
    message,
    hint: 'Write it as  key = "text"  or  key = number  or  key = [ "item", "item" ].',
  }));
  for (const { key, line, value } of cfg.settings) {
    findings.push(
      ...keyFindings(key, line),
      ...shapeFindings(key, line, value),
      ...valueFindings(key, line, value),
      ...vncFindings(key, line, value),
    );
    if (key === 'disk') findings.push(...itemsOf(value).flatMap((item) => diskFindings(item, line)));
    if (key === 'vif') findings.push(...itemsOf(value).flatMap((item) => vifFindings(item, line)));
  }
  if (cfg.problems.length === 0) findings.push(...wholeFindings(cfg));
  if (cfg.problems.length === 0 && xlValue(cfg, 'name') === undefined) {
    findings.push({ severity: 'error', message: 'The guest has no name.', hint: 'Add  name = "..."' });
  }
  return findings;
}

function keyFindings(key: string, line: number): readonly XlFinding[] {
  if (key === 'builder') {
    return [
      {
        severity: 'warning',
        line,
        message: 'builder= is an old spelling.',
        hint: 'Use  type = "hvm"  (or "pvh", "pv") and remove builder=.',
      },
    ];
  }
  if (xlKeys.has(key)) return [];
  const near = nearestKey(key);
  return [
    {
      severity: 'error',
      line,
      message: `xl does not know ${key} and ignores it.`,
      hint: near === undefined ? 'Remove it, or look it up in xl.cfg(5).' : `Do you mean ${near}?`,
    },
  ];
}

function shapeFindings(key: string, line: number, value: XlValue): readonly XlFinding[] {
  const isList = Array.isArray(value);
  if (xlListKeys.has(key) && !isList) {
    return [{ severity: 'error', line, message: `${key} must be a list.`, hint: `Write  ${key} = [ "..." ]` }];
  }
  if (xlNumberKeys.has(key) && (isList || !/^\s*(0x[0-9a-f]+|[0-9]+)$/i.test(String(value)))) {
    return [
      { severity: 'error', line, message: `${key} must be a number.`, hint: `Write  ${key} = 512  with no unit (memory is in MiB).` },
    ];
  }
  if (key === 'type' && !types.includes(String(value))) {
    return [{ severity: 'error', line, message: `xl has no guest type ${JSON.stringify(value)}.`, hint: 'Use "pvh", "pv" or "hvm".' }];
  }
  return [];
}

const diskOptions = `target format vdev access backend backendtype devtype script direct-io-safe discard no-discard colo-host
  colo-port colo-export active-disk hidden-disk specification
  grant_usage`.split(/\s+/);

/** A disk specification as in xl-disk-configuration(5). */
function diskFindings(item: string, line: number): readonly XlFinding[] {
  const prefix = /^\s*(?:target=)?(file|phy|tap2?(?::\w+)?|aio|vhd|qcow2?|raw):/.exec(item)?.[1];
  if (prefix !== undefined) {
    return [
      {
        severity: 'warning',
        line,
        message: `The disk prefix ${prefix}: is deprecated.`,
        hint: 'Write  "format=raw, vdev=xvda, access=rw, target=/path"  with target= last.',
      },
    ];
  }
  // target= takes the rest of the text, commas and all.
  const names = [...(item.split(/target=/)[0] ?? '').matchAll(/(?:^|,)\s*([a-z0-9_-]+)\s*=/gi)].map((match) => match[1] ?? '');
  return unknownOptions('disk', names, diskOptions, line);
}

const vifOptions = `type mac bridge netdev gatewaydev ip script backend vifname model rate mtu vlan devid accel forwarddev
  trusted untrusted
  colo_sock_mirror_id colo_sock_mirror_ip colo_sock_mirror_port`.split(/\s+/);

function vifFindings(item: string, line: number): readonly XlFinding[] {
  const options = item.split(',').map((part) => part.trim().split('='));
  const mac = options.find(([name]) => name === 'mac')?.[1];
  const bad =
    mac !== undefined && !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac)
      ? [
          {
            severity: 'error' as const,
            line,
            message: `${mac} is not a MAC address.`,
            hint: 'Six pairs of hexadecimal digits, 00:16:3e:xx:xx:xx for Xen.',
          },
        ]
      : [];
  const names = options.map(([name]) => name ?? '').filter((name) => name !== '' && !name.startsWith('colo_'));
  return [...bad, ...unknownOptions('vif', names, vifOptions, line)];
}

const unknownOptions = (of: string, names: readonly string[], known: readonly string[], line: number): readonly XlFinding[] =>
  names
    .filter((name) => !known.includes(name.toLowerCase()))
    .map((name) => ({
      severity: 'error',
      line,
      message: `A ${of} has no option ${name}.`,
      hint: `It knows: ${known.slice(0, 8).join(', ')} and so on.`,
    }));

const itemsOf = (value: XlValue): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
