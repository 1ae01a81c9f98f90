import { describe, expect, it } from '@jest/globals';
import { disabledByFirmware, parseCpuInfo, virtualisationOf, virtualisationUnderXen } from '../../src/facts/cpu.ts';
import { iommuTable } from '../../src/facts/iommu.ts';
import { resolved } from './host.ts';
import { sample } from './sample.ts';

const dom0 = parseCpuInfo(sample('xen417-proc-cpuinfo-dom0.txt'));
const intel = parseCpuInfo(String(resolved('plain-uefi-systemd-boot').files['/proc/cpuinfo']));

describe('virtualisation', () => {
  it('is told by the flag on plain Linux', () => {
    expect(intel).toMatchObject({ vendor: 'intel', count: 4, model: 'Intel(R) Core(TM) i5-7500T CPU @ 2.70GHz' });
    expect(virtualisationOf(intel, undefined)).toEqual({ virtualisation: 'vmx', evidence: '/proc/cpuinfo: flag vmx' });
  });

  it('is hidden from a PV dom0, where virt_caps is the truth', () => {
    expect(dom0.flags.has('svm')).toBe(false);
    expect(virtualisationUnderXen(dom0, undefined).virtualisation).toBe('hidden');
    expect(virtualisationUnderXen(dom0, ['pv', 'hvm', 'hap']).virtualisation).toBe('svm');
    expect(virtualisationUnderXen(intel, ['pv', 'hvm']).virtualisation).toBe('vmx');
    expect(virtualisationUnderXen(intel, ['pv']).virtualisation).toBe('none');
  });

  it.each([
    ['[    0.214410] x86/cpu: VMX (outside TXT) disabled by BIOS', 'x86/cpu: VMX (outside TXT) disabled by BIOS'],
    ['<6>[    3.1] SVM disabled (by BIOS) in MSR_VM_CR', 'SVM disabled (by BIOS) in MSR_VM_CR'],
    ['[    9.0] kvm_amd: SVM disabled (by BIOS) in MSR_VM_CR on CPU 0', 'kvm_amd: SVM disabled (by BIOS) in MSR_VM_CR on CPU 0'],
    ['[    9.0] kvm: disabled by bios', 'kvm: disabled by bios'],
    ['[    0.3] pci 0000:00:1f.0: IRQ disabled by BIOS', undefined],
    ['[    0.1] x86/cpu: User Mode Instruction Prevention (UMIP) activated', undefined],
  ])('%s', (line, found) => {
    expect(disabledByFirmware(`first\n${line}\nlast`)).toBe(found);
  });

  it('says nothing about the firmware when the kernel does not', () => {
    expect(virtualisationOf(dom0, 'nothing here').virtualisation).toBe('none');
    expect(virtualisationOf(dom0, 'x86/cpu: VMX (outside TXT) disabled by BIOS').virtualisation).toBe('off-in-firmware');
  });
});

describe('the ACPI table of the IOMMU', () => {
  it('is renamed by Xen', () => {
    expect(iommuTable(sample('xen417-acpi-tables.txt').split('\n'))).toBe('RMAD');
  });

  it.each([
    [['APIC', 'DMAR'], 'DMAR'],
    [['IVRS'], 'IVRS'],
    [['APIC'], 'none'],
  ] as const)('%j is %s', (tables, table) => {
    expect(iommuTable(tables)).toBe(table);
  });
});
