import { describe, expect, it } from '@jest/globals';
import { guestsStep } from '../../steps/host/guests.ts';
import { packageBase, sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const without = sampleFacts({ cpu: { virtualisation: 'none' } });
const kinds = (...list: readonly ('pvh' | 'pv' | 'hvm' | 'uefi')[]) => sampleAnswers({ guests: { kinds: [...list] } });

describe('guests', () => {
  it('are of all kinds that need no firmware build, where the CPU virtualises', () => {
    expect(guestsStep.defaults(sampleFacts())).toEqual({ kinds: ['pvh', 'pv', 'hvm'] });
  });

  it('are PV alone where it does not', () => {
    expect(guestsStep.defaults(without)).toEqual({ kinds: ['pv'] });
  });

  it('leave HVM out where only xen can be had', () => {
    expect(guestsStep.defaults(sampleFacts({ bases: { 'xen-qemu': undefined } }))).toEqual({ kinds: ['pvh', 'pv'] });
  });

  it.each([
    ['none', /neither/],
    ['off-in-firmware', /firmware setup/],
  ] as const)('%s: the kinds that cannot run say why', (virtualisation, reason) => {
    const [question] = guestsStep.questions(sampleFacts({ cpu: { virtualisation } }), kinds('pv'));
    if (question?.kind !== 'multiselect') throw new Error('not a multiselect');
    const unavailable = Object.fromEntries(question.options.map(({ value, unavailable: why }) => [String(value), why]));
    expect(unavailable).toEqual({
      pv: undefined,
      pvh: expect.stringMatching(reason),
      hvm: expect.stringMatching(reason),
      uefi: expect.stringMatching(reason),
    });
  });

  it('cannot be chosen where they cannot run, nor left out altogether', () => {
    expect(guestsStep.check(without, kinds('pv', 'hvm'))).toMatchObject([{ state: 'fail', detail: 'hvm cannot run here' }]);
    expect(guestsStep.check(sampleFacts(), kinds())).toMatchObject([{ state: 'fail' }]);
    expect(guestsStep.check(without, kinds('pv'))).toEqual([]);
    expect(guestsStep.check(sampleFacts({ cpu: { virtualisation: 'hidden' } }), kinds('hvm'))).toEqual([]);
  });

  it('with UEFI say when its firmware is out of reach', () => {
    expect(guestsStep.check(sampleFacts(), kinds('uefi'))).toMatchObject([{ id: 'guests.uefi', state: 'warn' }]);
    expect(guestsStep.check(sampleFacts({ bases: { 'xen-edk2': packageBase('xen-edk2') } }), kinds('uefi'))).toEqual([]);
  });

  it('are judged by what Xen itself can do', () => {
    const judged = (virtCaps?: readonly string[]) => guestsStep.verify(sampleFacts({ xen: { virtCaps } }), kinds('hvm'))[0]?.state;
    expect([judged(['pv', 'hvm', 'hap']), judged(['pv']), judged(undefined)]).toEqual(['pass', 'fail', 'unknown']);
    expect(guestsStep.verify(sampleFacts({ xen: { virtCaps: ['pv'] } }), kinds('pv'))).toEqual([]);
  });
});
