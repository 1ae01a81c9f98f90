import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { companions, type PciDevice, whyKept } from '../domu/pci/device.ts';
import { pciPlan, pciUnitPath } from '../domu/pci/plan.ts';
import { readPci } from '../facts/pci.ts';
import { readPciNeeds } from '../facts/pci-needs.ts';
import { readStorage } from '../facts/storage.ts';
import { agree } from './agree.ts';
import { applyGuestPlan } from './domu-apply.ts';
import { requireDom0 } from './domu-xl.ts';
import type { Context } from './verb.ts';

/** `archxen domu pci [give|take ADDRESS]`: devices of the host that guests may have. */
export async function pciVerb(context: Context, words: readonly string[]): Promise<ExitCode> {
  const { system, facts } = context;
  await requireDom0(system, await facts());
  const devices = await readPci(system, (await readStorage(system)).devices);
  const [verb, word, ...more] = words;
  if (verb === undefined) return list(context, devices);
  const address = word !== undefined && /^[0-9a-f]{2}:/.test(word) ? `0000:${word}` : word;
  if ((verb !== 'give' && verb !== 'take') || address === undefined || more.length > 0) throw usage();
  const device = devices.find((each) => each.address === address);
  if (device === undefined)
    throw new ArchxenError('guest-invalid', `There is no PCI device ${address}.`, { hint: 'archxen domu pci lists them.' });
  return move(context, device, verb === 'give', devices);
}

async function list({ out, facts, system }: Context, devices: readonly PciDevice[]): Promise<ExitCode> {
  const needs = await readPciNeeds(system, await facts());
  if (devices.every(({ group }) => group === undefined))
    out.say('IOMMU groups are not shown under Xen; all functions of a card go together.');
  if (devices.some(({ groupBefore }) => groupBefore)) out.say('The IOMMU groups are those of the last boot of plain Linux in the journal.');
  for (const device of devices) {
    const kept = whyKept(device, needs);
    const group = device.group === undefined ? '-' : String(device.group);
    const state =
      device.driver === 'pciback'
        ? 'set aside for guests'
        : kept === undefined
          ? `can be given (driver ${device.driver ?? 'none'})`
          : `stays: ${kept}`;
    out.say(`${device.address}  group ${group.padStart(3)}  ${device.name}`);
    out.say(`${' '.repeat(25)}${state}`);
  }
  out.event('pci', { devices: JSON.parse(JSON.stringify(devices)) });
  out.result({ changed: false, failed: false, msg: `${devices.length} devices` });
  return exitCodes.ok;
}

async function move(context: Context, device: PciDevice, give: boolean, devices: readonly PciDevice[]): Promise<ExitCode> {
  const { system, out, facts } = context;
  const { address } = device;
  const needs = await readPciNeeds(system, await facts());
  const kept = give ? whyKept(device, needs) : undefined;
  if (kept !== undefined)
    throw new ArchxenError('guest-invalid', `${address} stays with the host: ${kept}.`, { hint: 'Choose another device.' });
  if ((device.driver === 'pciback') === give) {
    out.say(`${address} is ${give ? 'set aside already' : 'with the host already'}.`);
    out.result({ changed: false, failed: false, msg: 'nothing to do' });
    return exitCodes.ok;
  }
  const others = companions(device, devices).filter((each) => each.driver !== device.driver || give);
  for (const other of give ? others : []) {
    const why = whyKept(other, needs);
    if (why !== undefined && device.group !== undefined) {
      throw new ArchxenError(
        'guest-invalid',
        `${address} shares its IOMMU group with ${other.address}, which stays with the host: ${why}.`,
        { hint: `Put the card into another slot${device.groupBefore ? ', and boot plain Linux once, which says the groups anew' : ''}.` },
      );
    }
    out.say(`WARN  ${other.address} (${other.name}) is on the same card or in the same group, and should go along.`);
  }
  if (
    !(await agree(
      context,
      give ? `Set ${address} (${device.name}) aside for guests, now and at each boot?` : `Give ${address} back to the host?`,
    ))
  ) {
    out.result({ changed: false, failed: false, msg: 'not agreed to' });
    return exitCodes.ok;
  }
  const unit = await system.read(pciUnitPath);
  await applyGuestPlan(context, pciPlan(address, give, unit === undefined ? undefined : Buffer.from(unit).toString('utf8')));
  const words = give
    ? `${address} is set aside: "pci": ["${address}"] in the answers of a guest gives it.`
    : `${address} is with the host again.`;
  out.say(words);
  out.result({ changed: true, failed: false, msg: words });
  return exitCodes.ok;
}

const usage = (): ArchxenError =>
  new ArchxenError('usage', 'archxen domu pci [give|take ADDRESS]', { hint: 'For example: archxen domu pci give 0000:03:00.0' });
