/** A command of xl, and how long it may take: xl waits for ever when xenstored is gone. */
export interface XlCommand {
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
}

export const xlList: XlCommand = { argv: ['xl', 'list'], timeoutSeconds: 15 };
/** In JSON, with all that libxl keeps of each domain. */
export const xlListLong: XlCommand = { argv: ['xl', 'list', '-l'], timeoutSeconds: 30 };
/** Long: a guest with a device of the host gets all of its memory first, and scrubbing that takes minutes on large ones. */
export const xlCreate = (config: string): XlCommand => ({ argv: ['xl', 'create', config], timeoutSeconds: 300 });
/** Reads the configuration as `xl create` would, and starts nothing. */
export const xlDryRun = (config: string): XlCommand => ({ argv: ['xl', 'create', '-n', config], timeoutSeconds: 30 });
export const xlPause = (name: string): XlCommand => ({ argv: ['xl', 'pause', name], timeoutSeconds: 30 });
export const xlUnpause = (name: string): XlCommand => ({ argv: ['xl', 'unpause', name], timeoutSeconds: 30 });
/** Without -F: Xen has no reset button on x86 (-ENOSYS), and what cannot be asked is told so by xl in plainer words without it. */
export const xlReboot = (name: string): XlCommand => ({ argv: ['xl', 'reboot', name], timeoutSeconds: 60 });
/** A slow disk writes 10 MB a second. */
const memorySeconds = (bytes: number): number => Math.max(900, Math.ceil(bytes / 10_000_000));
export const xlSave = (name: string, file: string, bytes: number): XlCommand => ({
  argv: ['xl', 'save', name, file],
  timeoutSeconds: memorySeconds(bytes),
});
export const xlRestore = (file: string, bytes: number): XlCommand => ({
  argv: ['xl', 'restore', file],
  timeoutSeconds: memorySeconds(bytes),
});
export const xlDestroy = (name: string): XlCommand => ({ argv: ['xl', 'destroy', name], timeoutSeconds: 60 });
/**
 * Asks the guest to shut down and waits until it is gone. -F: an HVM guest without PV drivers cannot be asked, and gets an
 * ACPI power button event instead.
 */
export const xlShutdown = (name: string, timeoutSeconds: number): XlCommand => ({
  argv: ['xl', 'shutdown', '-w', '-F', name],
  timeoutSeconds,
});
/** The guest's console on this terminal, until Ctrl-]. */
export const xlConsole = (name: string): XlCommand => ({ argv: ['xl', 'console', name], timeoutSeconds: 7 * 24 * 3600 });

/** The six characters of `xl list` in one word. Between two slices of CPU time a running guest shows no letter. */
export function stateWord(state: string): string {
  if (state.includes('c')) return 'crashed';
  if (state.includes('d')) return 'dying';
  if (state.includes('s')) return 'shut down';
  if (state.includes('p')) return 'paused';
  return 'running';
}
