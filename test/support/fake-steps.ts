import type { Answers } from '../../src/core/answers.ts';
import type { Question } from '../../src/core/question.ts';
import type { Step } from '../../src/core/step.ts';
import { fakeAnswers } from './fake-facts.ts';

const step = <Key extends Exclude<keyof Answers, 'v'>>(
  id: Key,
  title: string,
  questions: (answers: Answers) => readonly Question[],
  more: Partial<Step<Key>> = {},
): Step<Key> => ({
  id,
  title,
  intro: () => `This host can do it all; ${title} is asked here.`,
  questions: (_facts, answers) => questions(answers),
  defaults: () => fakeAnswers[id],
  check: () => [],
  changes: () => [],
  verify: () => [],
  ...more,
});

/** The five prompts of the road, with one question of each kind among them. */
export const fakeSteps: readonly Step[] = [
  step('guests', 'Guests', ({ guests }) => [
    {
      kind: 'multiselect',
      path: 'guests.kinds',
      title: 'Which guests shall run here?',
      help: 'PVH is the normal kind for Linux guests.\nHVM runs anything, Windows too.',
      options: [
        { label: 'PVH', detail: 'Linux guests, fast', value: 'pvh' },
        { label: 'PV', detail: 'old Linux guests', value: 'pv' },
        { label: 'HVM', detail: 'any system; needs xen-qemu', value: 'hvm' },
        { label: 'UEFI', detail: 'HVM with OVMF', value: 'uefi', unavailable: 'edk2-ovmf is not in the repositories' },
      ],
      value: guests.kinds,
    },
  ]),
  step('build', 'Build', ({ build }) => [
    {
      kind: 'confirm',
      path: 'build.stubdom',
      title: 'Build the stub domain too?',
      help: 'Few need it.',
      value: build.stubdom,
    },
    {
      kind: 'text',
      path: 'build.url',
      title: 'Where the AUR is cloned from',
      help: 'A mirror does as well.',
      pattern: '(https?|ssh|file|git):\\/\\/\\S+',
      example: 'https://aur.archlinux.org',
      value: build.url,
      advanced: true,
    },
  ]),
  step(
    'dom0',
    'dom0',
    ({ dom0 }) => [
      {
        kind: 'select',
        path: 'dom0',
        title: 'How much of the host does dom0 keep?',
        help: 'The rest is for guests.\nIt can be changed later with a second run.',
        options: [
          { label: '4096 MiB, 4 vCPUs', detail: 'normal', value: { memoryMiB: 4096, vcpus: 4 } },
          { label: '8192 MiB, 6 vCPUs', detail: 'a desktop in dom0', value: { memoryMiB: 8192, vcpus: 6 } },
        ],
        value: dom0,
      },
      {
        kind: 'number',
        path: 'dom0.memoryMiB',
        title: 'Memory of dom0',
        help: 'In MiB.',
        minimum: 512,
        maximum: 30000,
        unit: 'MiB',
        value: dom0.memoryMiB,
        advanced: true,
      },
      {
        kind: 'number',
        path: 'dom0.vcpus',
        title: 'vCPUs of dom0',
        help: 'At most the CPUs of the host.',
        minimum: 1,
        maximum: 6,
        unit: '',
        value: dom0.vcpus,
        advanced: true,
      },
    ],
    {
      check: (_facts, { dom0 }) =>
        dom0.memoryMiB > 20000
          ? [{ id: 'dom0.memory', title: 'dom0', state: 'fail', detail: 'too little is left for guests', hint: 'Give dom0 less.' }]
          : [],
    },
  ),
  step('network', 'Network', ({ network }) => [
    {
      kind: 'select',
      path: 'network.mode',
      title: 'How do guests reach the network?',
      help: 'The bridge change reverts by itself.',
      options: [
        { label: 'Move enp3s0 into the bridge xenbr0', detail: 'keeps MAC and address', value: 'bridge' },
        { label: 'Leave the network as it is', value: 'none' },
      ],
      value: network.mode,
    },
  ]),
  step('boot', 'Boot', ({ boot }) => [
    {
      kind: 'select',
      path: 'boot.kernel',
      title: 'Which kernel boots as dom0?',
      help: 'Linux stays the default.',
      options: [{ label: 'linux 6.18.2', value: 'linux' }],
      value: boot.kernel,
    },
  ]),
  step('services', 'Services', ({ services }) => [
    {
      kind: 'confirm',
      path: 'services.autostart',
      title: 'Start guests with the host',
      help: 'The guests in /etc/xen/auto.',
      value: services.autostart,
      advanced: true,
    },
  ]),
];
