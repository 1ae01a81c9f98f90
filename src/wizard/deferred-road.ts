import type { Road } from './port.ts';

/**
 * A road that is opened when it is first asked for something, so that the first screen is there before a host is looked at.
 * What answers at once is only asked after the host was gathered, and by then it is open.
 */
export function deferredRoad(banner: string | undefined, open: () => Promise<Road>): Road {
  let opened: Road | undefined;
  let opening: Promise<Road> | undefined;
  const road = (): Promise<Road> => {
    opening ??= open().then((result) => {
      opened = result;
      return result;
    });
    return opening;
  };
  const now = (): Road => {
    if (opened === undefined) throw new Error('the road was asked before the host was gathered');
    return opened;
  };
  return {
    banner,
    gather: async (onTopic, again) => (await road()).gather(onTopic, again),
    stage: async (facts) => (await road()).stage(facts),
    keptAnswers: async () => (await road()).keptAnswers(),
    keepAnswers: async (answers) => (await road()).keepAnswers(answers),
    wayBack: async () => (await road()).wayBack(),
    verify: async () => (await road()).verify(),
    runAnswers: async () => (await road()).runAnswers(),
    reboot: async () => (await road()).reboot(),
    savePlan: async (plan) => (await road()).savePlan(plan),
    defaults: (facts) => now().defaults(facts),
    preflight: (facts, answers) => now().preflight(facts, answers),
    plan: (facts, answers) => now().plan(facts, answers),
    describe: (change) => now().describe(change),
    chain: (facts, answers) => now().chain(facts, answers),
    apply: (plan, hands) => now().apply(plan, hands),
    resume: (hands) => now().resume(hands),
    rollBack: (hands) => now().rollBack(hands),
    confirm: (hands) => now().confirm(hands),
  };
}
