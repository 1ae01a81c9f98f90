import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { commandLineWords, lastValue } from './words.ts';

/** A serial console, as Xen names it. */
export interface SerialConsole {
  /** `com1`, `com2`. */
  readonly port: string;
  /** `115200,8n1`. */
  readonly settings: string;
}

/** The serial console that Xen shall have on this host; undefined: the screen only. */
export function serialConsole(facts: Facts, { boot }: Pick<Answers, 'boot'>): SerialConsole | undefined {
  if (boot.serial === 'auto') return consoleInUse(facts);
  const [, port, settings] = /^(com[12]),(.+)$/.exec(boot.serial) ?? [];
  return port === undefined || settings === undefined ? undefined : { port, settings };
}

/**
 * Xen owns the serial port that Linux had as console=ttyS0, and Linux is reached over hvc0 instead. In dom0 the kernel's
 * line no longer names the port, so there it is read from Xen's own line.
 */
export function consoleInUse(facts: Facts): SerialConsole | undefined {
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

/** Speed of a port that nothing is known of but that it is there. */
const usualSettings = '115200,8n1';

/** A serial port that could be Xen's console, and how it was found. */
export interface SerialOffer extends SerialConsole {
  readonly source: 'in use' | 'firmware' | 'kernel';
}

/** All serial consoles of this host, the one in use first. */
export function serialOffers(facts: Facts): readonly SerialOffer[] {
  const used = consoleInUse(facts);
  const others = (facts.hardware.serial ?? []).filter(({ port }) => port !== used?.port);
  return [
    ...(used === undefined ? [] : [{ ...used, source: 'in use' as const }]),
    ...others.map(({ port, settings = usualSettings, source }) => ({ port, settings, source })),
  ];
}

/**
 * What is taken unless the person says otherwise: a console that Linux or the firmware uses. A port that is just there may
 * have a UPS or a modem behind it, so it is only offered.
 */
export const defaultSerial = (facts: Facts): string => {
  const offer = serialOffers(facts).find(({ source }) => source !== 'kernel');
  if (offer === undefined) return 'none';
  const answer = `${offer.port},${offer.settings}`;
  // A form of com1= that was written by hand, and that no answer can say.
  return /^com[12],[0-9]+,[78][noe][12]$/.test(answer) ? answer : 'auto';
};
