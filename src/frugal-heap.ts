import { setFlagsFromString } from 'node:v8';

/**
 * archxen waits beside a compiler on hosts with little memory: V8 shall collect early rather than grow its heap for speed.
 * Only for what runs long; a verb that ends in a tenth of a second is better off without.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
}
