import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anchorOf } from '../../lambdas/contract/measures';
import { functions } from '../../lib/functions';
import { projectRoot, type Synthesis, synthesize, titled } from './synthesis';

const documents = [
  'README.md',
  'DEPLOY.md',
  'CONTRIBUTING.md',
  'docs/runbook.md',
  'docs/decisions.md',
  'docs/ranking.md',
];
const textOf = (document: string) => readFileSync(join(projectRoot, document), 'utf8');
let stack: Synthesis;
beforeAll(() => {
  stack = synthesize();
}, 120_000);
afterAll(() => stack.remove());

/** What the runbook's `find_name` would find: the logical ids of a type that begin so. */
const found = (type: string, start: string) =>
  Object.entries(stack.resources).filter(([id, { Type }]) => Type === `AWS::${type}` && id.startsWith(start));

it('every name that a command of the runbook asks for is one resource of the stack, and so is every lambda by its own name', () => {
  const asked = documents.flatMap((document) => [...textOf(document).matchAll(/find_name (\w+::\w+)(?: (\w+))?/g)]);
  expect(asked.length).toBeGreaterThan(8);
  for (const [words, type = '', start = ''] of asked) expect(found(type, start), words).toHaveLength(1);
  for (const name of Object.keys(functions)) expect(found('Lambda::Function', titled(name)), name).toHaveLength(1);
});

it('every link from one section to another leads to a heading that is there', () => {
  const headings = (document: string) =>
    [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));
  let followed = 0;
  for (const document of documents) {
    for (const [link, file = '', section = ''] of textOf(document).matchAll(/\]\(((?!http)[^)#\s]*)#([^)]+)\)/g)) {
      const target = file === '' ? document : join(document, '..', file);
      expect(headings(target), `${document}: ${link}`).toContain(section);
      followed++;
    }
  }
  expect(followed).toBeGreaterThan(10);
});

it('every decision is told once, in the log or in the list by subject', () => {
  const rows = ['CONTRIBUTING.md', 'docs/decisions.md'].flatMap((document) =>
    [...textOf(document).matchAll(/^\| (.+?) \| .+? \| .+ \|$/gm)].map(([, choice]) => choice),
  );
  const choices = rows.filter((choice) => choice !== 'choice' && !/^-+$/.test(choice ?? ''));
  expect(choices.length).toBeGreaterThan(200);
  expect(choices.filter((choice, at) => choices.indexOf(choice) !== at)).toEqual([]);
});
