import type { Verb } from './verb.ts';

/** What --help prints. */
export function helpText(verbs: readonly Verb[]): string {
  const rows = [
    ['archxen', 'the wizard: set up, or resume, or (in dom0) verify and confirm'],
    ['archxen rehearse [HOST]', 'the same wizard on a recorded host; nothing on this computer is changed'],
    ...verbs.map((verb) => [verb.usage.split(' [')[0] ?? verb.usage, verb.summary]),
  ];
  const width = Math.max(...rows.map(([usage]) => usage?.length ?? 0));
  return `archxen turns an Arch Linux host into a verified Xen dom0, and back.

${rows.map(([usage, summary]) => `  ${usage?.padEnd(width)}  ${summary}`).join('\n')}

Options:
  --answers FILE|-   answers as JSON (see archxen questions --json)
  --yes              agree beforehand          --no-input    never ask
  --json             JSON lines on stdout      --root DIR    a host's tree at DIR (facts, plan)
  --ascii            ASCII only                --no-color    no colours (also NO_COLOR)
  --screen-reader    no boxes or bars          --version, --help

Exit codes: 0 done, 10 reboot needed, 20 refused (nothing changed), 30 failed and rolled back, 31 not all taken back,
40 verify failed, 64 usage, 75 another archxen runs, 77 not root, 78 answers invalid, 130 interrupted, 1 a defect.
`;
}
