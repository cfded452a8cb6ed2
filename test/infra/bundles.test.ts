import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LambdaName } from '../../lambdas/contract/env';
import { functions } from '../../lib/functions';
import { projectRoot, type Synthesis, synthesize, titled } from './synthesis';

const names = Object.keys(functions) as LambdaName[];
const limitKilobytes = 700;

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize({}, { bundle: true });
}, 300_000);
afterAll(() => stack.remove());

const folderOf = (name: LambdaName) => {
  const { S3Key } = stack.one('AWS::Lambda::Function', titled(name)).Properties.Code;
  return join(stack.directory, `asset.${S3Key.replace('.zip', '')}`);
};

/** Loads every bundle as the runtime does, in a Node of its own, and says what `handler` is. */
function loadAll(): Record<string, string> {
  const script = `
    const files = JSON.parse(process.argv[1]);
    const found = Object.entries(files).map(([name, file]) => [name, typeof require(file).handler]);
    process.stdout.write(JSON.stringify(Object.fromEntries(found)));`;
  const files = Object.fromEntries(names.map((name) => [name, join(folderOf(name), 'index.js')]));
  const environment = { PATH: process.env['PATH'], NODE_OPTIONS: '--enable-source-maps' };
  return JSON.parse(
    execFileSync(process.execPath, ['-e', script, JSON.stringify(files)], { encoding: 'utf8', env: environment }),
  );
}

it('every bundle loads as CommonJS with nothing installed and nothing set, and has a handler', () => {
  expect(loadAll()).toEqual(Object.fromEntries(names.map((name) => [name, 'function'])));
}, 60_000);

it('a bundle reaches AWS with the credentials Lambda puts into its environment, though the SDK’s other sources of them are left out', async () => {
  const asked: string[] = [];
  const dynamodb = createServer((request, response) => {
    asked.push(
      `${request.headers['x-amz-target']} as ${/Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1]}`,
    );
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end('{"Items":[],"Count":0,"ScannedCount":0}');
  });
  await new Promise<void>((listening) => dynamodb.listen(0, '127.0.0.1', listening));
  const { port } = dynamodb.address() as AddressInfo;

  const run = 'require(process.argv[1]).handler({}, {})';
  const env = {
    PATH: process.env['PATH'],
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'fromLambda',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    TABLE_NAME: 'digest',
    QUEUE_URL: 'http://127.0.0.1:1/queue.fifo',
  };
  const child = execFile(process.execPath, ['-e', run, join(folderOf('dispatch'), 'index.js')], {
    cwd: stack.directory,
    env,
  });
  const code = await new Promise((closed) => child.on('close', closed));
  dynamodb.close();
  expect(code).toBe(0);
  expect(new Set(asked)).toEqual(new Set(['DynamoDB_20120810.Query as fromLambda']));
}, 60_000);

it('every bundle has a source map without the sources in it', () => {
  for (const name of names) {
    const map = JSON.parse(readFileSync(join(folderOf(name), 'index.js.map'), 'utf8')) as {
      sources: string[];
      sourcesContent?: unknown;
    };
    expect(map.sources.some((source) => source.endsWith(`lambdas/${name}.ts`))).toBe(true);
    expect(map.sourcesContent).toBeUndefined();
  }
});

it('the catalogue carries the shipped sources, and the others carry nothing', () => {
  const shipped = readFileSync(join(projectRoot, 'sources.opml'), 'utf8');
  expect(readFileSync(join(folderOf('catalogue'), 'sources.opml'), 'utf8')).toBe(shipped);
  expect(names.filter((name) => existsSync(join(folderOf(name), 'sources.opml')))).toEqual(['catalogue']);
});

it('no bundle is over 700 KB of code, the ranking model apart', () => {
  const json = readFileSync(join(projectRoot, 'lambdas/domain/score/ranking.model.json'), 'utf8');
  const model = transformSync(json, { loader: 'json', minify: true, target: 'node24' }).code.length;
  const carriesModel = (name: LambdaName) =>
    readFileSync(join(folderOf(name), 'index.js.map'), 'utf8').includes('ranking.model.json');
  const sizes = names.map((name) => {
    const bytes = statSync(join(folderOf(name), 'index.js')).size;
    return [name, Math.round((bytes - (carriesModel(name) ? model : 0)) / 1000)] as const;
  });
  console.info(
    `bundles, KB of code: ${sizes.map(([name, size]) => `${name} ${size}`).join(', ')}; the model ${Math.round(model / 1000)}`,
  );
  expect(sizes.filter(([, size]) => size > limitKilobytes)).toEqual([]);
});
