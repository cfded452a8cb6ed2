import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './synthesis';

interface Locked {
  version: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
  /** Comes inside another package, whose hash covers it. */
  inBundle?: boolean;
}

const read = (file: string) => JSON.parse(readFileSync(join(projectRoot, file), 'utf8'));
const { dependencies, devDependencies, scripts, version } = read('package.json') as Record<
  'dependencies' | 'devDependencies' | 'scripts',
  Record<string, string>
> & { version: string };
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path]) => path !== '');
const runtime = locked.filter(([, { dev }]) => !dev);

/** Licences that let an Apache-2.0 project ship them in its bundles without more than a notice. */
const permissive = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
]);

describe('what is shipped', () => {
  it('stands on at most fifteen direct dependencies', () => {
    const direct = Object.keys(dependencies);
    console.info(`supply: ${direct.length} direct run-time dependencies, ${runtime.length} with theirs`);
    expect(direct.length).toBeLessThanOrEqual(15);
  });

  it('is under permissive licences only, in all its depth', () => {
    expect(runtime.length).toBeGreaterThan(20);
    const others = runtime.filter(([, { license }]) => !permissive.has(license ?? ''));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  it('needs no install script', () => {
    expect(runtime.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });
});

describe('what is installed', () => {
  it('is one exact version of everything we name, with the hash it must have', () => {
    for (const [name, asked] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(asked, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(asked);
    }
    expect(
      locked
        .filter(([, { integrity, inBundle }]) => !inBundle && !/^sha512-/.test(integrity ?? ''))
        .map(([path]) => path),
    ).toEqual([]);
  });

  it('is looked at by the checks: secrets, lockfile, and what is told of it', () => {
    for (const audit of ['audit:lockfile', 'audit:secrets']) expect(scripts['check']).toContain(`npm run ${audit}`);
  });

  it('is listed whole in the bill of materials that we hand out: what runs, and nothing that only builds or tests', () => {
    const out = execFileSync(process.execPath, ['--import', 'tsx', 'bin/sbom.ts'], {
      cwd: projectRoot,
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { components, dependencies } = JSON.parse(out) as {
      components: { name: string; group?: string; version: string }[];
      dependencies: { dependsOn: string[] }[];
    };
    const listed = components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
    const shipped = runtime.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`);
    expect(listed.sort()).toEqual(shipped.sort());
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).length).toBeGreaterThan(shipped.length);
    console.info(`bill of materials: ${listed.length} packages`);
  });
});

it('the changelog begins with the version that package.json names', () => {
  const [, newest] = /^## (\d+\.\d+\.\d+)/m.exec(readFileSync(join(projectRoot, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect(newest).toBe(version);
});
