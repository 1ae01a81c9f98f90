import type { Answers } from '../../src/core/answers.ts';
import type { Question } from '../../src/core/question.ts';

const redHelp = `At boot archxen checks how Xen came up. Until Xen is confirmed, a red
verdict restarts the host a minute later, and Linux comes up: you reach it
again even when the network did not come up under Xen. The login message
and archxen status say what was red. It restarts once, never in a loop.

With stay, Xen keeps running, and you look for yourself.`;

const imageHelp = `As files, xen.efi reads its configuration, the kernel and the initramfs
beside it. A unified image has all of them inside: nothing can be missing
at boot, and one signature of sbctl covers it, which Secure Boot needs. It
takes the room of the kernel and initramfs once more on the ESP, and is
made anew when one of them is updated. For systemd-boot.`;

const watchdogHelp = `Xen's own watchdog restarts the host when Xen hangs. For the trial, Xen
also restarts it when dom0 has not answered for a minute; with always
that stays so after Xen was confirmed. docs/bootloaders/trial-boot.md says
what helps at which moment of a boot.`;

/** What happens by itself while Xen is on trial. */
export const trialQuestions = (boot: Answers['boot']): readonly Question[] => [
  {
    kind: 'select',
    path: 'boot.image',
    title: 'What the firmware starts',
    help: imageHelp,
    advanced: true,
    options: [
      { label: 'xen.efi, with files beside it', value: 'files' },
      {
        label: 'One unified image',
        detail: 'no file to miss, signed where Secure Boot is on',
        value: 'unified',
        unavailable: boot.loader === 'systemd-boot' ? undefined : 'archxen makes it for systemd-boot only',
      },
    ],
    value: boot.image,
  },
  {
    kind: 'select',
    path: 'boot.onRed',
    title: 'A trial boot that is judged red',
    help: redHelp,
    advanced: true,
    options: [
      { label: 'Restart into Linux (recommended)', detail: 'by itself, once', value: 'reboot' },
      { label: 'Stay under Xen', detail: 'you look for yourself', value: 'stay' },
    ],
    value: boot.onRed,
  },
  {
    kind: 'select',
    path: 'boot.watchdog',
    title: 'Restart the host when dom0 or Xen hangs',
    help: watchdogHelp,
    advanced: true,
    options: [
      { label: 'While Xen is on trial (recommended)', value: 'trial' },
      { label: 'Always', value: 'always' },
      { label: 'Never', value: 'off' },
    ],
    value: boot.watchdog,
  },
];
