// The entry: what must be true before anything else is loaded. Ink and execa need a recent Node, and Ink's colours
// read FORCE_COLOR when they are imported, so the rest comes by a dynamic import.
const minimum = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < minimum) {
  process.stderr.write(`archxen: error node-too-old: this is Node ${process.versions.node}, and archxen needs Node ${minimum} or newer.\n`);
  process.stderr.write('  hint: on Arch Linux, pacman -S nodejs installs it.\n');
  process.exitCode = 64;
} else {
  if (process.env['NO_COLOR'] || process.argv.includes('--no-color')) process.env['FORCE_COLOR'] = '0';
  if (process.argv.includes('--screen-reader')) process.env['INK_SCREEN_READER'] = 'true';
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}

export {};
