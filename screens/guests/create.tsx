import { Box, useInput } from 'ink';
import type { ReactNode } from 'react';
import type { Question } from '../../src/core/question.ts';
import { optionsOf, sameJson, valueInWords } from '../../src/wizard/answer.ts';
import { type CreateView, otherValues, prompts } from '../../src/wizard/guests/session.ts';
import { ChoiceList } from '../ui/choice-list.tsx';
import { useUi } from '../ui/context.ts';
import { Line, Lines } from '../ui/line.tsx';
import { wrap } from '../ui/text.ts';
import { TextField } from '../ui/text-field.tsx';
import type { GuestsProps } from './props.ts';

type CreateProps = GuestsProps & { readonly view: CreateView };

/** One prompt of a new guest, the form of its other values, or one of these. */
export function CreateScreen({ view, ...rest }: CreateProps): ReactNode {
  const { theme } = useUi();
  const { step, questions, problem, waiting } = view;
  const { width, height, send } = rest;
  const asked = prompts(questions);
  const question =
    typeof step === 'object' ? questions.find(({ path }) => path === step.path) : typeof step === 'number' ? asked[step] : undefined;
  useInput((_input, key) => {
    if (key.tab) send({ type: 'form' });
  });
  if (questions.length === 0) return <Line width={width} text="Looking around ..." />;
  const title = step === 'form' ? 'Other values' : (question?.title ?? '');
  const number = typeof step === 'number' ? `New guest, ${step + 1} of ${asked.length}` : 'New guest';
  const help = question === undefined ? [] : wrap(question.help, width).slice(0, 6);
  return (
    <Box flexDirection="column">
      <Line width={width} text={number} style={theme.muted} />
      <Line width={width} text="" />
      <Line width={width} text={title} style={theme.title} />
      <Line width={width} text="" />
      {step === 'form' ? (
        <Form view={view} {...rest} height={height - 5} />
      ) : (
        question !== undefined && <Field key={question.path} question={question} {...rest} height={height - help.length - 8} />
      )}
      <Line width={width} text={waiting ? 'Looking at it ...' : ''} />
      <Lines
        width={width}
        texts={problem === undefined ? help : wrap(problem, width)}
        style={problem === undefined ? theme.muted : theme.problem}
      />
    </Box>
  );
}

function Field({ question, width, height, send }: Omit<GuestsProps, 'session'> & { readonly question: Question }): ReactNode {
  const { path } = question;
  switch (question.kind) {
    case 'number':
      return (
        <TextField
          initial={String(question.value)}
          unit={`${question.unit} (${question.minimum} to ${question.maximum})`}
          replaces
          width={width}
          onAccept={(text) => send(numberAnswer(question, text))}
        />
      );
    case 'text':
      return (
        <TextField
          initial={question.value}
          unit=""
          replaces={false}
          width={width}
          onAccept={(text) =>
            send(
              new RegExp(question.pattern).test(text)
                ? { type: 'answer', path, value: text }
                : { type: 'problem', words: `That does not fit; an example: ${question.example}` },
            )
          }
        />
      );
    case 'multiselect':
      return null;
    default: {
      const options = question.kind === 'select' ? optionsOf(question) : yesNo;
      const items = options.map(({ label, detail, unavailable, value }) => ({
        label,
        detail: unavailable === undefined ? detail : `not possible: ${unavailable}`,
        action:
          unavailable === undefined
            ? ({ type: 'answer', path, value } as const)
            : ({ type: 'problem', words: `Not here: ${unavailable}.` } as const),
      }));
      const initial = options.findIndex((option) => sameJson(option.value, question.value));
      return <ChoiceList items={items} initial={initial} width={width} height={height} onChoose={(item) => send(item.action)} />;
    }
  }
}

function numberAnswer(question: Extract<Question, { kind: 'number' }>, text: string) {
  const value = Number(text);
  const fits = text.trim() !== '' && Number.isInteger(value) && value >= question.minimum && value <= question.maximum;
  return fits
    ? ({ type: 'answer', path: question.path, value } as const)
    : ({ type: 'problem', words: `A whole number from ${question.minimum} to ${question.maximum}, please.` } as const);
}

const yesNo = [
  { label: 'Yes', value: true, detail: undefined, unavailable: undefined },
  { label: 'No', value: false, detail: undefined, unavailable: undefined },
];

function Form({ view, width, height, send }: CreateProps): ReactNode {
  const items = [
    { label: 'Use these values', detail: undefined, action: { type: 'accept-form' } as const },
    ...otherValues(view.questions).map((question) => ({
      label: question.title,
      detail: valueInWords(question),
      action: { type: 'open-value', path: question.path } as const,
    })),
  ];
  return <ChoiceList items={items} width={width} height={height} onChoose={(item) => send(item.action)} />;
}
