import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../lib/app';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const cdkJson = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

export const people = {
  editor: 'lee@newsroom.org',
  sender: 'digest@newsroom.org',
  recipients: 'ann@readers.org,bob@readers.org',
};

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of a hundred shapes, and each test names the one it reads.
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
}

export interface Synthesis {
  stack: Stack;
  template: Template;
  resources: Record<string, Resource>;
  /** The only resource of this type under this construct id. */
  one(type: string, idStart: string): Resource;
  directory: string;
  remove(): void;
}

/** Synthesises the stack as `cdk` would, with the flags of cdk.json, into a temporary directory. */
export function synthesize(settings: Record<string, unknown> = {}, options = { bundle: false }): Synthesis {
  const directory = mkdtempSync(join(tmpdir(), 'sre-digest-synth-'));
  const { stack } = buildApp({
    outdir: directory,
    analyticsReporting: false,
    context: { ...cdkJson.context, ...people, ...settings, ...(!options.bundle && { 'aws:cdk:bundling-stacks': [] }) },
  });
  const template = Template.fromStack(stack);
  const resources = template.toJSON()['Resources'] as Record<string, Resource>;
  return {
    stack,
    template,
    resources,
    one(type, idStart) {
      const found = Object.entries(resources).filter(
        ([id, { Type }]) => Type === type && new RegExp(`^${idStart}[0-9A-F]{8}`).test(id),
      );
      if (found.length !== 1) throw new Error(`${found.length} resources of ${type} named ${idStart}…`);
      return (found[0] as [string, Resource])[1];
    },
    directory,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export const titled = (lambda: string) => lambda.charAt(0).toUpperCase() + lambda.slice(1);
