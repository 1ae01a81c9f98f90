/** What lists the volumes of a group with what each was made from. */
export const lvsOrigins = (group: string): readonly string[] => [
  ...['lvs', '--noheadings', '--separator', ':', '-o', 'lv_name,lv_attr,origin'],
  group,
];

/**
 * Volumes that lvremove(8) takes away with this one: its snapshots, and thin volumes over it as their external origin. Only a
 * thin snapshot of a thin volume outlives it.
 */
export function lostWith(stdout: string, volume: string): readonly string[] {
  const rows = stdout
    .split('\n')
    .map((line) => line.trim().split(':'))
    .map(([name = '', attributes = '', origin = '']) => ({
      name,
      thin: attributes.startsWith('V'),
      origin: origin.replace(/^\[|\]$/g, ''),
    }));
  const outlived = rows.find(({ name }) => name === volume)?.thin === true;
  return rows.filter(({ origin, thin }) => origin === volume && !(outlived && thin)).map(({ name }) => name);
}
