import { describe, expect, it } from '@jest/globals';
import { answersSchema } from '../../src/core/answers.ts';
import { ArchxenError } from '../../src/core/error.ts';
import { answersJsonSchema, defaultAnswers, readAnswers } from '../../src/road/answers.ts';
import { nearest } from '../../src/road/nearest.ts';
import { sampleFacts } from '../support/sample-facts.ts';

const facts = sampleFacts();
const defaults = defaultAnswers(facts);

function errorsOf(given: unknown): readonly string[] {
  try {
    readAnswers(typeof given === 'string' ? given : JSON.stringify(given), defaults);
  } catch (error) {
    if (error instanceof ArchxenError && error.code === 'answers-invalid') return error.lines;
    throw error;
  }
  return [];
}

describe('default answers', () => {
  it('are valid, and derived from the host', () => {
    const answers = defaultAnswers(facts);
    expect(answersSchema.safeParse(answers).success).toBe(true);
    expect(answers).toMatchObject({
      v: 1,
      guests: { kinds: ['pvh', 'pv', 'hvm'] },
      dom0: { memoryMiB: 4096, vcpus: 4 },
      network: { mode: 'bridge', uplink: 'enp3s0' },
      boot: { loader: 'systemd-boot', kernel: 'linux' },
    });
  });
});

describe('an answers file', () => {
  it('may leave out anything', () => {
    expect(readAnswers('{}', defaults)).toEqual(defaultAnswers(facts));
    expect(readAnswers('{"dom0": {"vcpus": 2}}', defaults)).toEqual({ ...defaultAnswers(facts), dom0: { memoryMiB: 4096, vcpus: 2 } });
  });

  it('leaves what it does not name as the host was set up, and takes a variable of makepkg away', () => {
    const asSetUp = {
      ...defaults,
      boot: { ...defaults.boot, kernelOptions: 'nomodeset' },
      build: { ...defaults.build, variables: { CCACHE_DIR: '/c' } },
    };
    expect(readAnswers('{}', asSetUp)).toEqual(asSetUp);
    expect(readAnswers('{"dom0": {"memoryMiB": 2048}, "build": {"variables": {}}}', asSetUp)).toEqual({
      ...asSetUp,
      dom0: { ...defaults.dom0, memoryMiB: 2048 },
      build: defaults.build,
    });
  });

  it('may hold all that was answered', () => {
    const answers = { ...defaultAnswers(facts), guests: { kinds: ['pv'] } };
    expect(readAnswers(JSON.stringify(answers), defaults)).toEqual(answers);
  });

  it('replaces lists, and adds variables of makepkg', () => {
    const read = readAnswers('{"guests": {"kinds": ["uefi"]}, "build": {"variables": {"CCACHE_DIR": "/c"}}}', defaults);
    expect(read.guests.kinds).toEqual(['uefi']);
    expect(read.build).toEqual({ ...defaultAnswers(facts).build, variables: { CCACHE_DIR: '/c' } });
  });

  it.each([
    [{ dom0: { memoryMiB: 12 } }, 'dom0.memoryMiB: 12 is less than 512'],
    [{ dom0: { vcpus: 5000 } }, 'dom0.vcpus: 5000 is more than 4096'],
    [{ dom0: { vcpus: 1.5 } }, 'dom0.vcpus: expected a whole number, got 1.5'],
    [{ dom0: { vcpus: '4' } }, 'dom0.vcpus: expected a number, got "4"'],
    [{ dom0: null }, 'dom0: expected an object, got null'],
    [{ dom0: [] }, 'dom0: expected an object, got a list'],
    [{ network: { mode: 'tun' } }, 'network.mode: "tun" is not one of bridge, nat, none'],
    [{ guests: { kinds: ['pvh', 'vm'] } }, 'guests.kinds.1: "vm" is not one of pvh, pv, hvm, uefi'],
    [{ v: 2 }, 'v: 2 is not one of 1'],
    [{ dom0: { size: 2048 } }, 'dom0.size: there is no such key; known are memoryMiB, vcpus'],
    [{ dom0: { memoryMib: 2048 } }, 'dom0.memoryMib: there is no such key, did you mean memoryMiB?'],
    [{ netwrok: { mode: 'none' } }, 'netwrok: there is no such key, did you mean network?'],
    [{ build: { user: 'Not Valid' } }, expect.stringMatching(/^build\.user: "Not Valid" has characters or a form/)],
    [{ build: { variables: { A: 1 } } }, 'build.variables.A: expected a string, got 1'],
    [{ boot: { xenOptions: 'a\tb' } }, expect.stringMatching(/^boot\.xenOptions: "a\\tb" has characters/)],
    [[], 'the whole file: expected an object, got a list'],
    ['"bridge"', 'the whole file: expected an object, got "bridge"'],
  ])('%j is an error with path and reason', (given, line) => {
    expect(errorsOf(given)).toEqual([line]);
  });

  it('names every error at once', () => {
    expect(errorsOf({ dom0: { memoryMiB: 1, vcpus: 0 }, services: { autostrat: true } })).toEqual([
      'dom0.memoryMiB: 1 is less than 512',
      'dom0.vcpus: 0 is less than 1',
      'services.autostrat: there is no such key, did you mean autostart?',
    ]);
  });

  it('that is no JSON says where it breaks off', () => {
    expect(errorsOf('{"dom0": }')[0]).toMatch(/JSON/);
  });

  it('cannot reach what every object has', () => {
    expect(errorsOf('{"__proto__": {"x": 1}}')).toHaveLength(1);
    expect(errorsOf('{"constructor": 1}')).toEqual([expect.stringContaining('constructor: there is no such key')]);
  });
});

describe('the JSON Schema', () => {
  it('knows every key and refuses others', () => {
    const schema = answersJsonSchema();
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { dom0: { properties: { memoryMiB: { type: 'integer', minimum: 512 } } } },
    });
  });
});

describe('the nearest word', () => {
  it.each([
    ['netwrok', 'network'],
    ['Boot', 'boot'],
    ['guest', 'guests'],
    ['zzz', undefined],
  ])('to %s is %s', (word, near) => {
    expect(nearest(word, ['guests', 'boot', 'network'])).toBe(near);
  });
});
