import { describe, expect, it } from '@jest/globals';
import { readSigning } from '../../src/facts/signing.ts';
import { memorySystem, plant, type Tree } from '../../src/system/memory.ts';

const global = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const efivars = '/sys/firmware/efi/efivars';
const certificate = Buffer.from('0 the certificate of the owner 0');
const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`;

function read(variables: Readonly<Record<string, number | Buffer>>, files: Readonly<Record<string, string>> = {}) {
  const tree: Tree = new Map();
  const put = (path: string, content: Uint8Array): void => plant(tree, path, { type: 'file', content, mode: 0o600, uid: 0, gid: 0 });
  for (const [name, value] of Object.entries(variables)) {
    const path = name.includes('-') ? `${efivars}/${name}` : `${efivars}/${name}-${global}`;
    put(path, Buffer.concat([Buffer.of(6, 0, 0, 0), typeof value === 'number' ? Buffer.of(value) : value]));
  }
  for (const [path, text] of Object.entries(files)) put(path, Buffer.from(text));
  return readSigning(memorySystem(tree));
}

describe('Secure Boot beyond on and off', () => {
  it('is not there without the variable', async () => {
    expect(await read({})).toBeUndefined();
  });

  it.each([
    ['user', { SecureBoot: 1, SetupMode: 0 }],
    ['setup', { SecureBoot: 0, SetupMode: 1 }],
    ['audit', { SecureBoot: 0, SetupMode: 1, AuditMode: 1 }],
    ['deployed', { SecureBoot: 1, SetupMode: 0, DeployedMode: 1 }],
  ])('is in %s mode', async (mode, variables) => {
    expect(await read(variables)).toMatchObject({ mode, shim: false, evidence: [expect.stringContaining(mode)] });
  });

  it('knows shim', async () => {
    const variables = { SecureBoot: 1, 'MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23': Buffer.from('x') };
    expect(await read(variables)).toMatchObject({ shim: true });
  });

  it.each(['/var/lib/sbctl/keys', '/usr/share/secureboot/keys'])(
    'finds the keys of sbctl in %s, and whether the firmware has them',
    async (directory) => {
      const files = { [`${directory}/db/db.key`]: 'key', [`${directory}/db/db.pem`]: pem };
      const db = 'db-d719b2cb-3d3a-4596-a3bc-dad00e67656f';
      const enrolled = { SecureBoot: 1, [db]: Buffer.concat([Buffer.alloc(44), certificate]) };
      expect(await read(enrolled, files)).toMatchObject({ sbctl: { directory, enrolled: true } });
      expect(await read({ SecureBoot: 1, [db]: Buffer.from('of a vendor only') }, files)).toMatchObject({ sbctl: { enrolled: false } });
      expect((await read(enrolled))?.sbctl).toBeUndefined();
    },
  );
});
