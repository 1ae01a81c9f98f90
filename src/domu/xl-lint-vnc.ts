import type { XlValue } from '../formats/xl-cfg.ts';
import type { XlFinding } from './xl-finding.ts';

/** An address that stands for all of the host's, with or without the number of a display after it. */
const everywhere = /^(0\.0\.0\.0|::|\[::\]|\*)(:\d+)?$/;

/** Options of a vfb (xl.cfg(5)). `type=vnc` is of xm; xl passes over it. */
const vfbOptions = 'vnc vnclisten vncpasswd vncdisplay vncunused keymap sdl opengl display xauthority type'.split(' ');

/** Is the guest's screen for anybody? Of an HVM guest `vnclisten` says it, of a PV or PVH guest an item of `vfb`. */
export function vncFindings(key: string, line: number, value: XlValue): readonly XlFinding[] {
  if (key === 'vnclisten') return listens(String(value), line);
  if (key !== 'vfb' || !Array.isArray(value)) return [];
  return value.flatMap((item: XlValue) => {
    const options = String(item)
      .split(',')
      .map((part) => part.trim().split('='));
    const unknown = options.flatMap(([name = '']) => (name === '' || vfbOptions.includes(name) ? [] : [name]));
    return [
      ...options.flatMap(([name, text = '']) => (name === 'vnclisten' ? listens(text.trim(), line) : [])),
      ...unknown.map(
        (name): XlFinding => ({
          severity: 'error',
          line,
          message: `A vfb has no option ${name}.`,
          hint: `It knows: ${vfbOptions.slice(0, 5).join(', ')} and so on.`,
        }),
      ),
    ];
  });
}

const listens = (address: string, line: number): readonly XlFinding[] =>
  everywhere.test(address)
    ? [
        {
          severity: 'warning',
          line,
          message: 'vnclisten opens the screen of this guest to the whole network.',
          hint: 'Use "127.0.0.1" and reach it by  ssh -L 5900:127.0.0.1:5900',
        },
      ]
    : [];
