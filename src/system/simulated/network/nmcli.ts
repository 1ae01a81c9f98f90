import { type Command, done, failed, lines } from '../core/world.ts';
import { currentNetwork, runs } from './current.ts';
import { activate, reloadProfiles } from './network-manager.ts';
import { readProfiles } from './profiles.ts';

/** nmcli(1), as far as archxen calls it. */
export const nmcli: Command = async ({ args }, world) => {
  if (!(await runs(world, 'NetworkManager'))) return failed(8, 'Error: NetworkManager is not running.\n');
  const words = args.filter((arg, index) => !arg.startsWith('-') && !['-f', '--wait', '-w'].includes(args[index - 1] ?? ''));
  const [object = '', verb = '', ...rest] = words;
  if ('general'.startsWith(object) && verb === 'reload') return done();
  if (!'connection'.startsWith(object)) return undefined;
  if (verb === 'reload') {
    await reloadProfiles(world);
    return done();
  }
  if (verb === 'up') {
    const uuid = rest.at(-1) ?? '';
    if (!(await activate(world, uuid))) return failed(10, `Error: unknown connection '${uuid}'.\n`);
    return done('Connection successfully activated (D-Bus active path: /org/freedesktop/NetworkManager/ActiveConnection/5)\n');
  }
  if (verb !== 'show' || !args.includes('-t')) return undefined;
  const fields = (args[args.indexOf('-f') + 1] ?? '').split(',');
  const { links } = await currentNetwork(world);
  return done(
    lines(
      (await readProfiles(world)).map(({ uuid, id, path, type, device }) => {
        const there = links.some(({ ifname }) => ifname === device);
        const values: Readonly<Record<string, string>> = {
          UUID: uuid,
          NAME: id,
          FILENAME: path,
          TYPE: type,
          DEVICE: there ? (device ?? '') : '',
        };
        return fields.map((field) => (values[field] ?? '').replaceAll(/([\\:])/g, '\\$1')).join(':');
      }),
    ),
  );
};
