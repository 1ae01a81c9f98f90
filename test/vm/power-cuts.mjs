import { setTimeout as sleep } from 'node:timers/promises';
import { fs, path } from 'zx';
import { expectEqual, expectMatch, expectNone } from '../check.mjs';
import { archxen, hostState, hypervisor } from './host.mjs';
import { compareStates } from './host-state.mjs';
import { labDir } from './lab/settings.mjs';
import { Machine } from './machine.mjs';
import { apply, readyHost, rollback, withTime } from './ready-host.mjs';

const count = Number(process.env.ARCHXEN_POWERCUTS ?? 10);
const seed = Number(process.env.ARCHXEN_SEED ?? Date.now() % 1_000_000);

/** What is cut, and what is done after it: taken in turns. */
const kinds = [
  { cut: apply, next: apply },
  { cut: apply, next: rollback },
  { cut: rollback, next: rollback },
];

/** Makes the machines that the cuts start from, by going both ways without one. */
export async function readyForCuts(image, score) {
  let ready;
  await score.check('without a cut: applied, and taken back', async () => {
    ready = await readyHost(image);
    return `apply takes ${ready.seconds[apply]} s, rollback ${ready.seconds[rollback]} s; state: ${ready.extent}`;
  });
  return ready;
}

/**
 * QEMU is killed at random moments over 1.1 times apply or rollback. Disk (root and ESP) and firmware variables are kept; what
 * the guest had in its own memory only is gone. The machine must boot by itself, and archxen go on or take all back.
 */
export async function powerCuts(image, score, { keep, secondsLeft }) {
  const ready = await readyForCuts(image, score);
  const plan = Array.from({ length: count }, (_, nth) => ({ ...kinds[(seed + nth) % kinds.length], share: shareOf(nth), whole: true }));
  await cutAll(plan, { ready, image, score, keep, secondsLeft });
}

/**
 * One cut, in less than two minutes where nothing else runs: of an apply, before it arms the one-time boot (Xen takes minutes to come up in an
 * emulated machine) and while there is little to take back. The look at the host comes before the next boot, not after it.
 */
export async function quickPowerCut(image, score, { keep, secondsLeft }) {
  const ready = await readyHost(image);
  const share = 0.2 + random(0) * 0.2;
  await cutAll([{ cut: apply, next: rollback, share, whole: false }], { ready, image, score, keep, secondsLeft });
}

async function cutAll(cuts, { ready, image, score, keep, secondsLeft }) {
  // At once, so that a run that breaks off can be repeated.
  console.log(`  seed ${seed}`);
  const report = [];
  let longest = 0;
  for (const [nth, cut] of cuts.entries()) {
    if (secondsLeft() < longest * 1.5) break;
    const started = Date.now();
    const name = `cut ${nth + 1} of ${cuts.length}: ${cut.cut.split(' ')[0]} at ${Math.round(cut.share * 100)} %, then ${cut.next.split(' ')[0]}`;
    const told = await score.look(name, () => oneCut(ready, cut, `powercut-${image.variant}-${nth}`, keep));
    report.push({ name, passed: told !== undefined, ...told });
    longest = Math.max(longest, (Date.now() - started) / 1000);
  }
  await tellAll(report, image);
}

/** Of the usual time. However few a kind has, they lie all over it: van der Corput's sequence, begun at a place by the seed. */
const shareOf = (nth) => ((mirrored(Math.floor(nth / kinds.length)) + random(nth % kinds.length)) % 1) * 1.1;

/** 1, 2, 3, 4 … gives 1/2, 1/4, 3/4, 1/8 …: the binary digits behind the point, in reverse. */
const mirrored = (k) => [...k.toString(2)].reduce((sum, digit, i, { length }) => sum + Number(digit) * 2 ** (i - length), 0);

