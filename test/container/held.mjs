import { fs } from 'zx';

const lock = '/var/lib/pacman/db.lck';
const log = '/var/log/archxen/xen.log';
const built = '/var/cache/archxen/build/xen/packages/built.json';

/**
 * While `apply` (a promise) runs, with `lab_build_seconds` in its answers: locks pacman's database once makepkg compiles, so
 * that archxen waits up to half a minute with the installation of what it built, and then calls `look`.
 */
export async function beforeInstallation(container, apply, look) {
  let ended;
  apply.then(
    ({ stdout, stderr, text }) => {
      ended = text ?? `${stdout}${stderr}`;
    },
    (error) => {
      ended = error.message;
    },
  );
  const until = (what, test) =>
    container.until(
      what,
      async () => {
        if (ended !== undefined) throw new Error(`archxen ended before: ${what}\n${ended.slice(-2000)}`);
        return test();
      },
      900,
    );
  const compiles = async () => (await fs.readFile(container.path(log), 'utf8').catch(() => '')).includes('part1.o');
  await fs.remove(container.path(log));
  await fs.remove(container.path(built));
  await until('makepkg compiles', compiles);
  await container.run(['touch', lock]);
  try {
    await until('the packages are built', () => fs.exists(container.path(built)));
    await look();
  } finally {
    await container.run(['rm', lock]);
  }
}
