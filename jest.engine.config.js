import base from './jest.config.js';

/** The engine, its journal and the way back: what a crash is survived by. Each branch of them is walked by their own tests. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/engine/**/*.test.ts'],
  // Cuts before each effect, on disks and under shells: they add minutes, and no branch.
  testPathIgnorePatterns: ['crash.test.ts', 'disk.test.ts', 'restore.test.ts'],
  collectCoverage: true,
  coverageProvider: 'v8',
  // records.ts has only types.
  collectCoverageFrom: ['src/engine/**/*.ts', '!src/engine/records.ts'],
  coverageReporters: ['text'],
  coverageThreshold: { global: { branches: 100 } },
};
