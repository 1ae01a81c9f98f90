/** Times of a file in seconds since the epoch, as stat(1) knows them. */
interface Times {
  readonly size: number;
  /** Of its content. */
  readonly modified: number;
  /** Of its content, owner, mode or name: a file that was put in its place has a new one, too. */
  readonly changed: number;
  /** NaN or 0: the file system does not keep it. */
  readonly born: number;
}

/** Reads these; a path that is not there has no line. */
export const statTimes = (paths: readonly string[]): readonly string[] => ['stat', '-L', '--printf', '%s %.9Y %.9Z %.9W %n\\n', ...paths];

function parseTimes(stdout: string): ReadonlyMap<string, Times> {
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [, size, modified, changed, born, path] = /^(\d+) (\S+) (\S+) (\S+) (.+)$/.exec(line) ?? [];
      if (path === undefined) return [];
      return [[path, { size: Number(size), modified: Number(modified), changed: Number(changed), born: Number(born) }] as const];
    }),
  );
}

/** The log that xl begins whenever it starts or restores a guest: the one before is renamed. */
export const xlLog = (name: string): string => `/var/log/xen/xl-${name}.log`;

/** A device model may still close its disk for a moment when the guest is saved already. */
const closingSeconds = 5;

/**
 * What shows that a guest ran after its memory was saved: a disk that was changed, or a log that xl began. Nodes of /dev get
 * new times when the host boots, so for volumes it is the log alone. Undefined for `save`: its time is not known.
 */
export function changedSince(
  stdout: string,
  { save, log, disks }: { readonly save: string; readonly log: string; readonly disks: readonly string[] },
): { readonly path: string | undefined } | undefined {
  const times = parseTimes(stdout);
  const saved = times.get(save)?.modified;
  if (saved === undefined || !Number.isFinite(saved)) return undefined;
  const began = times.get(log);
  const files = disks.filter((path) => !path.startsWith('/dev/'));
  const disk = files.find((path) => (times.get(path)?.changed ?? 0) > saved + closingSeconds);
  // An empty log is what logrotate leaves.
  return { path: disk ?? (began !== undefined && began.size > 0 && began.born > saved ? log : undefined) };
}
