import type { Session } from './session.ts';

const lines = (...text: readonly string[]): string => text.join('\n');

const changeLines: readonly string[] = [
  'Change the set-up asks the questions once more, beginning with what was',
  'answered: another memory for dom0, another kernel, more packages.',
];

/** What `?` shows on the screens that are no question of a step. At most 12 lines of 72 columns. */
export function helpOf(session: Session): { readonly title: string; readonly text: string } {
  const { screen } = session;
  switch (screen.at) {
    case 'step': {
      const { view } = screen;
      const question = view.kind === 'value' ? screen.questions.find((one) => one.path === view.path) : screen.questions[0];
      return { title: question?.title ?? screen.title, text: question?.help ?? screen.intro };
    }
    case 'check':
      return {
        title: 'Check',
        text: lines(
          'archxen has read this host and changed nothing.',
          'PASS  as it should be.',
          'WARN  it works, but there is something that you should know.',
          'FAIL  it cannot work so. The line below says what to do.',
          '????  it could not be found out; that is neither good nor bad.',
          '',
          'Up and Down choose a row, d shows by what it was seen, and r reads the',
          'host again after you have put something right in another terminal.',
        ),
      };
    case 'review':
    case 'way-back':
      return {
        title: screen.at === 'review' ? 'Review' : 'The way back',
        text: lines(
          'This is the whole plan: what is listed here is done, and nothing else.',
          'Up and Down choose a change; below it are its commands and its files as',
          'a diff. PgUp and PgDn (or J and K) scroll them. Lines with + are added,',
          'lines with - go.',
          '',
          'Enter applies exactly this plan. If the host changes meanwhile, archxen',
          'refuses and reads it again. Before each change the way back is written',
          'to the journal, so `archxen rollback` works even after a power cut.',
        ),
      };
    case 'running':
      return {
        title: 'Apply',
        text: lines(
          'Each change is applied and then read back. The whole output is in',
          '/var/log/archxen.',
          '',
          'Ctrl-C or q asks whether to stop after the change that is being applied.',
          'Nothing is lost then: archxen resumes where it stopped, or rolls back.',
        ),
      };
    case 'done':
      return {
        title: 'Trial boot',
        text: lines(
          'The chain check has followed the boot entry from the boot loader to the',
          'root file system: a boot that cannot work is refused here.',
          '',
          'The next boot is Xen, once. Linux stays the default: if Xen panics or',
          'hangs, a reset leads back to Linux. In dom0, run archxen again; it',
          'verifies Xen and then asks whether to make it the default.',
          '',
          ...changeLines,
        ),
      };
    case 'verdict':
      return {
        title: 'Verify',
        text: lines(
          'archxen has read the running host: is this really dom0, does `xl list`',
          'work, are the services up, is the network as planned, does the Linux',
          'entry still stand?',
          '',
          'FAIL rows say what to do. d shows by what a row was seen.',
          ...(screen.kind === 'health' ? ['', ...changeLines] : []),
        ),
      };
    case 'confirm':
      return {
        title: 'Make Xen the default',
        text: lines(
          'Xen has booted on trial and was verified. From now on the boot menu can',
          'start it by default. The Linux entry stays in the menu.',
          '',
          'Later: `archxen confirm` makes it the default, `archxen rollback` takes',
          'everything back.',
        ),
      };
    default:
      return {
        title: 'Keys',
        text: lines(
          'Enter takes the marked choice. The arrows, or j and k, move the mark.',
          'Esc goes back, q leaves. What you answered is kept.',
        ),
      };
  }
}
