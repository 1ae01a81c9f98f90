import { $, fs, path } from 'zx';
import { Machine } from '../machine.mjs';
import { base, removeOthers } from './base.mjs';
import { digestOf } from './digest.mjs';
import { labDir, rootUuid, say, sources } from './settings.mjs';

const quiet = $({ quiet: true, timeout: '900s' });
const seal = path.join(sources, 'inside/seal.sh');
const freshVariables = '/usr/share/OVMF/OVMF_VARS_4M.fd';

export const variants = ['uefi-systemd-boot', 'uefi-grub', 'uefi-efistub', 'uefi-refind', 'bios-grub', 'bios-syslinux'];

const isUefi = (variant) => variant.startsWith('uefi-');

/**
 * A partitioned disk with the base on its second partition. The first is the ESP, or GRUB's own on BIOS, or for Syslinux a
 * /boot of its own, on a disk with an MBR as that loader's boot code wants it.
 */
async function partition(variant, rootImage, disk) {
  const raw = `${disk}.raw`;
  const bootMiB = variant === 'bios-grub' ? 2 : 512;
  const { size } = await fs.stat(rootImage);
  await fs.remove(raw);
  await quiet`truncate -s ${(3 + bootMiB) * 1048576 + size} ${raw}`;
  if (variant === 'bios-syslinux') {
    await quiet({ input: `label: dos\nstart=2048, size=${bootMiB}MiB, type=83, bootable\ntype=83\n` })`sfdisk -q ${raw}`;
  } else {
    const type = isUefi(variant) ? 'ef00' : 'ef02';
    await quiet`sgdisk -Z -n ${`1:2048:+${bootMiB}M`} -t ${`1:${type}`} -n 2:0:0 -t 2:8304 -c 2:root ${raw}`;
  }
  await quiet`dd if=${rootImage} of=${raw} bs=1M seek=${1 + bootMiB} conv=sparse,notrunc status=none`;
  await quiet`qemu-img convert -O qcow2 ${raw} ${disk}`;
  await fs.remove(raw);
}

/** Boots the disk once by QEMU's own loader, and lets the boot loader's installer do its work from inside. */
async function sealDisk(variant, made, files) {
  const directory = path.join(labDir, 'machines', `seal-${variant}`);
  await fs.emptyDir(directory);
  const machine = new Machine({ name: `seal-${variant}`, disk: files.disk, variables: files.variables, directory });
  try {
    await machine.start({ direct: { ...made, commandLine: `root=UUID=${rootUuid} rw console=ttyS0,115200` } });
    await machine.waitForBoot({ seconds: 600 });
    await machine.copyIn([seal, made.kernel, made.initramfs], '/root/');
    if (variant === 'uefi-refind') await bringRefind(machine);
    await machine.ssh(`bash /root/seal.sh ${variant}`);
    await machine.powerOff();
  } finally {
    await machine.destroy();
  }
}

/** Not in the base: its package would ask where it is to be installed to. */
async function bringRefind(machine) {
  const folder = await fs.mkdtemp('/tmp/archxen-refind-');
  await quiet({ cwd: folder })`apt-get download -qq refind`;
  const [file] = await fs.readdir(folder);
  await machine.copyIn([path.join(folder, file)], '/root/refind.deb');
  await fs.remove(folder);
}

/** A bootable disk of the variant (and its UEFI variables), cached by the content of all that goes into it. */
export async function image(variant) {
  if (!variants.includes(variant)) throw new Error(`there is no variant ${variant}: it is one of ${variants.join(', ')}`);
  const made = await base();
  const digest = await digestOf({ files: [seal, path.join(sources, 'image.mjs')], words: [variant, made.digest] });
  const home = path.join(labDir, `image-${variant}-${digest}`);
  const files = {
    variant,
    base: made.digest,
    disk: path.join(home, 'disk.qcow2'),
    variables: isUefi(variant) ? path.join(home, 'vars.fd') : undefined,
  };
  if (await fs.exists(path.join(home, 'complete'))) return files;
  say(`building the image ${variant}`);
  await removeOthers(`image-${variant}-`, home);
  await fs.emptyDir(home);
  await partition(variant, made.image, files.disk);
  if (files.variables) await fs.copy(freshVariables, files.variables);
  await sealDisk(variant, made, files);
  await fs.writeFile(path.join(home, 'complete'), '');
  return files;
}
