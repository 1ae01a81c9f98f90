import type { Facts } from '../../src/core/facts.ts';
import type { BootLoaderId, FirmwareEntry } from '../../src/core/facts-boot.ts';
import { binary, kernelFiles, root } from './boot-facts.ts';
import { sampleFacts, textFile } from './sample-facts.ts';

const espGuid = '0d9f6a31-5c38-4a7e-9a0b-2f1c7e5d8b41';

/** UEFI without a boot loader: the firmware starts the kernel; xen and efibootmgr are installed. */
export const efistubHost = (): Facts =>
  firmwareHost('efistub', { label: 'Arch Linux', path: '\\vmlinuz-linux', options: linuxOptions }, {});

const linuxOptions = { text: `root=UUID=${root} rw initrd=\\intel-ucode.img initrd=\\initramfs-linux.img`, terminated: false };

/** UEFI and rEFInd, which finds the kernel by itself. */
export const refindHost = (): Facts =>
  firmwareHost(
    'refind',
    { label: 'rEFInd Boot Manager', path: '\\EFI\\refind\\refind_x64.efi' },
    {
      '/boot/EFI/refind/refind_x64.efi': binary('pe', 270_000),
      '/boot/EFI/refind/refind.conf': textFile('timeout 20\n#default_selection 1\n'),
      '/boot/refind_linux.conf': textFile(`"Boot with standard options" "root=UUID=${root} rw"\n"Single" "root=UUID=${root} rw single"\n`),
    },
  );

/** UEFI and Limine with one Linux entry. */
export const limineHost = (): Facts =>
  firmwareHost(
    'limine',
    { label: 'Limine', path: '\\EFI\\limine\\BOOTX64.EFI' },
    {
      '/boot/EFI/limine/BOOTX64.EFI': binary('pe', 300_000),
      '/boot/EFI/limine/limine.conf': textFile(
        `timeout: 3\n\n/Arch Linux\n    protocol: linux\n    path: boot():/vmlinuz-linux\n    cmdline: root=UUID=${root} rw\n    module_path: boot():/intel-ucode.img\n    module_path: boot():/initramfs-linux.img\n`,
      ),
    },
  );

function firmwareHost(id: BootLoaderId, entry: Omit<FirmwareEntry, 'id' | 'active'>, files: Facts['files']): Facts {
  const sample = sampleFacts();
  return {
    ...sample,
    boot: {
      ...sample.boot,
      loaders: [{ id, booted: true, evidence: [] }],
      efi: {
        bootOrder: ['0001', '0000'],
        bootCurrent: '0001',
        entries: [
          { id: '0000', active: true, label: 'UEFI OS', path: '\\EFI\\BOOT\\BOOTX64.EFI', partuuid: espGuid },
          { id: '0001', active: true, partuuid: espGuid, ...entry },
        ],
      },
      devices: [...sample.boot.devices, { path: '/dev/nvme0n1p1', partuuid: espGuid, fstype: 'vfat' }],
    },
    pacman: { ...sample.pacman, installed: { ...sample.pacman.installed, efibootmgr: '18-3' } },
    files: {
      ...kernelFiles,
      '/boot/intel-ucode.img': binary('cpio'),
      '/boot/xen.efi': binary('pe', 3_000_000),
      ...files,
    },
  };
}
