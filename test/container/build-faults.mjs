import { fs } from 'zx';
import { expectEqual } from '../check.mjs';
import { commit, repository, uncommit } from './package-base.mjs';

export const cache = '/var/cache/archxen';
const lock = '/var/lib/pacman/db.lck';
const log = 'var/log/archxen/xen.log';
const goOn = '/var/tmp/go-on';
const key = 'ABAF11C65A2970B130ABE3C479BE3E4300411886';

const hooks = '/etc/pacman.d/hooks';
const hook = `${hooks}/fault.hook`;
const strike = '/root/fault.sh';
const hookText = [
  ...['[Trigger]', 'Operation=Install', 'Type=Package', 'Target=acpica'],
  ...['[Action]', 'When=PostTransaction', `Exec=/bin/sh ${strike}`],
].join('\n');

/**
 * A line of shell for the moment when what the build needs is installed: the plan is agreed to, and nothing is fetched yet. By
 * pacman, as archxen is quicker than anybody who watches it.
 */
const beforeFetch = (run, line) =>
  run('sh', '-c', `mkdir -p ${hooks} && printf '%s\\n' "$1" > ${hook} && printf '%s\\n' "$2" > ${strike}`, 'sh', hookText, line);
const noStrike = (run) => run('sh', '-c', `rm ${hook} ${strike}; rmdir --ignore-fail-on-non-empty ${hooks}`);

/**
 * What goes wrong with a build, and is mended:
 * `variables` of the first try; `spoil` before it, `meanwhile` beside it, `mend` after it, `clear` when it went through;
 * `fresh`: the sources of the cases before are thrown away; `goesOn`: the second try uses what the first had unpacked;
 * what archxen says, and by which exit code (20: nothing was done, 30: taken back, 31: what is left is told).
 */
