import type { Facts } from '../core/facts.ts';
import { commandLineWords, lastValue } from './words.ts';

/** A serial console that this host uses, as Xen names it. */
export interface SerialConsole {
  /** `com1`, `com2`. */
  readonly port: string;
  /** `115200,8n1`. */
  readonly settings: string;
}

/**
 * Xen owns the serial port that Linux had as console=ttyS0, and Linux is reached over hvc0 instead. In dom0 the kernel's
 * line no longer names the port, so there it is read from Xen's own line.
 */
export function serialConsole(facts: Facts): SerialConsole | undefined {
  for (const word of facts.os.commandLine.toReversed()) {
    const [, port, speed, parity, bits] = /^console=ttyS([01])(?:,(\d+)([noe])?([78])?r?)?$/.exec(word) ?? [];
    if (port !== undefined) return { port: `com${Number(port) + 1}`, settings: `${speed ?? '9600'},${bits ?? '8'}${parity ?? 'n'}1` };
  }
  const xenWords = commandLineWords(facts.xen.commandLine ?? '');
  for (const port of ['com1', 'com2']) {
    const settings = lastValue(xenWords, port);
    if (settings !== undefined) return { port, settings };
  }
  return undefined;
}
