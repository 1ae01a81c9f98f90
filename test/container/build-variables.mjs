import { expectEqual } from '../check.mjs';
import { Container } from './container.mjs';
import { answers, archxen, bringIn, expectAsAtFirst, hostState, pacmanState, runner } from './host.mjs';
import { quickXen } from './package-base.mjs';

const each = (lists) => lists.reduce((all, list) => all.flatMap((one) => list.map((more) => [...one, more])), [[]]);

/** All that changes which files the package base gives. efi_mountpoint is not among it: it has an effect with EFI_VENDOR only. */
const combinations = each([
  [false, true],
  ['/boot', '/boot/xen'],
  ['/boot', '/boot/EFI/xen'],
]);

/** What a person may have there, and what would be in the way of archxen's build. */
const makepkgConf = ['MAKEFLAGS="-j99"', 'BUILDENV=(!distcc color !ccache check sign)', 'BUILDDIR=/tmp/makepkg', 'efi_dir=/nowhere'];

const hypervisors = async (container) => {
  const { stdout } = await container.run(['pacman', '-Qlq', 'xen']);
  return stdout.split('\n').filter((path) => /\/xen\.(gz|efi)$/.test(path));
};

/** Each combination of the variables of xen is built, installed where it says, and taken back. */
export async function buildVariables(made, score) {
  const container = await Container.boot('build-variables', made);
  try {
    await bringIn(container);
    await quickXen(runner(container));
    await container.run(['sh', '-c', 'printf "%s\\n" "$@" >> /etc/makepkg.conf', 'sh', ...makepkgConf]);
    const first = await hostState(container);
    const before = await pacmanState(container);
    for (const [stubdom, boot_dir, efi_dir] of combinations) {
      await score.look(`build_stubdom=${stubdom} boot_dir=${boot_dir} efi_dir=${efi_dir}`, async () => {
        const build = { stubdom, jobs: 3, variables: { boot_dir, efi_dir } };
        await container.write('/root/answers.json', JSON.stringify(answers({ build })));
        await archxen(container, ['apply', '--answers', '/root/answers.json', '--yes'], { exit: [0, 10], seconds: 1200 });
        const paths = await hypervisors(container);
        expectEqual(paths.toSorted(), [`${boot_dir}/xen.gz`, `${efi_dir}/xen.efi`].toSorted(), 'where the hypervisor is');
        expectEqual(
          (await container.run(['pacman', '-Qq', 'xen-stubdom'], { nothrow: true })).exit,
          stubdom ? 0 : 1,
          'pacman -Qq xen-stubdom',
        );
        expectEqual((await container.run(['pacman', '-Qkq', 'xen'])).stdout, '', 'missing files of xen');
        await archxen(container, ['rollback', '--yes'], { exit: 0, seconds: 1200 });
        expectEqual(await pacmanState(container), before, 'pacman -Qqe, -Qqd and -Qkk');
        return paths.join('\n');
      });
    }
    await score.look('/etc/makepkg.conf is gone over', async () => {
      const { stdout } = await container.run(['grep', '-h', 'lab: MAKEFLAGS', '/var/log/archxen/xen.log']);
      expectEqual([...new Set(stdout.trim().split('\n'))], ['lab: MAKEFLAGS is -j3'], 'jobs of the builds');
      expectEqual((await container.run(['test', '-e', '/tmp/makepkg'], { nothrow: true })).exit, 1, 'BUILDDIR of makepkg.conf is there');
      return stdout.trim();
    });
    await score.look('after all of them the host is as it was', async () => {
      await container.run(['rm', '/root/answers.json']);
      return expectAsAtFirst(container, first);
    });
  } finally {
    await container.destroy();
  }
}