function random(kind) {
  // xorshift32, some steps from a seed of its own
  let state = (seed + kind * 2_654_435_761) | 0 || 1;
  for (let step = 0; step < 8; step += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return (state >>> 0) / 2 ** 32;
}

async function oneCut({ host, applied, first, index, seconds }, { cut, next, share, whole }, name, keep) {
  const machine = await Machine.of(cut === rollback ? applied : host, name);
  try {
    await machine.firstBoot();
    const moment = Math.round(share * seconds[cut] * 1000);
    // It ends with the machine, so nobody waits for how it ends.
    const running = archxen(machine, cut, withTime).catch(() => undefined);
    await sleep(moment);
    await machine.powerCut();
    await running;

    const start = Date.now();
    await machine.start();
    await machine.waitForBoot({ seconds: 900 });
    const boot = Math.round((Date.now() - start) / 1000);
    const { runs, last } = await whatCameUp(machine);
    if (whole) expectMatch((await archxen(machine, 'status', {})).text, /\S/, 'archxen status');
    const goesOn = async (words) => {
      const first = await whenFree(machine, words);
      // pacman was cut: its lock is left, and the hint says so. A person does what it says.
      const again = first.exit !== 0 && /rm \/var\/lib\/pacman\/db\.lck|remove \/var\/lib\/pacman\/db\.lck/.test(first.text);
      if (again) await machine.ssh('rm /var/lib/pacman/db.lck');
      const { exit, text } = again ? await archxen(machine, words, withTime) : first;
      if (exit !== 0 && exit !== 10)
        throw new Error(`${words}: exit ${exit}; the last record at the cut was ${last}\n${text.slice(-2000)}`);
    };
    await goesOn(next);
    if (next === apply) await archxen(machine, 'verify --boot', { exit: 0 });
    if (next === apply) await goesOn(rollback);
    // The boot loader's variables tell of the boot into Xen.
    if (whole || runs === 'Xen') {
      await machine.reboot();
      expectEqual(await hypervisor(machine), 'none', '/sys/hypervisor/type after the way back');
    }
    const { rest, found } = withoutFsck(compareStates(first, await hostState(machine, { index })));
    expectNone(rest, `after the way back; the last record at the cut was ${last}`);
    const text = `cut after ${moment / 1000} s, at ${last}; ${runs} came up in ${boot} s; as at first${found === 0 ? '' : `, but for ${found} lost chain that fsck.fat kept as a file`}`;
    return { moment, runs, boot, last, text };
  } finally {
    await machine.destroy({ keep });
  }
}

/** Where Xen came up, the check of that boot is at work for a minute, and archxen says so (75). A person waits, as its hint says. */
async function whenFree(machine, words) {
  for (let tries = 1; ; tries += 1) {
    const ended = await archxen(machine, words, withTime);
    if (ended.exit !== 75 || tries === 40) return ended;
    await sleep(10_000);
  }
}

/**
 * Where a file on the ESP was cut off before it had its name, the boot's fsck.fat finds clusters that belong to nothing, and keeps
 * them as FSCK0000.REC (fsck.fat(8), -f): that FAT has no journal is nothing that archxen could take back, and nobody else's file is lost.
 */
function withoutFsck(lines) {
  const rest = lines.filter((line) => !/^file: new: \/boot\/FSCK\d{4}\.REC /.test(line));
  return { rest, found: lines.length - rest.length };
}

/** Xen or Linux, and what the journal says last, in its own words without the figures before them. */
async function whatCameUp(machine) {
  const { stdout } = await machine.ssh(
    'cat /sys/hypervisor/type 2>/dev/null || echo none; tail -qn 1 $(ls -t /var/lib/archxen/journal/*.jsonl 2>/dev/null | head -1) </dev/null 2>/dev/null | cut -c1-300',
  );
  const [, type = 'no journal'] = /"type":"(\w+)"/.exec(stdout) ?? [];
  const [, step = ''] = /"index":(\d+)/.exec(stdout) ?? [];
  return { runs: stdout.startsWith('xen') ? 'Xen' : 'Linux', last: `${type} ${step}`.trim() };
}

async function tellAll(report, image) {
  const passed = report.filter((cut) => cut.passed).length;
  const file = path.join(labDir, `power-cuts-${image.variant}.json`);
  await fs.writeJson(file, { seed, at: new Date().toISOString(), report }, { spaces: 1 });
  for (const { text } of report) if (text) console.log(`  ${text}`);
  console.log(`  ${report.length} power cuts (seed ${seed}), ${report.length - passed} bad; ${file} has each`);
}
