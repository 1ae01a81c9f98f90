import { ArchxenError } from '../core/error.ts';
import type { DomainFacts } from '../core/facts-xen.ts';
import { xlCreate, xlDestroy, xlDryRun } from '../domu/xl.ts';
import { explainXlFailure, isNameTaken } from '../domu/xl-failures.ts';
import type { RunResult, System } from '../system/port.ts';
import { refuseHeldDisks } from './domu-held-disks.ts';
import { deviceModelsLastWords, explainFromLogs, explainFromUdev } from './domu-logs.ts';
import { runningDomains, runXl, xlError } from './domu-xl.ts';

/**
 * Starts a guest and sees it running. What a failed start leaves is taken away, so that the next try finds nothing in its way;
 * but never a domain of that name that xendomains or another session started meanwhile.
 */
export async function boot(system: System, name: string, config: string): Promise<void> {
  const text = Buffer.from((await system.read(config)) ?? []).toString('utf8');
  await refuseHeldDisks(system, text, `${name} is not started`);
  await runXl(system, xlDryRun(config), `The configuration of ${name} is not accepted`);
  if ((await domainsOf(system, name)).length > 0) throw startedMeanwhile(name);
  const command = xlCreate(config);
  const result = await system.run(command.argv, { timeoutSeconds: command.timeoutSeconds });
  const there = await domainsOf(system, name);
  const said = `${result.stderr}\n${result.stdout}`;
  if (result.ended === 'exit' && result.exit === 0) {
    if (there.length > 0) return;
    throw new ArchxenError('command-failed', `${name} was started, but it is not running any more.`, {
      hint: `Its last words may be in /var/log/xen/console; "xl create -c ${config}" shows the console from the start.`,
    });
  }
  if (isNameTaken(said)) throw startedMeanwhile(name);
  for (const { id } of there.filter((domain) => isLeftOver(domain, result))) {
    // By its number: the name may be that of another one a moment later.
    const { argv, timeoutSeconds } = xlDestroy(String(id));
    await system.run(argv, { timeoutSeconds });
  }
  throw await startError(system, name, xlError(result, command, `${name} did not start`), said);
}

/**
 * Was it this xl that began to make the domain? libxl puts the number before what it says of one. An xl that was ended by its
 * time leaves one that never ran: a domain is paused until it is complete.
 */
const isLeftOver = ({ id, state }: DomainFacts, { ended, stderr, stdout }: RunResult): boolean =>
  new RegExp(`\\bDomain ${id}:`).test(`${stderr}\n${stdout}`) || (ended !== 'exit' && state.includes('p'));

const domainsOf = async (system: System, name: string): Promise<readonly DomainFacts[]> =>
  (await runningDomains(system)).filter((domain) => domain.name === name);

const startedMeanwhile = (name: string): ArchxenError =>
  new ArchxenError('guest-invalid', `${name} was started by somebody else meanwhile, and is left alone.`, {
    hint: `archxen domu ${name} shows how it is.`,
  });

/** What xl says is the cause, unless it only names the device model, whose own log then says more. */
async function startError(system: System, name: string, error: ArchxenError, said: string): Promise<ArchxenError> {
  const known = explainXlFailure(said);
  if (known !== undefined && known.id !== 'device-model-failed') return error;
  const logged = (await explainFromLogs(system, name)) ?? (known === undefined ? await explainFromUdev(system) : undefined);
  if (logged !== undefined && logged.id !== known?.id) {
    const message = `${name} did not start: ${logged.cause}`;
    return new ArchxenError('command-failed', message, { hint: logged.hint, path: logged.log, lines: [logged.evidence] });
  }
  if (known === undefined) return error;
  const { log, lines } = await deviceModelsLastWords(system, name);
  return new ArchxenError(error.code, error.message, { hint: error.hint, path: log, lines: [...error.lines, ...lines] });
}
