import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { readEnvironment } from './contract/env';
import type { CatalogueEvent } from './contract/messages';
import { readOpml } from './domain/feed/opml';
import { addSources } from './pipeline/catalogue';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const { TABLE_NAME, ALLOWED_HOSTS } = readEnvironment('catalogue', process.env);
  return { sources: createSourceStore(new Table(TABLE_NAME)), allowed: ALLOWED_HOSTS };
});

const readShipped = () => readFile(join(process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(), 'sources.opml'), 'utf8');

export const handler = async (event: CatalogueEvent): Promise<{ added: number; refused: number }> => {
  const { entries, refused } = readOpml(event.opml ?? (await readShipped()), wire().allowed);
  const added = await addSources(wire().sources, entries, now());
  log.info('catalogue', { added, known: entries.length - added, refused });
  return { added, refused: refused.length };
};
