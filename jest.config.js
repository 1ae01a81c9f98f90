export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': '<rootDir>/scripts/jest-esbuild.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/vm/', '<rootDir>/test/container/'],
  // Machines are shared and noisy: a test waits for content, and this only ends one that hangs.
  testTimeout: 120_000,
  // One core of two would stand idle.
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
