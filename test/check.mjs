import assert from 'node:assert/strict';

/** The machine under a test failed, not what is tested: no verdict, and worth another try. */
export class MachineFailure extends Error {}

/**
 * A tier's score. A named check either passes or fails; after a failure the rest of its scenario is not tried,
 * because it builds on it. The numbers are what the last line of a tier says.
 */
export class Score {
  passed = 0;
  failed = 0;
  notRun = [];

  /** Runs `body`; what it returns (a text) is shown under the check's name. Throws again what it threw. */
  async check(name, body) {
    const started = Date.now();
    try {
      const shown = await body();
      this.passed += 1;
      console.log(`  PASS  ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
      if (typeof shown === 'string' && shown.trim() !== '') console.log(indented(shown));
      return shown;
    } catch (error) {
      if (error instanceof MachineFailure) throw error;
      this.failed += 1;
      console.log(
        `  FAIL  ${name}\n${indented(error?.stack?.includes('AssertionError') ? error.message : (error?.stack ?? String(error)))}`,
      );
      throw new ScenarioEnded(name, { cause: error });
    }
  }

  /** Like `check`, but the scenario goes on after a failure. */
  async look(name, body) {
    try {
      return await this.check(name, body);
    } catch (error) {
      if (!(error instanceof ScenarioEnded)) throw error;
      return undefined;
    }
  }

  add(other) {
    this.passed += other.passed;
    this.failed += other.failed;
    this.notRun.push(...other.notRun);
  }

  skip(name, why) {
    this.notRun.push(name);
    console.log(`  NOT RUN  ${name}: ${why}`);
  }
}

/** A check failed; it has been told. */
export class ScenarioEnded extends Error {}

export const indented = (text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');

/** Nothing may differ: `differences` are lines that say what does. */
export function expectNone(differences, what) {
  assert.equal(differences.length, 0, `${what}: ${differences.length} differences:\n${differences.slice(0, 40).join('\n')}`);
}

export function expectMatch(text, pattern, what = 'the output') {
  assert.match(text, pattern, `${what} should match ${pattern}, but is:\n${text.slice(-2000)}`);
}

export function expectEqual(actual, expected, what) {
  assert.deepEqual(actual, expected, `${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** Those of the cases whose names have one of the words in ARCHXEN_CASES; all, where it is not set. */
export function chosenCases(cases) {
  const words = process.env.ARCHXEN_CASES?.split(',') ?? [''];
  return Object.entries(cases).filter(([name]) => words.some((word) => name.includes(word)));
}
