import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import type { XenFacts } from '../../src/core/facts-xen.ts';
import { verifyReport } from '../../steps/host/verify.ts';
import { xlListCheck } from '../../steps/host/xl-list-check.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const active = { load: 'loaded', enabled: 'enabled', active: 'active' };
const units = Object.fromEntries(
  ['xenstored', 'xenconsoled', 'xen-init-dom0', 'xendomains', 'xen-qemu-dom0-disk-backend'].map((name) => [`${name}.service`, active]),
);

/** dom0 as it was asked for. */
const dom0 = (xen: Partial<XenFacts> = {}): Facts =>
  sampleFacts({
    units,
    pacman: { installed: { xen: '4.21.2-1', 'xen-qemu': '11.1.0-1' } },
    xen: {
      running: true,
      dom0: true,
      version: '4.21.2',
      virtCaps: ['pv', 'hvm', 'hap'],
      domains: [{ name: 'Domain-0', id: 0, memoryMiB: 4096, vcpus: 4, state: 'r-----', seconds: 12.5 }],
      ...xen,
    },
    network: {
      uplink: 'xenbr0',
      links: [
        { name: 'enp3s0', kind: 'ethernet', mac: '52:54:00:12:34:56', up: true, carrier: true, master: 'xenbr0', addresses: [] },
        {
          name: 'xenbr0',
          kind: 'bridge',
          mac: '52:54:00:12:34:56',
          up: true,
          carrier: true,
          addresses: [{ address: '192.0.2.17/24', family: 4, dynamic: true, scope: 'global' }],
        },
      ],
    },
  });

const stepsOf = (facts: Facts) =>
  verifyReport(facts, sampleAnswers()).checks.filter(({ id }) => /^(xen|guests|dom0|services|network|build)/.test(id));
const states = (facts: Facts) => Object.fromEntries(stepsOf(facts).map(({ id, state }) => [id, state]));

/** What xl printed, recorded on a real host. */
const noHandle = `xencall: error: Could not obtain handle on privileged command interface: No such file or directory
libxl: error: libxl.c:102:libxl_ctx_alloc: cannot open libxc handle
cannot init xl context`;

describe('the health report', () => {
  it('is green in the dom0 that was asked for', () => {
    expect(stepsOf(dom0()).filter(({ state }) => state !== 'pass')).toEqual([]);
    expect(
      verifyReport(dom0(), sampleAnswers())
        .checks.slice(0, 3)
        .map(({ detail }) => detail),
    ).toEqual(['Xen 4.21.2 runs', 'this Linux is dom0 (control_d)', 'Domain-0, 4096 MiB, 4 vCPUs']);
  });

  it('says once that Linux was booted, and judges nothing that needs Xen', () => {
    const seen = states(sampleFacts());
    expect(seen).toMatchObject({
      'xen.running': 'fail',
      'xen.dom0': 'unknown',
      'xen.list': 'unknown',
      guests: 'unknown',
      dom0: 'unknown',
      services: 'unknown',
      'network.bridge': 'fail',
    });
  });

  it('finds what is not as asked', () => {
    const facts = dom0({
      domains: [{ name: 'Domain-0', id: 0, memoryMiB: 1024, vcpus: 1, state: 'r-----', seconds: 1 }],
      virtCaps: ['pv'],
    });
    expect(states(facts)).toMatchObject({ 'dom0.memory': 'fail', 'dom0.vcpus': 'fail', 'guests.caps': 'fail', 'xen.list': 'pass' });
  });
});

describe('xl list', () => {
  const judged = (xen: Partial<XenFacts>, more: Parameters<typeof sampleFacts>[0] = {}) =>
    xlListCheck(sampleFacts({ units, xen: { running: true, dom0: true, ...xen }, ...more }));

  it('that complains about libxl: xenfs or xen-privcmd is missing', () => {
    const check = judged({ listError: noHandle });
    expect(check).toMatchObject({ state: 'fail', detail: 'xl complains about libxl', hint: expect.stringContaining('proc-xen.mount') });
    expect(check.evidence).toContain('cannot init xl context');
  });

  it('that would hang: xenstored does not run', () => {
    const down = { 'xenstored.service': { ...active, active: 'failed' } };
    expect(judged({ listError: 'timeout' }, { units: down })).toMatchObject({
      state: 'fail',
      detail: 'xenstored does not run, xl would hang',
      reason: 'xenstored.service is failed',
    });
  });

  it('that is denied: the tools and the running Xen differ, or nobody is root', () => {
    const listError = 'libxl: error: libxl.c:1: getting physinfo: Permission denied';
    expect(judged({ listError })).toMatchObject({ hint: 'Reboot into the new Xen.' });
    expect(judged({ listError }, { session: { uid: 1000, user: 'alice' } })).toMatchObject({ detail: 'xl needs root' });
  });

  it('that shows no Domain-0: xen-init-dom0 has not run', () => {
    expect(judged({ domains: [] })).toMatchObject({ state: 'fail', hint: expect.stringContaining('xen-init-dom0') });
  });

  it('that fails in another way is quoted', () => {
    expect(judged({ listError: 'something new\nand more' })).toMatchObject({ state: 'fail', detail: 'something new' });
    expect(judged({})).toMatchObject({ state: 'fail', detail: 'it gave no answer' });
  });

  it('shows a domain that is there', () => {
    expect(judged({ domains: [{ name: 'Domain-0', id: 0, memoryMiB: 512, vcpus: 1, state: 'r-----', seconds: 1 }] }).state).toBe('pass');
  });
});
