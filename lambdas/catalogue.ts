import { readFile } from 'node:fs/promises';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { readEnvironment, shippedFile } from './contract/env';
import type { CatalogueEvent } from './contract/messages';
import { type OpmlReading, readOpml } from './domain/feed/opml';
import { addSources } from './pipeline/catalogue';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const { TABLE_NAME, ALLOWED_HOSTS } = readEnvironment('catalogue', process.env);
  return { sources: createSourceStore(new Table(TABLE_NAME)), allowed: ALLOWED_HOSTS };
});

type Added = { added: number } & Pick<OpmlReading, 'refused'>;

export const handler = async (event: CatalogueEvent): Promise<Added> => {
  const { entries, refused } = readOpml(
    event.opml ?? (await readFile(shippedFile('sources.opml', process.env), 'utf8')),
    wire().allowed,
  );
  const added = await addSources(wire().sources, entries, now());
  log.info('catalogue', { added, known: entries.length - added, refused });
  return { added, refused };
};
