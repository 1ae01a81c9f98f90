import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Trail } from '../../src/wizard/trail.ts';
import { useUi } from './context.ts';
import type { KeyHint } from './keys.ts';
import type { Layout } from './layout.ts';
import { Line, Lines, Rule } from './line.tsx';
import { cut, widthOf } from './text.ts';

interface FrameProps {
  readonly layout: Layout;
  readonly trail: Trail;
  readonly notice?: string | undefined;
  readonly keys: readonly KeyHint[];
  readonly children: ReactNode;
}

/** Header, body and footer; as high as the terminal, whatever the body holds. */
export function Frame({ layout, trail, notice, keys, children }: FrameProps): ReactNode {
  const { theme } = useUi();
  const { frame, body, banner } = layout;
  return (
    <Box flexDirection="column" width={frame.width} height={frame.height}>
      <Header trail={trail} width={frame.width} />
      <Box flexDirection="column" paddingLeft={1}>
        <Lines width={body.width} texts={banner} style={theme.banner} />
      </Box>
      <Rule width={frame.width} />
      <Box flexDirection="column" height={body.height} width={frame.width} paddingX={1} overflow="hidden">
        {children}
      </Box>
      <Box paddingLeft={1}>
        <Line width={body.width} text={notice ?? ''} style={theme.problem} />
      </Box>
      <Rule width={frame.width} />
      <Footer keys={keys} width={body.width} />
    </Box>
  );
}

/** The whole road where it fits, the current part in brackets; else that part alone with its number. */
function Header({ trail, width }: { readonly trail: Trail; readonly width: number }): ReactNode {
  const { theme, screenReader } = useUi();
  const { labels, at } = trail;
  const count = labels.length === 0 ? '' : `${at + 1}/${labels.length}`;
  const current = labels[at] ?? '';
  if (screenReader) {
    const where = labels.length === 0 ? 'archxen' : `archxen: ${current}, part ${at + 1} of ${labels.length}`;
    return <Line width={width} text={where} style={theme.title} />;
  }
  const before = labels.slice(0, at).join(' > ');
  const after = labels.slice(at + 1).join(' > ');
  const full = widthOf(` archxen  ${labels.join(' > ')}   ${count}`) <= width - 1;
  const left = full && before !== '' ? `${before} >` : ' ';
  const right = full && after !== '' ? `> ${after}` : '';
  const used = widthOf(` archxen ${left}[${current}]${right}${count}`) + 1;
  const gap = Math.max(0, Math.min(2, width - used - 3));
  return (
    <Text>
      <Text bold> archxen </Text>
      {' '.repeat(gap)}
      <Text {...theme.muted}>{left}</Text>
      {labels.length > 0 && <Text {...theme.current}>{`[${cut(current, width - 20)}]`}</Text>}
      <Text {...theme.muted}>{right}</Text>
      {' '.repeat(Math.max(1, width - used - gap))}
      <Text {...theme.muted}>{count}</Text>
    </Text>
  );
}

/** As many keys as fit, the most important first. */
function Footer({ keys, width }: { readonly keys: readonly KeyHint[]; readonly width: number }): ReactNode {
  const { theme } = useUi();
  const shown: KeyHint[] = [];
  let used = 0;
  for (const hint of keys) {
    const wide = widthOf(`${hint.key} ${hint.what}`) + (shown.length === 0 ? 0 : 3);
    if (used + wide > width) break;
    used += wide;
    shown.push(hint);
  }
  return (
    <Box paddingLeft={1}>
      <Text>
        {shown.map(({ key, what }, index) => (
          <Text key={key}>
            {index === 0 ? '' : '   '}
            <Text {...theme.key}>{key}</Text> {what}
          </Text>
        ))}
      </Text>
    </Box>
  );
}
