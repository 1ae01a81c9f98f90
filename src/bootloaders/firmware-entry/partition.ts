import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';

/** The ESP as efibootmgr wants it, and as a firmware entry names it. */
export interface EspPartition {
  /** `/dev/nvme0n1`. */
  readonly disk: string;
  readonly number: number;
  /** GUID of the partition, in lower case; undefined: not a GPT, or not known. */
  readonly partuuid?: string | undefined;
}

/** The kernel makes a partition's name from the disk's: with a `p` between where the disk's ends in a digit. */
export function espPartition(facts: Facts): EspPartition | Refusal {
  const device = facts.boot.esp?.device ?? '';
  const [, disk, number] = /^(\/dev\/\w*\d)p(\d+)$/.exec(device) ?? /^(\/dev\/[a-z]*[a-z])(\d+)$/.exec(device) ?? [];
  if (disk === undefined || number === undefined || /^\/dev\/(md|dm|mapper)/.test(device)) {
    return {
      refused: `archxen cannot tell which partition of which disk ${device === '' ? 'the ESP' : device} is.`,
      hint: 'A firmware entry needs a plain partition: mount the ESP by its own device, not by a RAID or a mapping.',
    };
  }
  return { disk, number: Number(number), partuuid: espPartuuid(facts) };
}

export const espPartuuid = (facts: Facts): string | undefined =>
  facts.boot.devices.find(({ path }) => path === facts.boot.esp?.device)?.partuuid?.toLowerCase();
