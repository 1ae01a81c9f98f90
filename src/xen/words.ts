/** Words of a kernel's or Xen's command line; double quotes keep blanks together and stay where they are. */
export const commandLineWords = (line: string): readonly string[] => line.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? [];

/** The value of the last `name=value` among the words; undefined: not there. */
export const lastValue = (words: readonly string[], name: string): string | undefined =>
  words.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);

/** The words with those added that are not there yet, in order. */
export const withWords = (words: readonly string[], added: readonly string[]): readonly string[] => [
  ...words,
  ...added.filter((word, index) => !words.includes(word) && added.indexOf(word) === index),
];
