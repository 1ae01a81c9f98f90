import type { Session } from './session.ts';

/** Where the person is on the road, for the header. */
export interface Trail {
  readonly labels: readonly string[];
  /** Index of the current one. */
  readonly at: number;
}

export function trailOf(session: Session): Trail {
  const { screen, titles } = session;
  const setUp = ['Check', ...titles, 'Review', 'Apply'];
  switch (screen.at) {
    case 'reading':
      // Which questions there are is known when the host was read.
      if (titles.length === 0) return { labels: [], at: 0 };
      return screen.why === 'after-reboot'
        ? { labels: back, at: 0 }
        : { labels: setUp, at: screen.why === 'after-setup' ? setUp.length - 1 : 0 };
    case 'check':
      return { labels: setUp, at: 0 };
    case 'step':
      return { labels: setUp, at: 1 + Math.max(0, titles.indexOf(screen.title)) };
    case 'review':
      return { labels: setUp, at: setUp.length - 2 };
    case 'running':
    case 'failed':
      if (screen.what === 'rollback') return { labels: undo, at: 1 };
      return screen.what === 'confirm' ? { labels: back, at: 1 } : { labels: setUp, at: setUp.length - 1 };
    case 'done':
    case 'rebooting':
      return { labels: setUp, at: setUp.length - 1 };
    case 'way-back':
    case 'looking-back':
      return { labels: undo, at: 0 };
    case 'confirm':
      return { labels: back, at: 1 };
    case 'finished':
      if (screen.what === 'rollback') return { labels: undo, at: 1 };
      return screen.what === 'confirm' ? { labels: back, at: 2 } : { labels: setUp, at: setUp.length - 1 };
    case 'verifying':
    case 'verdict':
      return { labels: back, at: 0 };
    default:
      return { labels: [], at: 0 };
  }
}

/** In dom0, after the trial boot. */
const back: readonly string[] = ['Verify', 'Confirm', 'Done'];
const undo: readonly string[] = ['Way back', 'Roll back'];
