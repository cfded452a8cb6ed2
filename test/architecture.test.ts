import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment } from '../lambdas/contract/env';
import { functions } from '../lib/functions';

const root = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');

/** Who may import whom: the table in CONTRIBUTING, as a test. A folder's own files are always allowed; `npm` lists packages. */
const table: Record<string, { ours: RegExp[]; npm: RegExp[] }> = {
  bin: { ours: [/^lib\//], npm: [] },
  lib: {
    ours: [/^lib\/(?!local|tools|rehearsal)/, /^lambdas\/contract\//],
    npm: [/^aws-cdk-lib/, /^constructs$/, /^cdk-nag$/],
  },
  'lib/constructs': {
    ours: [/^lib\/(?!local|tools|rehearsal)/, /^lambdas\/contract\//],
    npm: [/^aws-cdk-lib/, /^constructs$/, /^cdk-nag$/],
  },
  'lib/local': {
    ours: [/^lib\/functions\.ts$/, /^lambdas\/contract\//, /^lambdas\/[a-z]+\.ts$/],
    npm: [/^@aws-sdk\//, /^dynalite$/, /^fauxqs$/, /^aws-ses-v2-local$/, /^mailparser$/, /^aws-lambda$/],
  },
  'lib/rehearsal': {
    ours: [/^lib\/(local\/|functions\.ts$)/, /^lambdas\/contract\//],
    npm: [/^@aws-sdk\//, /^mailparser$/],
  },
  'lib/tools': {
    ours: [/^lib\/local\/terminal\.ts$/, /^lambdas\/(contract|domain|adapters|pipeline)\//],
    npm: [/^rss-parser$/, /^@aws-sdk\/client-dynamodb$/],
  },
  lambdas: { ours: [/^lambdas\//], npm: [/^aws-lambda$/] },
  'lambdas/runtime': {
    ours: [/^lambdas\/(contract|domain|pages)\//],
    npm: [/^aws-lambda$/, /^@aws-lambda-powertools\//],
  },
  'lambdas/pipeline': { ours: [/^lambdas\/(domain|pages)\//], npm: [] },
  'lambdas/adapters': { ours: [/^lambdas\/(domain|contract)\//], npm: [/^@aws-sdk\//, /^nodemailer/] },
  'lambdas/pages': { ours: [/^lambdas\/domain\//], npm: [/^hono\/html$/, /^marked$/, /^sanitize-html$/] },
  'lambdas/domain': { ours: [], npm: [/^tldts$/] },
  'lambdas/domain/feed': { ours: [/^lambdas\/domain\//], npm: [/^rss-parser$/, /^htmlparser2$/] },
  'lambdas/contract': { ours: [], npm: [] },
};

/** The pure folders may use what computes, and nothing that reads, writes, waits or looks at a clock. */
const pureBuiltins = new Set(['node:buffer', 'node:crypto', 'node:url']);
const pureFolders = ['lambdas/domain', 'lambdas/pages', 'lambdas/pipeline', 'lambdas/contract'];

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const files = ['bin', 'lib', 'lambdas'].flatMap(listFiles);
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const imports = files.flatMap(importsOf);

function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = sources.get(file) as string;
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)|require\('([^']+)'\)/gm,
  );
  return [...found].map(([, typeOnly, named, dynamic, required]) => {
    const target = (named ?? dynamic ?? required) as string;
    return {
      from: file,
      to: target.startsWith('.') ? resolve(file, target) : target,
      typeOnly: typeOnly !== undefined,
    };
  });
}

function resolve(file: string, target: string): string {
  const path = normalize(join(dirname(file), target));
  const known = [path, `${path}.ts`].find((candidate) => sources.has(candidate));
  return known ?? path;
}

function folderOf(file: string): string {
  const folders = Object.keys(table).filter((folder) => file.startsWith(`${folder}/`));
  return folders.sort((a, b) => b.length - a.length)[0] as string;
}

const isOurs = (target: string) => /^(bin|lib|lambdas|test)\//.test(target);

describe('the house', () => {
  test('was found: there are files to look at', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(imports.length).toBeGreaterThan(200);
  });

  test('imports only along the table', () => {
    const wrong = imports.filter(({ from, to }) => {
      const folder = folderOf(from);
      const rule = table[folder] as (typeof table)[string];
      if (to.startsWith('node:'))
        return pureFolders.some((pure) => from.startsWith(`${pure}/`)) && !pureBuiltins.has(to);
      if (!isOurs(to)) return !rule.npm.some((allowed) => allowed.test(to));
      return !to.startsWith(`${folder}/`) && !rule.ours.some((allowed) => allowed.test(to));
    });
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  test('names Node modules with the node: prefix, so that they are seen as such', () => {
    const bare = imports.filter(({ to }) => builtinModules.includes(to));
    expect(bare).toEqual([]);
  });

  test('keeps the domain free of clocks and dice: time, randomness and ids come in as arguments', () => {
    const impure = files
      .filter((file) => /^lambdas\/(domain|pages|pipeline)\//.test(file))
      .filter((file) =>
        /\bDate\.now\(|new Date\(\)|Math\.random\(|randomUUID|randomBytes|process\.env|setInterval\(/.test(
          sources.get(file) as string,
        ),
      );
    expect(impure).toEqual([]);
  });

  test('reads Markdown and cleans markup in one file', () => {
    const readers = imports.filter(({ to }) => to === 'marked' || to === 'sanitize-html').map(({ from }) => from);
    expect([...new Set(readers)]).toEqual(['lambdas/pages/markdown.ts']);
  });

  test('has no cycle of imports, not of types either', () => {
    const graph = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]));
    const cycles: string[] = [];
    const finished = new Set<string>();
    const visit = (file: string, path: string[]) => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      else if (!finished.has(file)) {
        for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
        finished.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('has one handler for every lambda in the manifest and in the environment contract, and no other', () => {
    const handlers = files
      .filter((file) => /^lambdas\/[^/]+\.ts$/.test(file))
      .map((file) => file.slice('lambdas/'.length, -'.ts'.length));
    expect(handlers.sort()).toEqual(Object.keys(functions).sort());
    expect(handlers.sort()).toEqual(Object.keys(environment).sort());
  });

  test('keeps every handler under 60 lines and every room under 250', () => {
    const lines = (file: string) => (sources.get(file) as string).split('\n').length - 1;
    const most = (file: string) => (/^lambdas\/[^/]+\.ts$/.test(file) ? 60 : 250);
    expect(files.filter((file) => lines(file) > most(file)).map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
  });

  test('reads the environment in handlers and in the clock only', () => {
    const readers = files.filter(
      (file) => file.startsWith('lambdas/') && (sources.get(file) as string).includes('process.env'),
    );
    expect(readers.filter((file) => !/^lambdas\/([a-z]+|runtime\/clock)\.ts$/.test(file))).toEqual([]);
  });

  test('never asks whether it runs locally', () => {
    const asking = files.filter(
      (file) =>
        file.startsWith('lambdas/') &&
        /if \([^)]*\b(local|isLocal|NODE_ENV|AWS_SAM_LOCAL)\b/.test(sources.get(file) as string),
    );
    expect(asking).toEqual([]);
  });

  test('has no barrels, no default exports and no drawers', () => {
    expect(files.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([]);
    expect(files.filter((file) => /^export default/m.test(sources.get(file) as string))).toEqual([]);
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|shared|commons?|misc)(\.tsx?|\/)/.test(file))).toEqual([]);
    expect(files.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
  });

  test('is where the guides say: every file and folder they name is there', () => {
    const guides = [
      'README.md',
      'CONTRIBUTING.md',
      'DEPLOY.md',
      join('docs', 'runbook.md'),
      join('docs', 'status-formats.md'),
      join('docs', 'decisions.md'),
      join('docs', 'ranking.md'),
    ];
    const named = guides.flatMap((guide) => {
      const paths = readFileSync(join(root, guide), 'utf8').matchAll(
        /`((?:(?:bin|lib|lambdas|test|docs)\/|(?:contract|runtime|pipeline|domain|pages|adapters)\/)[\w./-]*)`/g,
      );
      return [...paths].map(([, path]) => ({ guide, path: path as string }));
    });
    const isThere = (path: string) =>
      path.includes('NAME') || existsSync(join(root, path)) || existsSync(join(root, 'lambdas', path));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ path }) => !isThere(path))).toEqual([]);
  });
});
