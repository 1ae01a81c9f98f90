import type { SigningFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { efiPath, globalVendor } from './efi-variables.ts';

const imageSecurity = 'd719b2cb-3d3a-4596-a3bc-dad00e67656f';
const shimVendor = '605dab50-e046-4300-abb6-3dd810dd8b23';
/** Where sbctl keeps its keys: since 0.14, and before. */
const folders = ['/var/lib/sbctl/keys', '/usr/share/secureboot/keys'] as const;

/** Secure Boot beyond on and off: the firmware's mode, shim, and the owner's own keys. */
export async function readSigning(system: System): Promise<SigningFacts | undefined> {
  const variable = (name: string, vendor = globalVendor): Promise<Uint8Array | undefined> =>
    system.read(efiPath(name, vendor)).catch(() => undefined);
  const [secureBoot, setup, audit, deployed] = await Promise.all(
    ['SecureBoot', 'SetupMode', 'AuditMode', 'DeployedMode'].map((name) => variable(name)),
  );
  if (secureBoot === undefined) return undefined;
  const is = (bytes: Uint8Array | undefined): boolean => bytes?.[4] === 1;
  const mode = is(audit) ? 'audit' : is(setup) ? 'setup' : is(deployed) ? 'deployed' : 'user';
  const shim = (await variable('MokListRT', shimVendor)) !== undefined;
  const sbctl = await readSbctl(system, await variable('db', imageSecurity));
  const evidence = [
    `SecureBoot, SetupMode, AuditMode, DeployedMode: ${mode} mode`,
    ...(shim ? ['MokListRT: shim started this system'] : []),
    ...(sbctl === undefined ? [] : [`${sbctl.directory}/db/db.key`, ...(sbctl.enrolled ? ['its certificate is in the variable db'] : [])]),
  ];
  return { mode, shim, ...(sbctl && { sbctl }), evidence };
}

/** The certificate itself stands in the firmware's db, whatever sbctl would say. Only root can see the keys. */
async function readSbctl(system: System, db: Uint8Array | undefined): Promise<SigningFacts['sbctl']> {
  for (const directory of folders) {
    if ((await system.stat(`${directory}/db/db.key`).catch(() => undefined))?.type !== 'file') continue;
    const pem = await system.read(`${directory}/db/db.pem`).catch(() => undefined);
    const der = Buffer.from(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END/.exec(Buffer.from(pem ?? []).toString())?.[1] ?? '', 'base64');
    return { directory, enrolled: der.length > 0 && db !== undefined && Buffer.from(db).includes(der) };
  }
  return undefined;
}
