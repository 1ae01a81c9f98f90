import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { errorCodes, exitCodes } from '../../src/core/error.ts';

const pages = new URL('../../docs/errors/', import.meta.url);

it.each(Object.entries(errorCodes))('%s has a page that names its exit code', (code, { exit }) => {
  const page = new URL(`${code}.md`, pages);
  expect(existsSync(page)).toBe(true);
  expect(readFileSync(page, 'utf8')).toContain(`Exit code ${exit}.`);
});

it('there is no page for a code that does not exist', () => {
  expect(readdirSync(pages).filter((name) => !(name.replace('.md', '') in errorCodes))).toEqual([]);
});

it('every exit code but ok and reboot needed belongs to an error', () => {
  const used = new Set<number>(Object.values(errorCodes).map(({ exit }) => exit));
  expect(Object.values(exitCodes).filter((exit) => !used.has(exit))).toEqual([exitCodes.ok, exitCodes.rebootNeeded]);
});
