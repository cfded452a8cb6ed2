import { keys, lists } from '../contract/table';
import type { Incident } from '../domain/incident';
import type { IncidentStore, KnownHabit } from '../domain/ports';
import { isoWeek } from '../domain/week';
import { stripItem, type Table } from './table';

/** Incidents, listed under the ISO week in which they began. */
export function createIncidentStore(table: Table): IncidentStore {
  const read = async (incidentKeys: readonly string[]) =>
    (await table.getMany(incidentKeys.map(keys.incident))).map((item) => stripItem<Incident>(item));
  return {
    async get(incidentKeys) {
      return new Map((await read([...new Set(incidentKeys)])).map((incident) => [incident.key, incident]));
    },
    async save(incident) {
      await table.put({
        ...keys.incident(incident.key),
        ...incident,
        listKey: lists.outages(isoWeek(incident.startedAt)),
        listOrder: incident.startedAt,
        card: { key: incident.key },
      });
    },
    async habit(sourceId) {
      const item = await table.get(keys.habit(sourceId));
      return item && stripItem<KnownHabit>(item);
    },
    async saveHabit(sourceId, habit) {
      await table.put({ ...keys.habit(sourceId), ...habit });
    },
    async ofWeeks(weeks) {
      const listed = await Promise.all(weeks.map((week) => table.all(lists.outages(week))));
      return read(listed.flat().map(({ card }) => (card as { key: string }).key));
    },
  };
}
