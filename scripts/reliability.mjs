// Puts the closing lines of reliability runs into docs/reliability.md.
//   npm run test:crash > crash.log; node scripts/reliability.mjs 'npm run test:crash'=crash.log ...
import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../docs/reliability.md', import.meta.url);
const figures = process.argv.slice(2).map((argument) => {
  const [command, log] = argument.split('=');
  if (log === undefined) throw new Error(`${argument}: give COMMAND=LOG`);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const last = lines.findLastIndex((line) => /^\d+ passed, \d+ failed$/.test(line));
  if (last < 0) throw new Error(`${log} has no closing line: the run did not come to its end`);
  // The summary is what stands right before the closing line, after the lines of single hosts and parsers.
  const summary = lines.slice(Math.max(0, last - 2), last + 1).filter((line) => !/^(BAD {2}|[^,]*\): \d+ changes)/.test(line));
  return `\`${command}\`\n\n\`\`\`\n${summary.join('\n')}\n\`\`\`\n`;
});
const text = readFileSync(page, 'utf8');
const [head, rest] = text.split('<!-- figures -->\n');
const tail = rest?.split('<!-- /figures -->')[1];
if (tail === undefined) throw new Error('docs/reliability.md has no place for the figures');
writeFileSync(page, `${head}<!-- figures -->\n${figures.join('\n')}<!-- /figures -->${tail}`);
