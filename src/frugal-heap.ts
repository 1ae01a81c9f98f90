import type { EngineEvent } from './core/event.ts';
import type { Plan } from './core/plan.ts';

/**
 * archxen waits beside a compiler on hosts with little memory: V8 shall collect early rather than grow its heap for speed.
 * Only for what runs long: it takes a tenth of the time of what does not wait for others.
 */
export function keepHeapSmall(): void {
  // Asked for here: most runs need nothing of it.
  process.getBuiltinModule('node:v8').setFlagsFromString('--optimize-for-size');
}

/** The same, from the moment that something is really built. */
export async function* frugalFromBuild(
  { changes }: Plan,
  events: AsyncIterable<EngineEvent>,
): AsyncGenerator<EngineEvent, void, undefined> {
  for await (const event of events) {
    if (event.type === 'phase' && changes[event.index]?.kind === 'build') keepHeapSmall();
    yield event;
  }
}
