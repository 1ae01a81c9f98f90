/**
 * Settings that xl 4.21 reads from a guest's configuration (the xlu_cfg_get_* calls of tools/xl/xl_parse.c and
 * xl_vmcontrol.c; xl.cfg(5)). xl ignores any other without a word.
 */
export const xlKeys: ReadonlySet<string> = new Set(
  `acpi acpi_firmware acpi_laptop_slate acpi_s3 acpi_s4 altp2m altp2m_count altp2mhvm apic arm_sci bios bios_path_override
  blkdev_start boot bootloader bootloader_args bootloader_restrict bootloader_user builder cap channel cmdline cpu_weight
  cpuid cpus cpus_soft device_model device_model_args device_model_args_hvm device_model_args_pv device_model_override
  device_model_stubdomain_override device_model_stubdomain_seclabel device_model_user device_model_version device_tree disk
  display dm_restrict driver_domain dtdev e820_host extra extratime firmware firmware_override gfx_passthru gic_version hap
  hdtype hpet hvm_pirq init_seclabel iomem ioports irqs kernel keymap latency llc_colors localtime max_event_channels
  max_grant_frames max_grant_version max_maptrack_frames maxmem maxvcpus mca_caps memory mmio_hole ms_vm_genid msr_relaxed
  name nestedhvm nographic nomigrate nr_spis nx on_crash on_poweroff on_reboot on_soft_reset on_watchdog oos opengl p9 pae
  passthrough pci pci_msitranslate pci_permissive pci_power_mgmt pci_seize period pool pvcalls pvh pvshim pvshim_cmdline
  pvshim_extra pvshim_path ramdisk rdm rdm_mem_boundary root rtc_timeoffset sdl seclabel serial shadow_memory slice smbios
  smbios_firmware soundhw spice spice_clipboard_sharing spice_image_compression spice_streaming_video spiceagent_mouse
  spicedisable_ticketing spicehost spicepasswd spiceport spicetls_port spiceusbredirection spicevdagent stdvga
  stubdomain_cmdline stubdomain_kernel stubdomain_memory stubdomain_ramdisk suppress_spurious_page_faults sve tee
  timer_mode trap_unmapped_accesses tsc_mode type usb usbctrl usbdev usbdevice usbversion uuid vcpus vdispl vendor_device
  vfb vga videoram vif vif2 viridian virtio vkb vkb_device vmtrace_buf_kb vnc vncconsole vncdisplay vnclisten vncpasswd
  vncunused vncviewer vnuma vpmu vpt_align vsnd vtpm vuart xauthority xen_platform_pci xen_platform_pci_bar_uc
  xend_suspend_evtchn_compat xenstore_feature_mask`.split(/\s+/),
);

/** Words that people write for another: from other programs, from the wiki, from habit. */
export const xlMistaken: ReadonlyMap<string, string> = new Map(
  Object.entries({
    initrd: 'ramdisk',
    initramfs: 'ramdisk',
    append: 'extra',
    command_line: 'cmdline',
    cores: 'vcpus',
    cpu_count: 'vcpus',
    mem: 'memory',
    ram: 'memory',
    disks: 'disk',
    vifs: 'vif',
    nic: 'vif',
    network: 'vif',
    cdrom: 'disk',
    uefi: 'firmware',
    graphics: 'vga',
    vnc_password: 'vncpasswd',
    vncpassword: 'vncpasswd',
  }),
);

/** Settings that take a list. */
export const xlListKeys: ReadonlySet<string> = new Set(['disk', 'vif', 'pci', 'vfb', 'usbdev', 'usbctrl', 'channel', 'p9', 'vtpm', 'vkb']);

/** Settings that take a number (a number in quotes is fine). */
export const xlNumberKeys: ReadonlySet<string> = new Set([
  'memory',
  'maxmem',
  'vcpus',
  'maxvcpus',
  'cap',
  'cpu_weight',
  'videoram',
  'vncdisplay',
]);

/** The known name nearest to a word, if it is near enough to be a slip. */
export function nearestKey(word: string): string | undefined {
  const mistaken = xlMistaken.get(word);
  if (mistaken !== undefined) return mistaken;
  const limit = word.length <= 4 ? 1 : word.length <= 7 ? 2 : 3;
  return [...xlKeys]
    .map((key) => ({ key, distance: editDistance(word, key) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.key < b.key ? -1 : 1))[0]?.key;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min((last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      }
      line.push(best);
    }
    beforeLast = last;
    last = line;
  }
  return last[to.length] ?? 0;
}
