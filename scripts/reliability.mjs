// Puts the closing lines of reliability runs into docs/reliability.md, each in the place of its command's last ones.
//   npm run test:crash > crash.log; node scripts/reliability.mjs 'npm run test:crash'=crash.log ...
import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../docs/reliability.md', import.meta.url);
const closing = /^\d+ passed, \d+ failed$/;
/** What the runs say in the end, after the lines of single hosts and parsers. */
const summary = /^(\d+ (plans|inputs|SIGKILLs|power cuts)|all written|cut after)\b/;

let text = readFileSync(page, 'utf8');
for (const argument of process.argv.slice(2)) {
  const [command, log] = argument.split('=');
  if (log === undefined) throw new Error(`${argument}: give COMMAND=LOG`);
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const last = lines.findLast((line) => closing.test(line));
  if (last === undefined) throw new Error(`${log} has no closing line: the run did not come to its end`);
  const told = [...lines.filter((line) => summary.test(line)).map((line) => line.replace(/; \/\S+ has each$/, '')), last];
  const head = `\`${command}\`\n\n\`\`\`\n`;
  const from = text.indexOf(head, text.indexOf('<!-- figures -->'));
  if (from < 0) throw new Error(`docs/reliability.md has no figures of ${command}`);
  const to = text.indexOf('```', from + head.length);
  text = `${text.slice(0, from)}${head}${told.join('\n')}\n${text.slice(to)}`;
}
writeFileSync(page, text);
