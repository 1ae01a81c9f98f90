import type { EngineEvent } from '../core/event.ts';
import type { Output } from './output.ts';

/** Prints engine events as lines or JSON lines; gives the outcome and the warnings. */
export async function follow(events: AsyncIterable<EngineEvent>, out: Output): Promise<Followed> {
  const warnings: string[] = [];
  let outcome: Followed['outcome'] = 'failed';
  let changed = false;
  let failure: Followed['failure'];
  for await (const event of events) {
    if (event.type === 'begin')
      out.event('step', { index: event.index, total: event.total, id: event.change.id, title: event.change.title });
    else if (event.type === 'log') out.event('log', { index: event.index, line: event.line });
    else out.event(event.type === 'end' ? 'end' : event.type, JSON.parse(JSON.stringify({ ...event, type: undefined })));
    for (const line of words(event)) out.say(line);
    if (event.type === 'warn') warnings.push(event.message);
    if (event.type === 'done') changed ||= event.changed;
    if (event.type === 'failed') failure = event;
    if (event.type === 'end') outcome = event.outcome;
  }
  return { outcome, changed, warnings, failure };
}

export interface Followed {
  readonly outcome: Extract<EngineEvent, { type: 'end' }>['outcome'];
  readonly changed: boolean;
  readonly warnings: readonly string[];
  readonly failure?: Extract<EngineEvent, { type: 'failed' }> | undefined;
}

function words(event: EngineEvent): readonly string[] {
  switch (event.type) {
    case 'begin':
      return [`[${event.index + 1}/${event.total}] ${event.change.title}`];
    case 'phase':
      return [`        ${event.phase}`];
    case 'warn':
      return [`  WARN  ${event.message}`];
    case 'failed':
      return [
        `  FAIL  ${event.message}`,
        ...event.lines.map((line) => `        ${line}`),
        ...(event.logPath === undefined ? [] : [`        log: ${event.logPath}`]),
        ...(event.hint === undefined ? [] : [`        hint: ${event.hint}`]),
      ];
    default:
      return [];
  }
}
