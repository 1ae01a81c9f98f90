import { type Key, useInput } from 'ink';

/** Keys one by one: letters that are typed faster than they are read arrive from Ink as one text. */
export function useKeys(onKey: (input: string, key: Key) => void): void {
  useInput((input, key) => {
    if (input.length < 2 || key.ctrl || key.meta) return onKey(input, key);
    for (const character of input) {
      const isReturn = character === '\r';
      onKey(isReturn ? '' : character, { ...key, return: isReturn });
    }
  });
}
