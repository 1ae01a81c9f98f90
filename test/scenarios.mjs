import { fs, path } from 'zx';
import { MachineFailure, ScenarioEnded, Score } from './check.mjs';
import { bundle, labDir, say } from './vm/lab/settings.mjs';

const attempts = 2;
const timesFile = path.join(labDir, 'times.json');

/**
 * Runs the named scenarios of a tier one after the other; none named: those that run unasked, as far as the budget (seconds) goes.
 * `known` has all by name, each with the seconds that it takes where nothing is known of this machine (`atLeast`: it goes on as long
 * as there is time, and needs no more than these); `prepare` brings what they need.
 */
export async function runScenarios({ names, budget }, { known, unasked, prepare, run }) {
  const wanted = names.length === 0 ? unasked : names;
  const unknown = wanted.filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; there are: ${Object.keys(known).join(', ')}`);
  if (!(await fs.exists(bundle))) throw new Error(`${bundle} is missing: run npm run build first.`);
  const score = new Score();
  const end = Date.now() + budget * 1000;
  await prepare();
  const took = await lastTimes();
  const secondsLeft = () => (end - Date.now()) / 1000;
  for (const name of wanted) {
    const needed = known[name].atLeast ?? took[name] ?? known[name].seconds;
    const left = Math.round(secondsLeft());
    if (needed > left) {
      score.skip(name, `budget (it takes about ${needed} s, ${Math.max(left, 0)} s are left)`);
      continue;
    }
    const started = Date.now();
    say(`== ${name}`);
    const part = await attempt(name, (one) => run(name, one, secondsLeft));
    score.add(part);
    if (part.failed === 0) await keepTime(name, Math.round((Date.now() - started) / 1000));
  }
  return score;
}

/** A scenario; once more when the machine under it failed, never on a failed expectation. */
async function attempt(name, run) {
  for (let i = 1; ; i++) {
    const score = new Score();
    try {
      await run(score);
      return score;
    } catch (error) {
      if (error instanceof ScenarioEnded) return score;
      if (error instanceof MachineFailure && i < attempts) {
        say(`the machine failed, not the test; once more: ${error.message}`);
        continue;
      }
      await score.look(`${name} could be run`, () => Promise.reject(error instanceof MachineFailure ? new Error(error.message) : error));
      return score;
    }
  }
}

const lastTimes = async () => (await fs.readJson(timesFile).catch(() => ({}))) ?? {};
async function keepTime(name, seconds) {
  await fs.writeJson(timesFile, { ...(await lastTimes()), [name]: Math.round(seconds * 1.2) });
}
