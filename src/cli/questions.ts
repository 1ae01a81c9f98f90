import { hostSteps } from '../../steps/host/index.ts';
import { exitCodes } from '../core/error.ts';
import type { Question } from '../core/question.ts';
import { answersJsonSchema } from '../road/answers.ts';
import type { Verb } from './verb.ts';

export const questionsVerb: Verb = {
  name: 'questions',
  usage: 'archxen questions [--json]',
  summary: 'what it would ask here, with what Enter takes; --json adds the defaults and the JSON Schema of the answers',
  run: async ({ facts, road, out }) => {
    const seen = await facts({ bases: 'needed' });
    const defaults = road.defaults(seen);
    const answers = (await road.runAnswers()) ?? defaults;
    for (const step of hostSteps) {
      const skipped = step.skip?.(seen, answers);
      const questions = skipped === undefined ? step.questions(seen, answers) : [];
      out.event('step', { id: step.id, title: step.title, skipped, questions: JSON.parse(JSON.stringify(questions)) });
      out.say(`${step.title}${skipped === undefined ? '' : ` (left out: ${skipped})`}`);
      for (const question of questions)
        out.say(`  ${question.path.padEnd(22)} ${valueText(question)}${question.advanced ? '  (other values)' : ''}`);
    }
    out.event('answers', {
      answers: JSON.parse(JSON.stringify(answers)),
      defaults: JSON.parse(JSON.stringify(defaults)),
      schema: JSON.parse(JSON.stringify(answersJsonSchema())),
    });
    out.result({ changed: false, failed: false, msg: 'questions with what is taken where they are not answered' });
    return exitCodes.ok;
  },
};

function valueText(question: Question): string {
  if (question.kind === 'select') {
    const chosen = question.options.find((option) => JSON.stringify(option.value) === JSON.stringify(question.value));
    return chosen?.label ?? JSON.stringify(question.value);
  }
  if (question.kind === 'number') return `${question.value} ${question.unit}`;
  return typeof question.value === 'string' ? question.value : JSON.stringify(question.value);
}
