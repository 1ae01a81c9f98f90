import { describe, expect, it } from '@jest/globals';
import type { Answers } from '../../src/core/answers.ts';
import { addRepository, repositoriesOf } from '../../src/formats/pacman-conf.ts';
import { buildStep } from '../../steps/host/build.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const answers = (build: Partial<Answers['build']>) => sampleAnswers({ guests: { kinds: ['hvm'] }, build });
const states = (build: Partial<Answers['build']>) =>
  buildStep.check(sampleFacts(), answers(build)).map(({ id, state }) => `${id} ${state}`);

describe('packages that another host built', () => {
  it('are installed by pacman from there, and nothing is built', () => {
    const changes = buildStep.changes(sampleFacts(), answers({ source: 'directory', place: '/srv/archxen' }));
    expect(changes.map(({ kind }) => kind)).toEqual(['repository', 'file', 'sync', 'package']);
    expect(changes[0]).toMatchObject({ name: 'archxen', from: '/srv/archxen', to: '/var/cache/archxen/repository' });
    expect(changes[1]).toMatchObject({
      content: {
        text: expect.stringMatching(
          /\[multilib\]\nInclude[\s\S]*\[archxen\]\nServer = file:\/\/\/var\/cache\/archxen\/repository\nSigLevel = Optional TrustAll\n$/,
        ),
      },
    });
    expect(changes[2]).toMatchObject({ repositories: ['core', 'multilib', 'archxen'] });
    expect(changes[3]).toMatchObject({ names: ['xen', 'xen-qemu'], from: { source: 'repository' } });
  });

  it('are not copied where they lie already, nor from an address', () => {
    for (const build of [
      { source: 'directory', place: '/var/cache/archxen/repository/' },
      { source: 'repository', place: 'https://b.example.org/x' },
    ] as const)
      expect(buildStep.changes(sampleFacts(), answers(build)).map(({ kind }) => kind)).toEqual(['file', 'sync', 'package']);
  });

  it('must be signed where that was said', () => {
    const [file] = buildStep.changes(sampleFacts(), answers({ source: 'repository', place: 'https://b.example.org/x', signed: true }));
    expect(file).toMatchObject({ content: { text: expect.stringContaining('SigLevel = Required DatabaseOptional') } });
  });

  it.each([
    [{ source: 'directory', place: '' }, 'build.place fail'],
    [{ source: 'directory', place: 'https://b.example.org' }, 'build.place fail'],
    [{ source: 'repository', place: '/srv/archxen' }, 'build.place fail'],
    [{ source: 'repository', place: 'http://b.example.org' }, 'build.place fail'],
    [{ source: 'repository', place: 'http://b.example.org', signed: true }, 'build.place pass'],
    [{ source: 'repository', place: 'https://b.example.org' }, 'build.place pass'],
    [{ source: 'directory', place: '/srv/archxen' }, 'build.place pass'],
  ] as const)('from %j: %s', (build, state) => {
    expect(states(build)).toContain(state);
  });

  it('are not fetched again once they are there', () => {
    const facts = sampleFacts({ pacman: { installed: { xen: '1', 'xen-qemu': '1' } } });
    expect(buildStep.changes(facts, answers({ source: 'directory', place: '/srv/archxen' }))).toEqual([]);
  });
});

describe('pacman.conf', () => {
  it('gets a repository once, at its end', () => {
    const once = addRepository('[options]\n\n[core]\nInclude = x\n', 'archxen', { Server: 'file:///a' });
    expect(once).toBe('[options]\n\n[core]\nInclude = x\n\n[archxen]\nServer = file:///a\n');
    expect(addRepository(once, 'archxen', { Server: 'file:///b' })).toBe(
      '[options]\n\n[core]\nInclude = x\n\n[archxen]\nServer = file:///b\n',
    );
    expect(repositoriesOf(once)).toEqual(['core', 'archxen']);
  });
});
