import { type Key, useInput, usePaste } from 'ink';

/**
 * Keys one by one: letters that are typed faster than they are read arrive from Ink as one text. `alone`: it did not come in such
 * a text, which is what a paste looks like where the terminal does not mark it.
 */
export function useKeys(onKey: (input: string, key: Key, alone: boolean) => void): void {
  useInput((input, key) => {
    if (input.length < 2 || key.ctrl || key.meta) return onKey(input, key, true);
    for (const character of input) {
      const isReturn = character === '\r';
      onKey(isReturn ? '' : character, { ...key, return: isReturn }, false);
    }
  });
}

/** What is pasted are no keys: its line ends would walk through the screens, and agree to a plan. Only a field to type in takes it. */
export function useNoPaste(): void {
  usePaste(() => undefined);
}
