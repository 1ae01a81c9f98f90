import { ArchxenError } from '../core/error.ts';
import type { XlCommand } from '../domu/xl.ts';
import type { RunResult, System } from '../system/port.ts';
import { runningDomains, xlError } from './domu-xl.ts';

interface FailedSave {
  readonly name: string;
  readonly path: string;
  readonly command: XlCommand;
  readonly result: RunResult;
}

/**
 * Why a guest was not saved. An xl that failed lets the guest go on by itself; one whose time was over could not, and where the
 * memory is then follows from the domain: with it, or in the file.
 */
export async function failedSave(system: System, { name, path, command, result }: FailedSave): Promise<ArchxenError> {
  const error = xlError(result, command, `${name} could not be saved`);
  const domain = (await runningDomains(system)).find((each) => each.name === name);
  const killed = result.ended === 'timeout' || result.ended === 'signal';
  if (domain === undefined) {
    if (!killed) return error;
    return told(
      error,
      path,
      `${name} is gone, and ${path} is kept`,
      `archxen domu restore ${name} lets it go on from there, if the file is complete.`,
    );
  }
  if (killed && domain.state.includes('s')) {
    const resume = `"xl resume ${domain.id}" lets it go on from there; then delete ${path}, which is not complete.`;
    return told(error, path, `${name} stands still, and Xen still has its memory`, resume);
  }
  // While it runs on, half a memory is of no use to anybody.
  await system.remove(path);
  if (!killed) return error;
  return told(error, path, `${name} runs on`, `It was asked to stand still. When it does so yet, "xl resume ${domain.id}" lets it go on.`);
}

const told = (error: ArchxenError, path: string, state: string, hint: string): ArchxenError =>
  new ArchxenError(error.code, `${error.message} ${state}.`, { path, hint, lines: error.lines });
