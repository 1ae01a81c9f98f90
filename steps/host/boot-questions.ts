import { canBeDom0 } from '../../src/bootloaders/dom0-kernel.ts';
import { bootLoaders, whyNotOnce } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import { bootLoaderIds } from '../../src/core/facts-boot.ts';
import type { Option, Question } from '../../src/core/question.ts';
import { serialOffers } from '../../src/xen/serial-console.ts';
import { trialQuestions } from './trial-questions.ts';

const trialHelp = `Linux stays the default of the boot menu. The new entry for Xen stands
beside the old ones, which stay as they are.

On trial, the next start is Xen, and the one after it is Linux again,
whatever happens: if Xen crashes, the computer restarts into Linux by
itself. Once Xen has booted and archxen verify is green, archxen confirm
makes Xen the default, with Linux still in the menu.

By hand, nothing is set: you pick the entry in the boot menu.`;

const kernelHelp = `dom0 runs this kernel. Arch's own kernels (linux, linux-lts) can be dom0.
The entries of your kernels for plain Linux stay as they are.`;

const loaderHelp = `The boot loader that gets the new entry: the one that started this Linux,
unless you know better. With none, archxen leaves the boot path alone and
you write the entry yourself (docs/bootloaders/ has examples).`;

const xenHelp = `Added to Xen's own command line, after the memory and CPUs of dom0.
Rarely needed. noreboot, vga=ask and iommu=force, which many guides have,
take the way back away and are refused.

dom0_vcpus_pin keeps each vCPU of dom0 on one CPU, the first ones of the
host; guests may run there too, unless their own cpus= says otherwise.`;

const linuxHelp = `Added to the command line of dom0's kernel, which is otherwise that of the
running Linux. For example nomodeset, when the screen stays black.`;

const confirmHelp = `With yes, a green verify at boot makes Xen the default at once. With no,
archxen asks, or you run archxen confirm.`;

const rescueHelp = `A further entry beside the normal one: Xen and dom0 say all they do, on
the serial console where there is one, and nothing limits dom0. It is
for finding out why the normal entry does not boot.`;

const serialHelp = `Xen's messages also go to this port, and dom0 is reached over it as hvc0.
Linux without Xen keeps the port for itself. Make sure of what is at the
other end: a UPS, for example, should not get Xen's messages.`;

const printable = '^[\\x20-\\x7e]*$';

/** The one prompt is how the first boot of Xen is done; the rest has a good default. */
export function bootQuestions(facts: Facts, { boot }: Answers): readonly Question[] {
  return [
    {
      kind: 'select',
      path: 'boot.trial',
      title: 'First boot of Xen',
      help: trialHelp,
      options: trials(facts, boot.loader),
      value: boot.trial,
    },
    {
      kind: 'select',
      path: 'boot.kernel',
      title: "dom0's kernel",
      help: kernelHelp,
      advanced: true,
      options: kernels(facts),
      value: boot.kernel,
    },
    {
      kind: 'select',
      path: 'boot.loader',
      title: 'Boot loader',
      help: loaderHelp,
      advanced: true,
      options: loaders(facts),
      value: boot.loader,
    },
    {
      kind: 'text',
      path: 'boot.xenOptions',
      title: "Further options of Xen's command line",
      help: xenHelp,
      advanced: true,
      pattern: printable,
      example: 'iommu=no-igfx',
      value: boot.xenOptions,
    },
    {
      kind: 'text',
      path: 'boot.kernelOptions',
      title: "Further options of dom0's kernel",
      help: linuxHelp,
      advanced: true,
      pattern: printable,
      example: 'nomodeset',
      value: boot.kernelOptions,
    },
    {
      kind: 'confirm',
      path: 'boot.rescue',
      title: 'A rescue entry that shows all messages',
      help: rescueHelp,
      advanced: true,
      value: boot.rescue,
    },
    {
      kind: 'select',
      path: 'boot.serial',
      title: "Xen's serial console",
      help: serialHelp,
      advanced: true,
      options: serials(facts, boot.serial),
      value: boot.serial,
    },
    {
      kind: 'confirm',
      path: 'boot.confirmByItself',
      title: 'Make Xen the default without asking when it verifies',
      help: confirmHelp,
      advanced: true,
      value: boot.confirmByItself,
    },
    ...trialQuestions(boot),
  ];
}

function trials(facts: Facts, loader: Answers['boot']['loader']): readonly Option[] {
  return [
    {
      label: 'On trial, by itself (recommended)',
      detail: 'the next start is Xen, the one after it Linux',
      value: 'once',
      unavailable: whyNotOnce(facts, loader),
    },
    { label: 'By hand', detail: 'you pick the Xen entry in the boot menu', value: 'by-hand' },
  ];
}

const kernels = (facts: Facts): readonly Option[] =>
  facts.kernels.map((kernel) => ({
    label: kernel.name,
    detail: kernel.running ? `${kernel.release}, running now` : kernel.release,
    value: kernel.name,
    unavailable: canBeDom0(kernel) === false ? 'built without CONFIG_XEN_DOM0' : undefined,
  }));

function loaders(facts: Facts): readonly Option[] {
  const found = facts.boot.loaders.map((loader) => loader.id);
  return [
    ...bootLoaderIds.map((id) => ({
      label: bootLoaders[id].title,
      value: id,
      unavailable: found.includes(id) ? undefined : 'not found on this host',
    })),
    { label: 'None', detail: 'archxen does not touch the boot path', value: 'none' },
  ];
}

const sources = { 'in use': 'in use now', firmware: "the firmware's console", kernel: 'found by the kernel' } as const;

/** The consoles that were found, and what was answered, whatever that is. */
function serials(facts: Facts, chosen: string): readonly Option[] {
  const found = serialOffers(facts).map(({ port, settings, source }) => ({
    label: `${port} (ttyS${Number(port.slice(3)) - 1})`,
    detail: `${settings}, ${sources[source]}`,
    value: `${port},${settings}`,
  }));
  const none: Option = { label: 'None', detail: 'the screen only', value: 'none' };
  const known = [...found, none];
  if (known.some(({ value }) => value === chosen)) return known;
  const own: Option = chosen === 'auto' ? { label: 'As Linux has it', value: chosen } : { label: chosen, value: chosen };
  return [own, ...known];
}
