import { expectEqual, expectMatch } from '../check.mjs';
import { bringBuilt } from './built.mjs';
import { archxen, bringIn, hypervisor, loginMessage } from './host.mjs';
import { Machine } from './machine.mjs';

/** A kernel and a Xen upgrade by pacman in dom0; then the previous entry once, and the new set. */
export async function upgrade(image, score, { keep }) {
  const machine = await Machine.of(image, `upgrade-${image.variant}`);
  try {
    await machine.firstBoot();
    await bringIn(machine);
    await bringBuilt(machine, image);
    await score.check('set up, booted into Xen, verified at boot, confirmed', () => intoXen(machine));
    await score.check('the set that verified green is kept', () => keptIsInstalled(machine));
    const old = await digests(machine);
    await score.check('pacman upgrades the kernel and Xen; its hook finds the chain whole', () => upgradeBoth(machine));
    await score.check('the kept set is still the old one', async () => {
      const now = await digests(machine);
      for (const name of ['kernel', 'xen']) {
        expectEqual(now.kept[name], old.installed[name], `the kept ${name}`);
        if (now.installed[name] === old.installed[name]) throw new Error(`${name} was not upgraded`);
      }
    });
    await score.check('the previous entry boots once, and verifies green', () => bootPrevious(machine));
    await score.check('the next boot is Xen with what was upgraded, and verifies green', () => bootNew(machine));
    await score.check('what verified green is now the kept set', () => keptIsInstalled(machine));
  } finally {
    await machine.destroy({ keep });
  }
}

async function intoXen(machine) {
  await archxen(machine, 'apply --answers - --yes', { seconds: 1800, exit: 10, input: '{}' });
  await machine.reboot({ seconds: 900 });
  expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
  await verdict(machine);
  await archxen(machine, 'confirm', { exit: 0 });
  return (await machine.ssh('cat /run/archxen/login-message')).stdout;
}

/** The unit of this boot has ended; what it said. */
async function verdict(machine) {
  await loginMessage(machine);
  const { stdout } = await machine.ssh('journalctl -b -u archxen-verify --no-pager -o cat');
  expectMatch(stdout, /Verified\./, 'archxen-verify.service');
  return stdout;
}

const paths = {
  installed: { kernel: '/boot/vmlinuz-linux', xen: '/boot/xen.efi' },
  kept: { kernel: '/boot/archxen/previous/vmlinuz', xen: '/boot/archxen/previous/xen.efi' },
};

async function digests(machine) {
  const all = Object.values(paths).flatMap((each) => Object.values(each));
  const { stdout } = await machine.ssh(`sha256sum ${all.join(' ')}`);
  const of = (path) =>
    stdout
      .split('\n')
      .find((line) => line.endsWith(` ${path}`))
      ?.slice(0, 64);
  const each = (set) => ({ kernel: of(set.kernel), xen: of(set.xen) });
  return { installed: each(paths.installed), kept: each(paths.kept) };
}

async function keptIsInstalled(machine) {
  const { installed, kept } = await digests(machine);
  for (const name of ['kernel', 'xen']) expectEqual(kept[name], installed[name], `the kept ${name}`);
  return (await machine.ssh('cat /var/lib/archxen/boot/previous.json; ls /usr/lib/archxen/modules')).stdout;
}

/**
 * Packages of a higher version whose kernel image and hypervisor are other files: the same ones with bytes after their end,
 * which no loader reads. As Arch's mkinitcpio does, a hook brings the kernel from /usr/lib/modules to /boot.
 */
const makePackages = `set -e
k=$(basename $(dirname $(ls /usr/lib/modules/*/vmlinuz | head -1)))
rm -rf /tmp/up; mkdir -p /tmp/up/linux/usr/lib/modules/$k /tmp/up/xen
mkdir -p /usr/share/libalpm/hooks
cat > /usr/share/libalpm/hooks/90-mkinitcpio-install.hook <<'H'
[Trigger]
Type = Path
Operation = Install
Operation = Upgrade
Target = usr/lib/modules/*/vmlinuz
[Action]
Description = Updating linux initcpios...
When = PostTransaction
Exec = /bin/sh -c 'cp /usr/lib/modules/*/vmlinuz /boot/vmlinuz-linux'
H
cp /boot/vmlinuz-linux /tmp/up/linux/usr/lib/modules/$k/vmlinuz
head -c 4096 /dev/zero >> /tmp/up/linux/usr/lib/modules/$k/vmlinuz
pack() { name=$1 version=$2; cd /tmp/up/$name
  printf 'pkgname = %s\\npkgbase = %s\\npkgver = %s\\npkgdesc = lab\\nurl = https://archlinux.org/\\nbuilddate = 1\\npackager = lab\\nsize = 1\\narch = x86_64\\nlicense = none\\n' $name $name $version > .PKGINFO
  bsdtar --uid 0 --gid 0 -cf - .PKGINFO $(ls) | zstd -q -1 -f -o /tmp/up/$name.pkg.tar.zst; }
pack linux 99-1
cd /tmp/up/xen
bsdtar -xf $(ls -t $(find /var/cache/archxen -name 'xen-4*.pkg.tar.zst') | head -1)
head -c 4096 /dev/zero >> boot/xen.efi
v=$(sed -n 's/^pkgver = //p' .PKGINFO)
sed -i "s/^pkgver = .*/pkgver = \${v%-*}-99/" .PKGINFO
rm -f .MTREE .BUILDINFO
bsdtar --uid 0 --gid 0 -cf - .PKGINFO $(ls -A | grep -v '^.PKGINFO$') | zstd -q -1 -f -o /tmp/up/xen.pkg.tar.zst
`;

async function upgradeBoth(machine) {
  await machine.ssh(makePackages, { seconds: 600 });
  const { stdout, stderr } = await machine.ssh(
    "pacman -U --noconfirm --overwrite '*' /tmp/up/linux.pkg.tar.zst /tmp/up/xen.pkg.tar.zst && sync && rm -r /tmp/up",
    { seconds: 900 },
  );
  const said = `${stdout}${stderr}`;
  expectMatch(said, /Checking the boot entries for Xen/, 'what pacman said');
  if (/archxen: the next boot|command failed to execute/.test(said)) throw new Error(said);
  await archxen(machine, 'verify --boot', { exit: 0 });
  const timed = await machine.ssh(
    's=$(date +%s%N); node -e 0; m=$(date +%s%N); node /usr/lib/archxen/archxen.mjs refresh; e=$(date +%s%N); echo node $(((m-s)/1000000)) ms, refresh $(((e-m)/1000000)) ms',
  );
  return `${said.trim().split('\n').slice(-12).join('\n')}\n${timed.stdout}`;
}

async function bootPrevious(machine) {
  await machine.ssh('bootctl set-oneshot archxen-previous.conf');
  await machine.reboot({ seconds: 900 });
  expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
  expectMatch((await machine.ssh('cat /proc/cmdline')).stdout, /archxen\.entry=previous/, '/proc/cmdline');
  const said = await verdict(machine);
  const { installed, kept } = await digests(machine);
  if (installed.kernel === kept.kernel) throw new Error('the previous set was replaced although it is what booted');
  return said;
}

async function bootNew(machine) {
  await machine.reboot({ seconds: 900 });
  expectEqual(await hypervisor(machine), 'xen', '/sys/hypervisor/type');
  if (/archxen\.entry=/.test((await machine.ssh('cat /proc/cmdline')).stdout)) throw new Error('this is not the normal entry');
  return verdict(machine);
}
