import { fs, path } from 'zx';
import { project } from '../vm/lab/settings.mjs';

/** The lab's AUR repository of xen, in the container. */
export const repository = '/srv/aur/xen.git';

/** A commit more in it: `text` at the end of the PKGBUILD. `run` runs argv in the container. */
export async function commit(run, text) {
  await run('git', 'config', '--system', '--replace-all', 'safe.directory', '*');
  await run(
    'sh',
    '-euc',
    `git clone -q ${repository} /tmp/more && cd /tmp/more && printf '%s\\n' "$1" >> PKGBUILD && chown -R builder: . &&
     su builder -c 'makepkg --printsrcinfo > .SRCINFO' && chown -R root: . &&
     git -c user.name=lab -c user.email=lab@localhost commit -qam more && git push -q && cd / && rm -r /tmp/more`,
    'sh',
    text,
  );
}

export const uncommit = (run) => run('git', '-C', repository, 'update-ref', 'refs/heads/master', 'master~1');

/** From here on the package base packs the hypervisor only: for scenarios that build it many times. */
export const quickXen = async (run) => commit(run, await fs.readFile(path.join(project, 'test/container/inside/quick-xen.sh'), 'utf8'));
