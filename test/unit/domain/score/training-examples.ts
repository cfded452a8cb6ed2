import type { Example } from '../../../../lambdas/domain/score/train-model';

const printedSubjects = [
  'incident review',
  'postmortem',
  'on-call burnout',
  'outage retrospective',
  'alert fatigue',
  'chaos experiments',
  'error budgets',
  'failover drills',
];
const passedSubjects = [
  'compiler internals',
  'css layouts',
  'a text editor',
  'monads',
  'a startup funding round',
  'game engines',
  'machine learning models',
  'keyboard firmware',
];
const frames = ['Notes on', 'A year of', 'What I learned about', 'Rethinking', 'The trouble with', 'Towards better'];

/** A small world with a known taste: operations are printed, the rest is not; ops.example is always printed, gadgets.example never. */
export function makeExamples(): Example[] {
  const examples: Example[] = [];
  const add = (subjects: string[], printed: boolean, host: string) => {
    for (const [at, subject] of subjects.entries()) {
      for (const [turn, frame] of frames.entries()) {
        const number = examples.length;
        examples.push({
          date: `2019-0${1 + turn}-${10 + at}`,
          title: `${frame} ${subject}`,
          url: `https://${(at + turn) % 3 === 0 ? host : `site${number}.example`}/${number}`,
          printed,
        });
      }
    }
  };
  add(printedSubjects, true, 'ops.example');
  add(passedSubjects, false, 'gadgets.example');
  return examples;
}
