import { keptPackages, publish } from '../changes/kept-packages.ts';
import { exitCodes } from '../core/error.ts';
import type { Verb } from './verb.ts';

export const packagesVerb: Verb = {
  name: 'packages',
  usage: 'archxen packages [DIR] [--json]',
  summary: 'the packages built here; with DIR, written there as a pacman repository',
  takes: 1,
  run: async ({ system, words, out }) => {
    const [directory] = words;
    const kept = await keptPackages(system);
    for (const { name, version, file, sha256 } of kept) {
      out.event('package', { name, version, file, sha256 });
      out.say(`${sha256.slice(0, 12)}  ${name} ${version}  ${file}`);
    }
    if (directory === undefined || kept.length === 0) {
      const msg = kept.length === 0 ? 'No packages were built on this host.' : `${kept.length} packages were built on this host.`;
      out.say(msg);
      out.result({ changed: false, failed: false, msg });
      return exitCodes.ok;
    }
    const { signedBy, database } = await publish(system, kept, directory, out.say);
    const msg = `${kept.length} packages are in ${database}${signedBy === undefined ? ', unsigned: there is no secret key here' : `, signed by ${signedBy}`}.`;
    out.say(msg);
    out.say(`Other hosts: {"build": {"source": "directory", "place": "${directory}"}}, or "repository" with its address.`);
    out.result({ changed: true, failed: false, msg });
    return exitCodes.ok;
  },
};
