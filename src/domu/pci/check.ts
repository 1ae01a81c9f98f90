import type { Check } from '../../core/check.ts';
import { type Guest, isHvm } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import { companions, whyKept } from './device.ts';

/** Can these devices be handed to this guest? */
export function pciChecks({ pci, kind }: Guest, { facts, pciDevices, configs, pciNeeds }: Surroundings): readonly Check[] {
  if (pci.length === 0) return [];
  const base = { id: 'guest.pci', title: 'PCI' };
  const caps = facts.xen.virtCaps ?? [];
  const able = isHvm(kind) ? 'hvm_directio' : 'pv_directio';
  if (kind === 'pvh') return [{ ...base, state: 'fail', detail: 'A PVH guest cannot have PCI devices.', hint: 'Make it HVM, or PV.' }];
  if (!caps.includes(able)) {
    return [
      {
        ...base,
        state: 'fail',
        detail: `Xen has no ${able} here: there is no IOMMU, or it is off.`,
        hint: 'Turn on VT-d or AMD-Vi in the firmware, and iommu=1 for Xen.',
      },
    ];
  }
  return pci.map((address): Check => {
    const device = pciDevices.find((each) => each.address === address);
    if (device === undefined)
      return { ...base, state: 'fail', detail: `There is no device ${address}.`, hint: 'archxen domu pci lists them.' };
    const kept = whyKept(device, pciNeeds);
    if (kept !== undefined)
      return { ...base, state: 'fail', detail: `${address} stays with the host: ${kept}.`, hint: 'Choose another device.' };
    const user = configs.find(({ text }) => text.includes(address.slice(5)));
    if (user !== undefined)
      return { ...base, state: 'fail', detail: `${address} is given to ${user.name}.`, hint: 'A device is in one guest at a time.' };
    if (device.driver !== 'pciback')
      return {
        ...base,
        state: 'fail',
        detail: `${address} is with the driver ${device.driver ?? 'of nobody'}.`,
        hint: `archxen domu pci give ${address} sets it aside for guests.`,
      };
    const left = companions(device, pciDevices).filter((other) => !pci.includes(other.address));
    if (left.length > 0) {
      const words = left.map((other) => other.address).join(', ');
      return {
        ...base,
        state: 'warn',
        detail: `${address} shares its card or group with ${words}.`,
        hint: 'Give them all to the same guest.',
      };
    }
    return { ...base, state: 'pass', detail: `${address} ${device.name}` };
  });
}
