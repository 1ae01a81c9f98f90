import type { CpuFacts } from '../core/facts.ts';
import type { XenFacts } from '../core/facts-xen.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { readText, whyFailed } from './reading.ts';

interface CpuInfo {
  readonly vendor: CpuFacts['vendor'];
  readonly model: string;
  readonly count: number;
  readonly flags: ReadonlySet<string>;
}

/** /proc/cpuinfo of an x86 kernel: one block a logical CPU; the first speaks for all. */
export function parseCpuInfo(text: string): CpuInfo {
  const value = (key: string): string => new RegExp(`^${key}\\s*:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const vendor = value('vendor_id');
  return {
    vendor: vendor === 'GenuineIntel' ? 'intel' : vendor === 'AuthenticAMD' || vendor === 'HygonGenuine' ? 'amd' : 'other',
    model: value('model name'),
    count: [...text.matchAll(/^processor\s*:/gm)].length,
    flags: new Set(value('flags').split(/\s+/).filter(Boolean)),
  };
}

/**
 * The line in which the kernel says that the firmware switched virtualisation off
 * (arch/x86/kernel/cpu/feat_ctl.c and amd.c, arch/x86/kvm).
 */
export function disabledByFirmware(dmesg: string): string | undefined {
  const line = dmesg.split('\n').find((each) => /(VMX|VT|SVM|kvm)\b.*disabled (\(by BIOS\)|by (the )?BIOS)/i.test(each));
  return line?.replace(/^(<\d+>)?\[\s*[\d.]+\]\s*/, '').trim();
}

/** Without Xen: the flag, or why it is missing. `dmesg` is undefined when it may not be read. */
export function virtualisationOf(cpu: CpuInfo, dmesg: string | undefined): Pick<CpuFacts, 'virtualisation' | 'evidence'> {
  for (const flag of ['vmx', 'svm'] as const) {
    if (cpu.flags.has(flag)) return { virtualisation: flag, evidence: `/proc/cpuinfo: flag ${flag}` };
  }
  const line = dmesg === undefined ? undefined : disabledByFirmware(dmesg);
  if (line !== undefined) return { virtualisation: 'off-in-firmware', evidence: `kernel log: ${line}` };
  return { virtualisation: 'none', evidence: '/proc/cpuinfo: neither vmx nor svm' };
}

/** Under Xen a PV dom0 does not see the flags, so only the hypervisor knows. */
export function virtualisationUnderXen(
  cpu: CpuInfo,
  virtCaps: readonly string[] | undefined,
): Pick<CpuFacts, 'virtualisation' | 'evidence'> {
  if (virtCaps === undefined) return { virtualisation: 'hidden', evidence: 'Xen hides the flags, and xl info gave no virt_caps' };
  const evidence = `xl info: virt_caps ${virtCaps.join(' ')}`;
  if (!virtCaps.includes('hvm')) return { virtualisation: 'none', evidence };
  return { virtualisation: cpu.vendor === 'amd' ? 'svm' : 'vmx', evidence };
}

export async function readCpu(system: System, notes: Notes, xen: XenFacts): Promise<CpuFacts> {
  const text = await readText(system, '/proc/cpuinfo', notes, 'cpu');
  if (text === undefined) notes.add('cpu', '/proc/cpuinfo is not there');
  const cpu = parseCpuInfo(text ?? '');
  const { vendor, model, count } = cpu;
  if (xen.running) return { vendor, model, count, ...virtualisationUnderXen(cpu, xen.virtCaps) };
  const seen = virtualisationOf(cpu, undefined);
  if (seen.virtualisation !== 'none') return { vendor, model, count, ...seen };
  return { vendor, model, count, ...virtualisationOf(cpu, await readKernelLog(system, notes)) };
}

async function readKernelLog(system: System, notes: Notes): Promise<string | undefined> {
  const result = await system.run(['dmesg'], { timeoutSeconds: 10 });
  if (result.ended === 'exit' && result.exit === 0) return result.stdout;
  notes.add('cpu.virtualisation', `${whyFailed(['dmesg'], result)}, so it is not known whether the firmware switched it off`);
  return undefined;
}