export const faults = {
  'prepare() fails': { variables: { lab_build_fail: 'prepare' }, exit: 30, says: /The build of xen failed: .*prepare\(\)/ },
  'build() fails': { variables: { lab_build_fail: 'build' }, exit: 30, says: /lab_asked_to_fail\.h: No such file or directory/ },
  'package() fails': { variables: { lab_build_fail: 'package' }, exit: 30, says: /The build of xen failed: .*package_xen\(\)/ },
  'makepkg is killed': {
    variables: { lab_build_seconds: '20' },
    meanwhile: async (container, until) => {
      await until('makepkg compiles', has(container, /part2\.o/));
      await container.run(['pkill', '-KILL', '-x', 'makepkg']);
    },
    goesOn: true,
    exit: 30,
    says: /The build of xen failed: makepkg was killed by signal 9/,
  },
  'the builder logs out while it packs: nothing goes wrong': {
    variables: { lab_pack_waits: goOn },
    meanwhile: async (container, until) => {
      await until('makepkg packs', has(container, /packing waits/));
      // systemd-logind forgets a user ten seconds after the last session, and with them their semaphores (fakeroot's too).
      await container.run(['su', 'builder', '-c', 'ipcmk --semaphore 1']);
      await until('logind forgot the builder', async () => !/builder|0x/.test((await container.run(['ipcs', '--semaphores'])).stdout));
      await container.run(['touch', goOn]);
    },
    clear: (run) => run('rm', goOn),
    exit: [0, 10],
    says: /\[5\/9\] Install xen/,
  },
  'a source cannot be had': {
    spoil: (run) => run('mv', '/srv/aur/sources', '/srv/aur/away'),
    mend: (run) => run('mv', '/srv/aur/away', '/srv/aur/sources'),
    fresh: true,
    exit: 30,
    says: /The build of xen failed: .*xen-debs\.tar/,
  },
  'the AUR cannot be reached': {
    spoil: (run) => run('mv', repository, `${repository}.away`),
    mend: (run) => run('mv', `${repository}.away`, repository),
    exit: 20,
    says: /xen is out of reach[\s\S]*git ls-remote/,
  },
  'the AUR drops away before the PKGBUILD is fetched': {
    fresh: true,
    spoil: (run) => beforeFetch(run, `mv ${repository} ${repository}.away`),
    mend: async (run) => {
      await noStrike(run);
      await run('mv', `${repository}.away`, repository);
    },
    exit: 30,
    says: /git clone[\s\S]*Check the network/,
  },
  'a package that the build needs is in no repository': {
    spoil: (run) => run('mv', '/srv/mirror/extra', '/srv/mirror/away'),
    mend: (run) => run('mv', '/srv/mirror/away', '/srv/mirror/extra'),
    exit: [20, 30],
    says: /extra|pandoc/,
  },
  "pacman's database is locked": {
    spoil: (run) => run('touch', lock),
    mend: (run) => run('rm', lock),
    exit: 20,
    says: /pacman is locked[\s\S]*remove \/var\/lib\/pacman\/db\.lck/,
  },
  "pacman's database is locked while it builds, and stays so": {
    variables: { lab_build_seconds: '2' },
    meanwhile: async (container, until) => {
      await until('makepkg compiles', has(container, /part1\.o/));
      await container.run(['touch', lock]);
    },
    mend: (run) => run('rm', lock),
    exit: 31,
    says: /The package database is locked, but no running program holds the lock[\s\S]*rm \/var\/lib\/pacman\/db\.lck/,
  },
  'another pacman runs when the build has ended: it is waited for': {
    variables: { lab_build_seconds: '2' },
    meanwhile: async (container, until) => {
      await until('makepkg compiles', has(container, /part1\.o/));
      // At its question a pacman holds the lock.
      const asks = "mkfifo /run/other && script -qfc 'pacman -S ccache' /dev/null <> /run/other";
      await container.run(['systemd-run', '-q', '--unit=other-pacman', 'sh', '-c', asks]);
      await until('the other pacman asks', async () => (await container.run(['test', '-e', lock], { nothrow: true })).exit === 0);
      await until('the build has ended', has(container, /Finished making: xen/));
      await new Promise((resolve) => setTimeout(resolve, 5000));
      expectEqual((await container.run(['pacman', '-Q', 'xen'], { nothrow: true })).exit, 1, 'pacman -Q xen while the other one runs');
      await container.run(['sh', '-c', 'echo n > /run/other']);
    },
    exit: [0, 10],
    says: /\[5\/9\] Install xen/,
  },
  'the disk has no room for a build': {
    spoil: (run) => run('mount', '-t', 'tmpfs', '-o', 'size=1G', 'small', cache),
    mend: (run) => run('umount', cache),
    exit: 20,
    says: /1\.0 GiB free, the build needs 6\.0 GiB/,
  },
  'the disk is full when the sources come': {
    spoil: async (run) => {
      await small(run);
      // room for the PKGBUILD, not for the sources
      await beforeFetch(run, `fallocate -l $(($(df --output=avail -B1 ${cache} | tail -n 1) - 1500000)) ${cache}/fill`);
    },
    mend: async (run) => {
      await noStrike(run);
      await run('rm', '-f', `${cache}/fill`);
    },
    clear: (run) => run('umount', cache),
    exit: 30,
    says: /The build of xen failed: [\s\S]*The disk is full/,
  },
  'the disk fills up while it builds': {
    variables: { lab_build_seconds: '5' },
    spoil: small,
    meanwhile: async (container, until) => {
      await until('makepkg compiles', has(container, /part1\.o/));
      await fill(container);
    },
    mend: (run) => run('rm', '-f', `${cache}/fill`),
    clear: (run) => run('umount', cache),
    exit: 30,
    says: /The build of xen failed: .*No space left on device[\s\S]*The disk is full/,
  },
  'the sources are signed by a key that nobody has': {
    spoil: (run) => commit(run, `validpgpkeys=('${key}')`),
    mend: (run) => uncommit(run),
    exit: 30,
    says: new RegExp(`The key ${key}, .* could not be fetched`),
  },
};

const has = (container, pattern) => async () => pattern.test(await fs.readFile(container.path(log), 'utf8').catch(() => ''));

/** Little more than what archxen asks for before it builds. */
async function small(run) {
  await run('mount', '-t', 'tmpfs', '-o', 'size=2100M', 'small', cache);
}

async function fill(container) {
  const { stdout } = await container.run(['df', '--output=avail', '-B1', cache]);
  await container.run(['fallocate', '-l', stdout.trim().split('\n').at(-1).trim(), `${cache}/fill`]);
}
