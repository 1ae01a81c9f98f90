import { Box } from 'ink';
import type { ReactNode } from 'react';
import { planInWords } from '../src/wizard/plan-view.ts';
import type { PlanView } from '../src/wizard/session.ts';
import type { ScreenProps } from './screen-props.ts';
import { CheckTable } from './ui/check-table.tsx';
import { useUi } from './ui/context.ts';
import { DetailPane, useDetailRows } from './ui/detail-pane.tsx';
import { windowOf } from './ui/layout.ts';
import { Line, Lines, Rule } from './ui/line.tsx';
import { wrap } from './ui/text.ts';
import { useKeys } from './ui/use-keys.ts';

/** A plan before it is agreed to: the set-up, or the way back. */
export function PlanScreen(props: ScreenProps<'review' | 'way-back'>): ReactNode {
  const { screen, send, width } = props;
  if (screen.view !== undefined) return <Plan {...props} view={screen.view} />;
  return <NoPlan {...props} screen={screen} send={send} width={width} />;
}

function Plan({ view, width, height, send }: ScreenProps<'review' | 'way-back'> & { readonly view: PlanView }): ReactNode {
  const { theme, glyphs } = useUi();
  const { plan, selected } = view;
  const rows = useDetailRows(view.details, width);
  const name = `Plan ${plan.sha256.slice(0, 8)}:`;
  const safe = plan.purpose === 'rollback' ? 'This is the way back.' : 'Linux stays the default until Xen has booted and was verified.';
  const words = plan.changes.length === 0 ? 'nothing is left to do on this host.' : `${planInWords(plan)} ${safe}`;
  const summary = wrap(`${name} ${words}`, width).slice(0, 2);
  const room = height - 1 - summary.length;
  const listHeight = Math.max(1, Math.min(plan.changes.length, Math.floor(room * 0.4)));
  const paneHeight = room - listHeight;
  const end = Math.max(0, rows.length - paneHeight);
  const at = Math.min(view.scroll, end);
  const scroll = (by: number): void => send({ type: 'scroll-details', by, end });
  useKeys((input, key, alone) => {
    if (key.upArrow || input === 'k') send({ type: 'look-at-change', by: -1 });
    else if (key.downArrow || input === 'j') send({ type: 'look-at-change', by: 1 });
    else if (key.pageUp) scroll(-paneHeight);
    else if (key.pageDown) scroll(paneHeight);
    else if (input === 'K') scroll(-1);
    else if (input === 'J') scroll(1);
    else if (input === 's') send({ type: 'save-plan' });
    else if (key.return && alone) send({ type: 'agree', sha256: plan.sha256 });
  });
  const [first, last] = windowOf(
    plan.changes.map(() => 1),
    selected,
    listHeight,
  );
  const more = rows.length > paneHeight ? `lines ${at + 1} to ${Math.min(at + paneHeight, rows.length)} of ${rows.length}` : 'details';
  return (
    <Box flexDirection="column">
      <Lines width={width} texts={summary} style={theme.title} />
      {plan.changes.slice(first, last).map((change, index) => {
        const here = first + index === selected;
        const number = String(first + index + 1).padStart(String(plan.changes.length).length);
        return (
          <Line
            key={change.id}
            width={width}
            text={` ${here ? glyphs.pointer : ' '} ${number}  ${change.title}`}
            style={here ? theme.current : undefined}
          />
        );
      })}
      <Rule width={width} title={`Change ${selected + 1} of ${plan.changes.length}, ${more}`} />
      <DetailPane rows={rows} scroll={at} width={width} height={paneHeight} />
    </Box>
  );
}

/** Why there is no plan. */
function NoPlan({ screen, width, height, send }: ScreenProps<'review' | 'way-back'>): ReactNode {
  const { theme } = useUi();
  useKeys((input) => {
    if (input === 'r') send({ type: 'check-again' });
  });
  if (screen.at !== 'review') return null;
  const { problem, refused } = screen;
  const lines = problem === undefined ? [] : [problem.message, problem.hint ?? '', ...problem.lines].flatMap((text) => wrap(text, width));
  return (
    <Box flexDirection="column">
      <Line width={width} text="No plan can be made like this. Nothing has been changed." style={theme.problem} />
      <Line width={width} text="" />
      <Lines width={width} texts={lines.slice(0, height - 2)} />
      <CheckTable checks={refused} row={0} width={width} height={Math.max(0, height - 2 - lines.length)} />
    </Box>
  );
}
