/**
 * What may differ between two states of a host that nobody changed: learnt by comparing a fresh machine with itself
 * after a plain reboot. Everything else that differs is a finding.
 */
export const volatileFiles = [
  // carried from boot to boot, new each time
  /^\/var\/lib\/systemd\/random-seed$/,
  /^\/boot\/loader\/random-seed$/,
];

/** Firmware and boot loader variables that every boot rewrites. */
export const volatileVariables = [
  // UEFI's monotonic counter: one higher with each boot
  /^MTC-/,
  // systemd-boot's clock readings
  /^LoaderTime(Init|Exec|Menu)USec-/,
];

const isVolatile = (patterns, name) => patterns.some((pattern) => pattern.test(name));

function* differences(title, before, after, volatile = []) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  for (const name of names) {
    if (isVolatile(volatile, name)) continue;
    const [old, now] = [JSON.stringify(before[name]), JSON.stringify(after[name])];
    if (old === now) continue;
    if (old === undefined) yield `${title}: new: ${name} ${now.slice(0, 120)}`;
    else if (now === undefined) yield `${title}: gone: ${name}`;
    else yield `${title}: ${name}: ${old.slice(0, 160)} -> ${now.slice(0, 160)}`;
  }
}

const asSet = (list) => Object.fromEntries(list.map((item) => [item, true]));

/** Every way in which a host is not as it was, one line each; none: it is the same. */
export function compareStates(before, after) {
  const lists = ['packages', 'explicit', 'dependencies', 'failed'];
  return [
    ...differences('file', before.files, after.files, volatileFiles),
    ...lists.flatMap((name) => [...differences(name, asSet(before[name]), asSet(after[name]))]),
    ...differences('unit', before.units, after.units),
    ...differences('EFI variable', before.variables, after.variables, volatileVariables),
    ...differences('network', before.network, after.network),
    ...differences('boot', { grubenv: before.grubenv }, { grubenv: after.grubenv }),
  ];
}

/** One line that says how much was compared. */
export function extent(state) {
  const count = (value) => Object.keys(value).length;
  const parts = [`${count(state.files)} files`, `${state.packages.length} packages`, `${count(state.units)} units`];
  if (count(state.variables) > 0) parts.push(`${count(state.variables)} EFI variables`);
  return parts.join(', ');
}
