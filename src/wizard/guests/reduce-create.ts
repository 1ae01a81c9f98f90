import { type CreateView, type GuestsAction, type GuestsEffect, type GuestsNext, type GuestsSession, prompts } from './session.ts';

/** The wizard of a new guest: at most five prompts, and a form of other values beside them. */
export function reduceCreate(session: GuestsSession, view: CreateView, action: GuestsAction): GuestsNext {
  const show = (next: Partial<CreateView>, ...effects: readonly GuestsEffect[]): GuestsNext => ({
    session: { ...session, view: { ...view, problem: undefined, ...next } },
    effects,
  });
  const { step, back, answers, questions } = view;
  switch (action.type) {
    case 'asked': {
      // The first time there is no answer yet: the first prompt stays.
      const fresh = questions.length === 0;
      const asked = { answers: action.answers, questions: action.questions, waiting: false };
      if (typeof step === 'object') return show({ ...asked, step: 'form' });
      if (step === 'form' || fresh) return show(asked);
      if (step + 1 < prompts(action.questions).length) return show({ ...asked, step: step + 1 });
      return agree(session, { ...view, ...asked });
    }
    case 'problem':
      return show({ problem: action.words, waiting: false });
    case 'answer':
      if (view.waiting) return show({});
      return show({ waiting: true }, { type: 'answer', answers, path: action.path, value: action.value });
    case 'form':
      return typeof step === 'number' ? show({ step: 'form', back: step }) : show({});
    case 'accept-form':
      return show({ step: back });
    case 'open-value':
      return show({ step: { path: action.path } });
    case 'back':
      if (typeof step === 'object') return show({ step: 'form' });
      if (step === 'form') return show({ step: back });
      return step > 0 ? show({ step: step - 1 }) : { session: { ...session, view: { at: 'list' } }, effects: [] };
    default:
      return { session, effects: [] };
  }
}

/** All is answered: the verb makes the plan, shows it, and asks. */
const agree = (session: GuestsSession, { answers }: CreateView): GuestsNext => ({
  session: { ...session, view: { at: 'task', title: `New guest ${answers.name ?? ''}`, lines: [], scroll: 0 } },
  effects: [{ type: 'create', answers }],
});
