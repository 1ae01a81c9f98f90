import type { Check, CheckState, Report } from '../core/check.ts';

const words: Readonly<Record<CheckState, string>> = { pass: 'PASS', warn: 'WARN', fail: 'FAIL', unknown: '????' };

/** A report as aligned lines: state, subject, finding; reason and next step below what is not a pass. */
export function reportText(report: Report): readonly string[] {
  const width = Math.max(0, ...report.checks.map((check) => check.title.length));
  return report.checks.flatMap((check) => lines(check, width));
}

function lines(check: Check, width: number): readonly string[] {
  const indent = ' '.repeat(width + 10);
  return [
    `  ${words[check.state]}  ${check.title.padEnd(width)}  ${check.detail}`,
    ...(check.state === 'pass' ? [] : [check.reason, check.hint && `next: ${check.hint}`]).flatMap((line) =>
      line ? [`${indent}${line}`] : [],
    ),
  ];
}
