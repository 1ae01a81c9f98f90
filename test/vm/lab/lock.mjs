import { fs, path } from 'zx';
import { labDir } from './settings.mjs';

const file = path.join(labDir, 'in-use');

/** One run at a time uses the lab: two would build the same images, and halve each other's speed. */
export async function lockLab() {
  await fs.ensureDir(labDir);
  const owner = Number(await fs.readFile(file, 'utf8').catch(() => '0'));
  if (owner > 0 && owner !== process.pid && (await fs.exists(`/proc/${owner}`))) {
    throw new Error(`another run (process ${owner}) uses ${labDir}: wait for its end, or set ARCHXEN_LAB to another folder.`);
  }
  await fs.writeFile(file, String(process.pid));
  process.once('exit', () => fs.removeSync(file));
}
