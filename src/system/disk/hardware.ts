import type { HardwareReading } from '../port.ts';

const patienceMilliseconds = 5000;

/**
 * Names of the hardware and its disks, by systeminformation. It is loaded late, as it costs about 100 ms. What it cannot
 * find out in five seconds stays unknown.
 */
export async function readHardware(): Promise<HardwareReading> {
  const { system, diskLayout } = await import('./systeminformation.ts');
  const [named, disks] = await Promise.all([inTime(system()), inTime(diskLayout())]);
  return {
    vendor: filled(named?.manufacturer),
    product: filled(named?.model),
    disks: (disks ?? []).map(({ device, name, size }) => ({ name: device, model: name, bytes: size })),
  };
}

async function inTime<T>(reading: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMilliseconds);
  });
  try {
    return await Promise.race([reading.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Firmware makers leave such names in place of a real one. */
const filled = (text: string | undefined): string | undefined =>
  text === undefined || /^(|-|default string|to be filled by o\.?e\.?m\.?|system (manufacturer|product name)|none)$/i.test(text.trim())
    ? undefined
    : text.trim();
