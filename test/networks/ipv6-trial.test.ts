import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import type { System } from '../../src/system/port.ts';
import { networkStep } from '../../steps/host/network.ts';
import { told } from '../changes/context.ts';
import { self } from '../facts/host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';
import { simulated } from '../system/simulated/host.ts';

afterEach(() => {
  jest.useRealTimers();
});

/** The trial on a host with IPv6 only, whose router is heard on the bridge from some look on; how often it was looked for. */
async function triedWhere(heardAfter: number) {
  const { system } = simulated('ipv6-only-docker');
  const facts = await gatherFacts(system, { self });
  const trial = networkStep.changes(facts, sampleAnswers({ network: networkStep.defaults(facts) })).find(({ kind }) => kind === 'network');
  if (trial === undefined) throw new Error('no trial');
  let looks = 0;
  const run: System['run'] = async (argv, options) => {
    const result = await system.run(argv, options);
    if (argv.join(' ') !== 'ip -j -6 route show default' || !result.stdout.includes('xenbr0')) return result;
    looks += 1;
    return looks > heardAfter ? result : { ...result, stdout: '[]\n' };
  };
  jest.useFakeTimers();
  const work: Promise<unknown> = bind(trial)
    .apply(told({ ...system, run }).context)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  await jest.advanceTimersByTimeAsync(60_000);
  return { error: await work, looks };
}

describe('the bridge on trial where only IPv6 leads outside', () => {
  it('waits for the router, which announces itself some seconds after the bridge is there', async () => {
    const { error, looks } = await triedWhere(4);
    expect(error).toBeUndefined();
    expect(looks).toBeGreaterThan(4);
  });

  it('is taken back where the router is never heard, and says so', async () => {
    expect((await triedWhere(Number.POSITIVE_INFINITY)).error).toMatchObject({
      code: 'network-reverted',
      message: expect.stringContaining('there is no IPv6 default route over xenbr0 to fe80::1'),
    });
  });
});
