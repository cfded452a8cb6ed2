import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Component {
  'bom-ref': string;
  group?: string;
  name: string;
  version: string;
  properties?: { name: string; value: string }[];
}

interface BillOfMaterials {
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
  metadata: { component: Component };
}

type Locked = Record<string, { version: string; dev?: boolean }>;

const marksDevelopment = ({ name }: { name: string }) => name === 'cdx:npm:package:development';

/**
 * Prints what is shipped as CycloneDX. `npm sbom --omit dev` leaves out whatever a tool of ours needs as well, the SDK's
 * core among it; so npm lists everything, and the lockfile says what of it is there at run time.
 */
export function runSbom(args: string[]): number {
  if (args.length > 0) {
    process.stderr.write('npm run sbom > FILE    what is shipped, as CycloneDX, on stdout; it has no options\n');
    return args[0] === '--help' || args[0] === '-h' ? 0 : 2;
  }
  const all = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Locked };
  const shipped = new Set(
    Object.entries(packages).flatMap(([path, { version, dev }]) =>
      path === '' || dev ? [] : [`${path.split('node_modules/').at(-1)}@${version}`],
    ),
  );
  process.stdout.write(`${JSON.stringify(keepOnly(shipped, JSON.parse(all) as BillOfMaterials), null, 2)}\n`);
  return 0;
}

function keepOnly(shipped: ReadonlySet<string>, all: BillOfMaterials): BillOfMaterials {
  const components = all.components
    .filter(({ group, name, version }) => shipped.has(`${group ? `${group}/` : ''}${name}@${version}`))
    .map((component) => ({
      ...component,
      properties: component.properties?.filter((one) => !marksDevelopment(one)) ?? [],
    }));
  const refs = new Set([all.metadata.component, ...components].map((component) => component['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  return { ...all, components, dependencies };
}
