import { describe, expect, it } from '@jest/globals';
import { parseXlCfg, xlValue } from '../../src/formats/xl-cfg.ts';
import { dom0Step } from '../../steps/host/dom0.ts';
import { sampleAnswers, sampleFacts, textFile } from '../support/sample-facts.ts';

const host = (totalMiB: number, more: Parameters<typeof sampleFacts>[0] = {}) => sampleFacts({ memory: { totalMiB }, ...more });
const asked = (memoryMiB: number, vcpus = 4) => sampleAnswers({ dom0: { memoryMiB, vcpus } });
const desktop = { pacman: { installed: { 'plasma-desktop': '6.5' } } };

describe('dom0 by default', () => {
  it.each([
    [1536, 1024],
    [2560, 1024],
    [7900, 1024],
    [15800, 2048],
    [31950, 4096],
    [257000, 4096],
  ])('has of %i MiB on a server %i', (total, memoryMiB) => {
    expect(dom0Step.defaults(host(total)).memoryMiB).toBe(memoryMiB);
  });

  it.each([
    [3900, 2048],
    [15800, 7936],
    [31950, 8192],
  ])('has of %i MiB on a desktop %i', (total, memoryMiB) => {
    expect(dom0Step.defaults(host(total, desktop)).memoryMiB).toBe(memoryMiB);
  });

  it('has at most four vCPUs, and no more than there are', () => {
    const vcpus = (count: number) => dom0Step.defaults(sampleFacts({ cpu: { count } })).vcpus;
    expect([vcpus(1), vcpus(2), vcpus(64)]).toEqual([1, 2, 4]);
    expect(dom0Step.defaults(sampleFacts({ cpu: { count: 2 }, xen: { cpus: 8 } })).vcpus).toBe(4);
  });

  it('never breaks its own check', () => {
    for (let total = 1024; total < 140000; total += 97) {
      for (const facts of [host(total), host(total, desktop)]) {
        const checks = dom0Step.check(facts, sampleAnswers({ dom0: dom0Step.defaults(facts) }));
        expect({ total, failed: checks.filter(({ state }) => state === 'fail') }).toEqual({ total, failed: [] });
      }
    }
  });

  it('is what the question proposes', () => {
    for (const facts of [sampleFacts(), sampleFacts(desktop)]) {
      const value = dom0Step.defaults(facts);
      const [question] = dom0Step.questions(facts, sampleAnswers({ dom0: value }));
      if (question?.kind !== 'select') throw new Error('not a select');
      expect(question.options[0]?.value).toEqual(value);
      expect(question.value).toEqual(value);
    }
  });

  it('offers values of the person as they are', () => {
    const [question] = dom0Step.questions(sampleFacts(), asked(3000, 3));
    if (question?.kind !== 'select') throw new Error('not a select');
    expect(question.options.map(({ value }) => value)).toContainEqual({ memoryMiB: 3000, vcpus: 3 });
  });
});

describe('dom0 is refused', () => {
  it('the memory that guests need', () => {
    expect(dom0Step.check(host(4096), asked(3585))).toMatchObject([{ id: 'dom0.memory', state: 'fail', hint: 'Choose at most 3584 MiB.' }]);
    expect(dom0Step.check(host(4096), asked(3584))).toMatchObject([{ state: 'pass' }]);
  });

  it('more CPUs than there are', () => {
    expect(dom0Step.check(sampleFacts(), asked(4096, 7))).toContainEqual(expect.objectContaining({ id: 'dom0.vcpus', state: 'fail' }));
  });

  it('but only warned about a small host', () => {
    expect(dom0Step.check(host(2560), asked(1024, 2))).toMatchObject([{ id: 'dom0.memory', state: 'warn' }]);
  });
});

describe('xl.conf', () => {
  const withConf = (text: string) => sampleFacts({ files: { '/etc/xen/xl.conf': textFile(text) } });

  it('is changed only where autoballoon was turned on, and nothing else in it', () => {
    const text = '# defaults\nautoballoon="on"\n\n#lockfile="/x"\n';
    const [change] = dom0Step.changes(withConf(text), asked(4096));
    const after = change?.kind === 'file' && change.content !== null && 'text' in change.content ? change.content.text : '';
    expect(xlValue(parseXlCfg(after), 'autoballoon')).toBe('auto');
    expect(after.split('\n').toSpliced(1, 1)).toEqual(text.split('\n').toSpliced(1, 1));
  });

  it.each(['#autoballoon="on"\n', 'autoballoon="auto"\n', 'autoballoon=0\n', ''])('is left alone: %j', (text) => {
    expect(dom0Step.changes(withConf(text), asked(4096))).toEqual([]);
  });

  it('is left alone where it is not there yet', () => {
    expect(dom0Step.changes(sampleFacts(), asked(4096))).toEqual([]);
  });
});

describe('dom0 after the reboot', () => {
  const running = (memoryMiB: number, vcpus: number, autoballoon = 'auto') =>
    sampleFacts({
      xen: { running: true, dom0: true, domains: [{ name: 'Domain-0', id: 0, memoryMiB, vcpus, state: 'r-----', seconds: 9 }] },
      files: { '/etc/xen/xl.conf': textFile(`autoballoon="${autoballoon}"\n`) },
    });
  const states = (facts: ReturnType<typeof running>) => dom0Step.verify(facts, asked(4096)).map(({ id, state }) => `${id} ${state}`);

  it('passes within a twentieth of the memory', () => {
    expect(states(running(4095, 4))).toEqual(['dom0.memory pass', 'dom0.vcpus pass']);
    expect(states(running(3892, 4))).toEqual(['dom0.memory pass', 'dom0.vcpus pass']);
  });

  it('fails beyond it, and with other CPUs', () => {
    expect(states(running(3890, 6))).toEqual(['dom0.memory fail', 'dom0.vcpus fail']);
    expect(states(running(31000, 4))).toEqual(['dom0.memory fail', 'dom0.vcpus pass']);
  });

  it('warns when xl takes memory from it', () => {
    expect(states(running(4096, 4, 'on'))).toContain('dom0.autoballoon warn');
  });

  it('is not judged without xl list', () => {
    expect(dom0Step.verify(sampleFacts(), asked(4096))).toMatchObject([{ state: 'unknown' }]);
  });
});
