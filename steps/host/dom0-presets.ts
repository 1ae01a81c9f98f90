import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Option } from '../../src/core/question.ts';
import { dom0MemoryMiB } from '../../src/xen/dom0-memory.ts';

type Dom0 = Answers['dom0'];

/** For the hypervisor itself and one small guest. */
export const leastForGuestsMiB = 512;

/** Packages that bring a graphical session; one of them is enough for dom0 to count as a desktop. */
const desktops = [
  'gdm',
  'sddm',
  'lightdm',
  'ly',
  'greetd',
  'gnome-shell',
  'plasma-desktop',
  'xorg-server',
  'sway',
  'hyprland',
  'xfce4-session',
];

export const isDesktop = (facts: Facts): boolean => desktops.some((name) => facts.pacman.installed[name] !== undefined);

/** Memory and CPUs from the host's size: a server's dom0 stays small, a desktop's gets half. Where Xen runs, as it runs. */
export const dom0Default = (facts: Facts): Dom0 => running(facts) ?? (isDesktop(facts) ? desktop(facts) : server(facts));

function running({ xen }: Facts): Dom0 | undefined {
  const dom0 = xen.domains?.find(({ id }) => id === 0);
  if (dom0 === undefined) return undefined;
  return { memoryMiB: dom0MemoryMiB(xen.commandLine ?? '') ?? dom0.memoryMiB, vcpus: dom0.vcpus };
}

export function dom0Presets(facts: Facts, chosen: Dom0): readonly Option[] {
  const reasons = {
    server: 'a server: the host is there for its guests',
    desktop: 'a desktop in dom0: half of the memory, up to 8 GiB',
  };
  const server_ = option('Server', server(facts), reasons.server);
  const desktop_ = option('Desktop', desktop(facts), reasons.desktop);
  const presets = isDesktop(facts) ? [desktop_, server_] : [server_, desktop_];
  const other = !presets.some(({ value }) => JSON.stringify(value) === JSON.stringify({ ...chosen }));
  return other ? [option('As chosen', chosen, 'the values that are set now'), ...presets] : presets;
}

/** An eighth, between 1 and 4 GiB ("1024 MB is a good starting point", Xen Project best practices). */
const server = (facts: Facts): Dom0 => size(facts, clamp(facts.memory.totalMiB / 8, 1024, 4096));

const desktop = (facts: Facts): Dom0 => size(facts, clamp(facts.memory.totalMiB / 2, 1024, 8192));

function size(facts: Facts, wantedMiB: number): Dom0 {
  const most = Math.max(512, facts.memory.totalMiB - leastForGuestsMiB);
  // To the nearest quarter of a GiB: MemTotal is always a little less than what is in the host.
  const rounded = Math.round(wantedMiB / 256) * 256;
  return { memoryMiB: Math.min(rounded, most), vcpus: Math.min(4, Math.max(1, facts.xen.cpus ?? facts.cpu.count)) };
}

const option = (label: string, { memoryMiB, vcpus }: Dom0, detail: string): Option => ({
  label: `${label}: ${memoryMiB} MiB, ${vcpus} ${vcpus === 1 ? 'vCPU' : 'vCPUs'}`,
  detail,
  value: { memoryMiB, vcpus },
});

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
