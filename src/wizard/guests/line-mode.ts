import { type GuestRow, guestTable } from '../../domu/guest-list.ts';
import type { LineTerminal } from '../line-mode.ts';
import type { GuestsPort, TaskHands } from './port.ts';

const help = [
  'start NAME, console NAME, stop NAME, pause NAME, resume NAME, reboot NAME, destroy NAME,',
  'edit NAME memory=2048, autostart NAME on, clone NAME NEW, finish NAME, remove NAME,',
  'NAME alone for all about it, new for a new guest, Enter to look again, q to leave.',
];

/** The screen of guests for a terminal that can only print and read lines. */
export async function runGuestLines(port: GuestsPort, terminal: LineTerminal): Promise<void> {
  const never = new AbortController().signal;
  if (port.banner !== undefined) terminal.print(port.banner);
  const hands: TaskHands = { say: terminal.print, ask: (question) => terminal.ask(question, never), signal: never };
  for (;;) {
    for (const line of await tableOf(port)) terminal.print(line);
    const text = (await terminal.ask('Guests (? explains): ', never))?.trim();
    if (text === undefined || text === 'q') return;
    if (text === '?') for (const line of help) terminal.print(line);
    else if (text === 'new') await port.run(['create'], hands);
    else if (/^console /.test(text)) terminal.print(await port.console(text.slice(8).trim()));
    else if (text === 'destroy' || /^destroy /.test(text)) await ifAgreed(port, text, hands);
    else if (text !== '') await port.run(text.split(/\s+/), hands);
  }
}

/** The verb itself does not ask, as it is what one types on purpose; here one word too many is quickly typed. */
async function ifAgreed(port: GuestsPort, text: string, hands: TaskHands): Promise<void> {
  const answer = await hands.ask('It ends at once; what it has not written is lost. Sure? [y/N] ');
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) await port.run(text.split(/\s+/), hands);
}

async function tableOf(port: GuestsPort): Promise<readonly string[]> {
  try {
    const rows: readonly GuestRow[] = await port.list();
    return rows.length === 0 ? ['There are no guests on this host.'] : guestTable(rows);
  } catch (thrown) {
    return [thrown instanceof Error ? thrown.message : String(thrown)];
  }
}
