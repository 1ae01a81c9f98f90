import type { SerialPortFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { readText } from './reading.ts';

/** I/O addresses of the ports that Xen knows by name (xen/arch/x86/setup.c: ns16550 com1 and com2). */
const ports: Readonly<Record<number, SerialPortFacts['port']>> = { 1016: 'com1', 760: 'com2' };

/** Serial ports of the host: the console that the firmware names, then those that the kernel found. */
export async function readSerialPorts(system: System): Promise<readonly SerialPortFacts[]> {
  const table = await system.read('/sys/firmware/acpi/tables/SPCR').catch(() => undefined);
  const named = table === undefined ? [] : parseSpcr(table);
  const found = parseSerialDriver((await readText(system, '/proc/tty/driver/serial')) ?? '');
  return [...named, ...found.filter(({ port }) => named.every((each) => each.port !== port))];
}

/** The ACPI table SPCR (Serial Port Console Redirection): address and speed of the firmware's console. */
export function parseSpcr(table: Uint8Array): readonly SerialPortFacts[] {
  const bytes = Buffer.from(table);
  if (bytes.length < 59 || bytes.toString('latin1', 0, 4) !== 'SPCR') return [];
  const inIoSpace = bytes[40] === 1;
  const port = ports[Number(bytes.readBigUInt64LE(44))];
  if (!inIoSpace || port === undefined) return [];
  const speed = { 3: 9600, 4: 19200, 6: 57600, 7: 115200 }[bytes[58] ?? 0];
  return [{ port, source: 'firmware', ...(speed !== undefined && { settings: `${speed},8n1` }) }];
}

/** Lines of /proc/tty/driver/serial (root only) like `0: uart:16550A port:000003F8 irq:4 tx:0 rx:0`. */
export function parseSerialDriver(text: string): readonly SerialPortFacts[] {
  return text.split('\n').flatMap((line): readonly SerialPortFacts[] => {
    const [, uart, address] = /^\d+: uart:(\S+) port:([0-9A-Fa-f]+)\b/.exec(line) ?? [];
    const port = ports[Number.parseInt(address ?? '', 16)];
    return uart === undefined || uart === 'unknown' || port === undefined ? [] : [{ port, source: 'kernel' }];
  });
}
