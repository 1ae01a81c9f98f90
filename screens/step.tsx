import { Box, useInput } from 'ink';
import type { ReactNode } from 'react';
import type { Question } from '../src/core/question.ts';
import { optionsOf, sameJson, valueInWords } from '../src/wizard/answer.ts';
import type { ScreenProps } from './screen-props.ts';
import { ChoiceList } from './ui/choice-list.tsx';
import { useUi } from './ui/context.ts';
import { Line, Lines } from './ui/line.tsx';
import { MultiList } from './ui/multi-list.tsx';
import { wrap } from './ui/text.ts';
import { TextField } from './ui/text-field.tsx';

/** One step of the road: its prompt, the form of its other values, or one of these. */
export function StepScreen({ screen, width, height, send }: ScreenProps<'step'>): ReactNode {
  const { theme } = useUi();
  const { view, questions } = screen;
  const question = view.kind === 'value' ? questions.find((one) => one.path === view.path) : questions[0];
  const intro = wrap(screen.intro, width).slice(0, 5);
  const problem = screen.problem === undefined ? [] : wrap(screen.problem, width).slice(0, 3);
  const room = height - intro.length - problem.length - 4;
  return (
    <Box flexDirection="column">
      <Lines width={width} texts={intro} />
      <Line width={width} text="" />
      <Line width={width} text={view.kind === 'form' ? `${screen.title}: other values` : (question?.title ?? '')} style={theme.title} />
      <Line width={width} text="" />
      {view.kind === 'form' ? (
        <Form screen={screen} width={width} height={room} send={send} />
      ) : (
        question !== undefined && <Field key={question.path} question={question} screen={screen} width={width} height={room} send={send} />
      )}
      {problem.length > 0 && <Line width={width} text="" />}
      <Lines width={width} texts={problem} style={theme.problem} />
    </Box>
  );
}

type PartProps = Pick<ScreenProps<'step'>, 'screen' | 'width' | 'height' | 'send'>;

/** The control for one kind of question. */
function Field({ question, screen, width, height, send }: PartProps & { readonly question: Question }): ReactNode {
  const others = screen.view.kind === 'prompt' && screen.questions.length > 1;
  const { path } = question;
  useInput((_input, key) => {
    if (key.tab && others) send({ type: 'open-other-values', step: screen.step });
  });
  switch (question.kind) {
    case 'multiselect':
      return <MultiList question={question} width={width} onAccept={(value) => send({ type: 'answer', path, value })} />;
    case 'number':
    case 'text':
      return (
        <TextField
          initial={String(question.value)}
          unit={question.kind === 'number' ? `${question.unit} (${question.minimum} to ${question.maximum})`.trim() : ''}
          replaces={question.kind === 'number'}
          width={width}
          onAccept={(text) => send({ type: 'type-answer', path, text })}
        />
      );
    default: {
      const options = question.kind === 'select' ? optionsOf(question) : yesNo;
      const items = [
        ...options.map(({ label, detail, unavailable, value }) => ({
          label,
          detail: unavailable === undefined ? detail : `not possible: ${unavailable}`,
          action: { type: 'answer', path, value } as const,
        })),
        ...(others
          ? [{ label: 'Other values...', detail: undefined, action: { type: 'open-other-values', step: screen.step } as const }]
          : []),
      ];
      const initial = options.findIndex((option) => sameJson(option.value, question.value));
      return <ChoiceList items={items} initial={initial} width={width} height={height} onChoose={(item) => send(item.action)} />;
    }
  }
}

const yesNo = [
  { label: 'Yes', value: true, detail: undefined, unavailable: undefined },
  { label: 'No', value: false, detail: undefined, unavailable: undefined },
];

/** All values of the step but the prompt's, each a row; Enter on the first row goes on. */
function Form({ screen, width, height, send }: PartProps): ReactNode {
  const items = [
    { label: 'Use these values', detail: undefined, action: { type: 'accept-values', step: screen.step } as const },
    ...screen.questions.slice(1).map((question) => ({
      label: question.title,
      detail: valueInWords(question),
      action: { type: 'edit-value', path: question.path } as const,
    })),
  ];
  return <ChoiceList items={items} width={width} height={height} onChoose={(item) => send(item.action)} />;
}
