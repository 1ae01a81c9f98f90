import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { guestConfig } from '../../src/domu/config.ts';
import { lintXlCfg } from '../../src/domu/xl-lint.ts';
import { matrix } from '../domu/matrix.ts';

/** `UPDATE_GOLDEN=1 npm test -- test/golden/guests` writes them anew; then read the difference. */
const update = process.env['UPDATE_GOLDEN'] === '1';
const secrets = { vncPassword: 'Secret77' };

describe('the configuration of every kind of guest, from every source, on every disk', () => {
  it('is the golden one', () => {
    const path = fileURLToPath(new URL('./guests.cfg', import.meta.url));
    const text = matrix.map(([name, guest]) => `### ${name}\n${guestConfig(guest, secrets)}`).join('\n');
    if (update) writeFileSync(path, text);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'there is no golden file yet').toBe(text);
  });

  it('has nothing in it that the validator would find', () => {
    for (const [name, guest] of matrix) expect([name, lintXlCfg(guestConfig(guest, secrets))]).toEqual([name, []]);
  });

  it('names each virtual disk once', () => {
    for (const [name, guest] of matrix) {
      const names = [...guestConfig(guest).matchAll(/vdev=(\w+)/g)].map((match) => match[1]);
      expect([name, names.length]).toEqual([name, new Set(names).size]);
    }
  });
});
