import { parseXlCfg, type XlCfg, type XlValue, xlValue } from '../../../formats/xl-cfg.ts';
import type { RunResult } from '../../port.ts';
import { readText } from '../core/files.ts';
import { done, failed, lines, type World } from '../core/world.ts';
import { currentNetwork } from '../network/current.ts';
import { activeState } from '../systemd/activity.ts';
import { addGuest, allDomains, freeMiB, guests } from './domains.ts';

/** xl create [-n] FILE: the checks that libxl makes, with its words, and then a running guest. */
export async function create(world: World, path: string, dryRun: boolean): Promise<RunResult> {
  const text = await readText(world.files, path);
  const parsing = `Parsing config from ${path}\n`;
  if (text === undefined) return failed(1, `Failed to read config file: ${path}: No such file or directory\n`);
  const cfg = parseXlCfg(text);
  const [problem] = cfg.problems;
  if (problem !== undefined)
    return failed(
      1,
      `${path}:${problem.line}: config parsing error near \`...': lexical error\nFailed to parse config: Invalid argument\n`,
    );
  const name = word(cfg, 'name') ?? '';
  if (name === '') return failed(1, 'Domain name must be specified.\n');
  if (dryRun) return { ...done('{}\n'), stderr: parsing };
  if ((await allDomains(world)).some((domain) => domain.name === name))
    return failed(3, `libxl: error: libxl_domain.c:55:libxl__domain_rename: Domain with name "${name}" already exists.\n`);
  const id = (await guests.get(world.files)).nextId;
  const memoryMiB = number(cfg, 'memory') ?? 128;
  const reason = await refusal(world, cfg, id, memoryMiB);
  if (reason !== undefined) {
    const after = `libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain ${id}:Non-existant domain\n`;
    return failed(3, `${parsing}${lines(reason)}${after}`);
  }
  const guest = { name, memoryMiB, vcpus: number(cfg, 'vcpus') ?? 1, type: word(cfg, 'type') ?? 'pv' };
  await addGuest(world, { ...guest, disks: targets(xlValue(cfg, 'disk')) });
  return { ...done(), stderr: parsing };
}

async function refusal(world: World, cfg: XlCfg, id: number, memoryMiB: number): Promise<readonly string[] | undefined> {
  const { files } = world;
  const there = async (path: string): Promise<boolean> => (await files.stat(path)) !== undefined;
  const type = word(cfg, 'type') ?? 'pv';
  for (const path of [word(cfg, 'kernel'), word(cfg, 'ramdisk')]) {
    if (path === undefined || (await there(path))) continue;
    return [
      `xc: error: panic: xg_dom_core.c:142: failed to open file '${path}': No such file or directory: Internal error`,
      `libxl: error: libxl_dom.c:600:libxl__build_dom: xc_dom_{kernel_file,ramdisk_file} failed`,
      `libxl: error: libxl_create.c:1711:domcreate_rebuild_done: Domain ${id}:cannot (re-)build domain: -3`,
    ];
  }
  if (memoryMiB > (await freeMiB(world))) {
    return [
      "xc: error: panic: xg_dom_x86.c:1234: xc_dom_boot_mem_init: can't allocate low memory for domain: Out of memory",
      `libxl: error: libxl_create.c:1711:domcreate_rebuild_done: Domain ${id}:cannot (re-)build domain: -3`,
    ];
  }
  for (const target of targets(xlValue(cfg, 'disk'))) {
    if (!target.startsWith('/dev/') && !(await there(target)))
      return [
        `libxl: error: libxl_device.c:365:libxl__device_disk_set_backend: Disk vdev=xvda failed to stat: ${target}: No such file or directory`,
      ];
  }
  const { links } = await currentNetwork(world);
  for (const bridge of bridges(xlValue(cfg, 'vif'))) {
    if (links.some(({ ifname, linkinfo }) => ifname === bridge && linkinfo?.info_kind === 'bridge')) continue;
    return [
      `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/vif-bridge online [12] exited with error status 1`,
      `libxl: error: libxl_device.c:1319:device_hotplug_child_death_cb: script: Could not find bridge device ${bridge}`,
      `libxl: error: libxl_create.c:1924:domcreate_attach_devices: Domain ${id}:unable to add vif devices`,
    ];
  }
  if (type === 'hvm' && !(await there('/usr/lib/xen/bin/qemu-system-i386'))) {
    return [
      'libxl: error: libxl_dm.c:3131:libxl__spawn_local_dm: Domain: device model /usr/lib/xen/bin/qemu-system-i386 is not executable: No such file or directory',
      `libxl: error: libxl_dm.c:3360:device_model_spawn_outcome: Domain ${id}:(null): spawn failed (rc=-3)`,
    ];
  }
  if ((await activeState(world, 'xenconsoled.service')) !== 'active' && type !== 'hvm') {
    return [`libxl: error: libxl_create.c:1808:console_xswait_callback: Domain ${id}:console tty: timed out`];
  }
  return undefined;
}

function word(cfg: XlCfg, key: string): string | undefined {
  const value = xlValue(cfg, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const number = (cfg: XlCfg, key: string): number | undefined => {
  const value = Number(word(cfg, key));
  return Number.isFinite(value) && value > 0 ? value : undefined;
};

const strings = (value: XlValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** target= comes last and may hold commas; without a key the target is the first word. */
const targets = (value: XlValue | undefined): readonly string[] =>
  strings(value)
    .flatMap((disk) => /(?:^|,)\s*target=(.+)$/.exec(disk)?.[1]?.trim() ?? disk.split(',')[0]?.trim() ?? [])
    .filter((path) => path.startsWith('/'));

const bridges = (value: XlValue | undefined): readonly string[] =>
  strings(value).map((vif) => /(?:^|,)\s*bridge=([^,\s]+)/.exec(vif)?.[1] ?? 'xenbr0');
