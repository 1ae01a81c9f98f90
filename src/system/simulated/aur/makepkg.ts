import { setTimeout as sleep } from 'node:timers/promises';
import type { RunResult } from '../../port.ts';
import { readText } from '../core/files.ts';
import { type Call, type Command, done, failed, lines, type World } from '../core/world.ts';
import { filesOf } from '../packages/base-files.ts';
import { nameOf, readDatabase } from '../packages/database.ts';
import { printPackage } from '../packages/package-file.ts';
import { type PackageBase, packageBases, packagesOf, srcinfo } from './bases.ts';
import { closing, compilerFailure, compiling, opening } from './build-output.ts';
import { hasKey } from './gpg.ts';

/** How many lines may pass between two looks at the event loop. */
const breath = 500;

/** makepkg over a clone of one of the package bases. */
export const makepkg: Command = async (call, world) => {
  const folder = call.options.cwd ?? '/';
  if (call.options.user === undefined) {
    return failed(
      10,
      '==> ERROR: Running makepkg as root is not allowed as it can cause permanent,\ncatastrophic damage to your system.\n',
    );
  }
  const text = await readText(world.files, `${folder}/PKGBUILD`);
  const base = packageBases[/^pkgbase=(\S+)$/m.exec(text ?? '')?.[1] ?? ''];
  if (base === undefined) return failed(11, '==> ERROR: PKGBUILD does not exist.\n');
  return call.args.includes('--printsrcinfo') ? done(srcinfo(base)) : build(call, world, base, folder);
};

async function build(call: Call, world: World, base: PackageBase, folder: string): Promise<RunResult> {
  const { options, say } = call;
  const begin = opening(base);
  const unmet = await missingDependencies(world, base);
  if (unmet.length > 0) {
    for (const line of begin.slice(0, 3)) say(line);
    return failed(8, lines(['==> ERROR: Could not resolve all dependencies.', ...unmet.map((name) => `  -> ${name}`)]));
  }
  for (const line of begin.slice(0, 4)) say(line);
  if (!world.model.online) {
    return failed(1, lines([`==> ERROR: Failure while downloading ${base.source}`, '    Aborting...']));
  }
  for (const key of base.pgpKeys) {
    if (await hasKey(world, options.user, key)) continue;
    return failed(
      1,
      lines([
        '==> Verifying source file signatures with gpg...',
        `    ${base.base} ... FAILED (unknown public key ${key.slice(-16)})`,
        '==> ERROR: One or more PGP signatures could not be verified!',
      ]),
    );
  }
  for (const line of begin.slice(4)) say(line);
  const fails = world.model.build === 'fails' && base.base === 'xen';
  const count = fails ? Math.floor(world.model.buildLines * 0.7) : world.model.buildLines;
  // Timers are no finer than a millisecond, and a real compiler's lines come in bursts.
  const burst = world.pace > 0 ? Math.ceil(10 / world.pace) : Number.POSITIVE_INFINITY;
  for (let n = 0; n < count; n += 1) {
    if (options.signal?.aborted) return { exit: 130, stdout: '', stderr: '==> ERROR: Aborted by user! Exiting...\n', ended: 'signal' };
    say(compiling(n));
    if (n % burst === burst - 1) await sleep(burst * world.pace);
    else if (n % breath === breath - 1) await sleep(0);
  }
  if (fails) return failed(4, lines(compilerFailure(base)));
  const packages = packagesOf(base, options.environment ?? {});
  for (const line of closing(base, packages)) say(line);
  await leavePackages(call, world, base, folder);
  return done();
}

async function leavePackages({ options }: Call, world: World, base: PackageBase, folder: string): Promise<void> {
  const environment = options.environment ?? {};
  const destination = environment['PKGDEST'] ?? folder;
  const owner = await world.files.stat(destination);
  const version = `${base.version}-${base.release}`;
  for (const name of packagesOf(base, environment)) {
    // The documentation and the parts of split packages need nothing of their own.
    const depends = name === base.base ? base.depends : [];
    const content = printPackage({ name, version, depends, files: filesOf(name, version, environment) });
    const path = `${destination}/${name}-${version}-x86_64.pkg.tar.zst`;
    await world.files.write(path, content, { mode: 0o644, uid: owner?.uid ?? 0, gid: owner?.gid ?? 0 });
  }
}

async function missingDependencies(world: World, base: PackageBase): Promise<readonly string[]> {
  const database = await readDatabase(world);
  const names = [...new Set([...base.depends, ...base.makedepends].map(nameOf))];
  return names.filter((name) => database[name] === undefined);
}
