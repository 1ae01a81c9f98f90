import { parseArgs } from 'node:util';
import { ArchxenError } from '../core/error.ts';

/** The options that every verb knows. */
export interface Options {
  readonly json: boolean;
  readonly answers?: string | undefined;
  readonly noInput: boolean;
  readonly root?: string | undefined;
  readonly ascii: boolean;
  readonly noColor: boolean;
  readonly screenReader: boolean;
  readonly yes: boolean;
  readonly planHash?: string | undefined;
  readonly boot: boolean;
  readonly record: boolean;
  readonly list: boolean;
  readonly version: boolean;
  readonly help: boolean;
}

const known = {
  json: { type: 'boolean', default: false },
  answers: { type: 'string' },
  'no-input': { type: 'boolean', default: false },
  root: { type: 'string' },
  ascii: { type: 'boolean', default: false },
  'no-color': { type: 'boolean', default: false },
  'screen-reader': { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  'plan-hash': { type: 'string' },
  boot: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Options and words of a command line; an unknown option is a usage error. */
export function parseOptions(argv: readonly string[]): { readonly options: Options; readonly words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: known, allowPositionals: true, strict: true });
    return {
      options: {
        json: values.json,
        answers: values.answers,
        noInput: values['no-input'],
        root: values.root,
        ascii: values.ascii,
        noColor: values['no-color'],
        screenReader: values['screen-reader'],
        yes: values.yes,
        planHash: values['plan-hash'],
        boot: values.boot,
        record: values.record,
        list: values.list,
        version: values.version,
        help: values.help,
      },
      words: positionals,
    };
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.message.split('. To specify')[0] ?? thrown.message) : String(thrown);
    throw new ArchxenError('usage', message, { hint: 'archxen --help lists the verbs and options.', cause: thrown });
  }
}
