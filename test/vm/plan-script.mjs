/**
 * A plan as a plain shell script that a person could have written: the same files, packages, units and commands in the same
 * order, without journal, backups and checks. What archxen's own care costs is measured against it. Builds are left out.
 */
export const planScript = (changes) => ['set -e', ...changes.flatMap(lines), 'sync', ''].join('\n');

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;
const command = (argv) => argv.map(quoted).join(' ');
const folder = (path) => path.slice(0, path.lastIndexOf('/'));

const kinds = {
  build: () => [],
  sync: () => ['pacman -Sy --noconfirm'],
  file: ({ path, content, mode, uid, gid }) =>
    content === null ? [command(['rm', '-f', path])] : [command(['mkdir', '-p', folder(path)]), ...put(path, content, { mode, uid, gid })],
  directory: ({ path }) => [command(['mkdir', '-p', path])],
  package: ({ action, names, from, asDependencies }) => {
    if (action === 'remove') return [`pacman -Rs --noconfirm ${command(names)}`];
    const dependencies = asDependencies ? '--asdeps ' : '';
    if (from.source === 'repository') return [`pacman -S --needed --noconfirm ${dependencies}${command(names)}`];
    const files = names.map((name) => `${quoted(`${from.directory}/packages/${name}`)}-[0-9]*.pkg.tar.zst`);
    return [`pacman -U --needed --noconfirm ${dependencies}${files.join(' ')}`];
  },
  // One by one, as the article has them.
  unit: ({ units, enabled, active }) =>
    units.flatMap((unit) => [
      ...(enabled === undefined ? [] : [command(['systemctl', enabled ? 'enable' : 'disable', unit])]),
      ...(active === undefined ? [] : [command(['systemctl', active ? 'start' : 'stop', unit])]),
    ]),
  command: ({ argv }) => [command(argv)],
  'boot-once': ({ arm }) => [command(arm)],
  network: ({ files, reload, up, expect }) => [
    ...files.flatMap(({ path, text }) => [command(['mkdir', '-p', folder(path)]), ...put(path, { text }, { mode: 0o644, uid: 0, gid: 0 })]),
    ...[...reload, ...up].map(command),
    ...expect.addresses.map(
      (address) => `until ip -br addr show ${quoted(expect.bridge)} | grep -qF ${quoted(address)}; do sleep 0.1; done`,
    ),
  ],
};

function lines(change) {
  const write = kinds[change.kind];
  if (write === undefined) throw new Error(`no shell lines for a change of kind ${change.kind}`);
  return [`echo ${quoted(`== ${change.title}`)}`, ...write(change)];
}

function put(path, content, { mode, uid, gid }) {
  if ('link' in content) return [command(['ln', '-sfn', content.link, path])];
  if ('copyOf' in content) return [command(['install', '-m', mode.toString(8), '-o', `${uid}`, '-g', `${gid}`, content.copyOf, path])];
  const bytes = 'text' in content ? Buffer.from(content.text).toString('base64') : content.base64;
  return [
    `printf %s ${bytes} | base64 -d > ${quoted(path)}`,
    command(['chmod', mode.toString(8), path]),
    command(['chown', `${uid}:${gid}`, path]),
  ];
}
