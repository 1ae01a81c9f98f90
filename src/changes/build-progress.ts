import type { WorkProgress } from '../core/event.ts';
import type { BuildHistory } from './build-history.ts';

/** Lines and seconds of each phase, as they come. */
export interface BuildClock {
  readonly line: (line: string, phase: string | undefined, now: number) => void;
  readonly progress: (now: number) => WorkProgress;
  readonly phases: (now: number) => BuildHistory['phases'];
}

/** Never full before the end: this build may have more lines than the last. */
const nearlyDone = 0.99;

export function buildClock(last: BuildHistory | undefined, startedAt: number): BuildClock {
  const phases: { name: string; lines: number; startedAt: number }[] = [{ name: 'begin', lines: 0, startedAt }];
  let file: string | undefined;

  const total = last?.phases.reduce((sum, { seconds }) => sum + seconds, 0);

  const fraction = (now: number): number | undefined => {
    const current = phases.at(-1);
    if (last === undefined || total === undefined || total === 0 || current === undefined) return undefined;
    const at = last.phases.findIndex(({ name }) => name === current.name);
    if (at < 0) return undefined;
    const before = last.phases.slice(0, at).reduce((sum, { seconds }) => sum + seconds, 0);
    const then = last.phases[at];
    if (then === undefined) return undefined;
    // A phase without lines (a download, a compression) goes by the clock.
    const share = then.lines > 20 ? current.lines / then.lines : (now - current.startedAt) / 1000 / Math.max(then.seconds, 1);
    return Math.min(nearlyDone, (before + then.seconds * Math.min(1, share)) / total);
  };

  return {
    line: (line, phase, now) => {
      if (phase !== undefined) phases.push({ name: phase, lines: 0, startedAt: now });
      const current = phases.at(-1);
      if (current !== undefined) current.lines += 1;
      file = compiledFile(line) ?? file;
    },
    progress: (now) => ({ fraction: fraction(now), expectedSeconds: total, item: file }),
    phases: (now) =>
      phases.map(({ name, lines, startedAt: from }, index) => ({
        name,
        lines,
        seconds: ((phases[index + 1]?.startedAt ?? now) - from) / 1000,
      })),
  };
}

/** The source that a compiler's line names last: `gcc … -o a.o a.c`, `  CC      xen/common/domain.o`, `[12/40] Compiling C object x.c.o`. */
export function compiledFile(line: string): string | undefined {
  const quick = /^\s*(?:CC|CXX|AS|LD|GEN|UPD|\[\d+\/\d+\])\s.*?([\w./+-]+\.\w+)\s*$/.exec(line);
  const found = quick?.[1] ?? /([\w./+-]+\.(?:c|cc|cpp|cxx|S|s|rs))\s*$/.exec(line)?.[1];
  return found?.replace(/^(?:\.\.?\/)+/, '');
}
