import { randomUUID } from 'node:crypto';
import { keys, lists } from '../contract/table';
import { mostUnsettled } from '../domain/issue/parked';
import type { IssueStore, ParkedSend } from '../domain/ports';
import type { Item, Table } from './table';

type Sends = Pick<
  IssueStore,
  'claimSend' | 'recordSend' | 'unsettledSends' | 'releaseSend' | 'releasedSends' | 'askForLink' | 'linkAskedAt'
>;

/** One record for every mail that was or may have been sent. Those a person may have to look at are listed under their issue. */
export function createSendRecords(table: Table): Sends {
  const listing = (number: number, kind: string, recipient: string) => ({
    listKey: lists.unsettled(number),
    listOrder: `${kind}#${recipient}`,
  });
  return {
    async claimSend(number, kind, recipient, at) {
      const key = keys.send(number, kind, recipient);
      // Known again by its own mark, a claim whose answer was lost is not taken for somebody else's.
      const claim = { state: 'claimed', at, claimedBy: randomUUID() };
      // The readers' first mails are met again by the next run; nobody might come back to any other claim that has no end.
      const listed = { ...claim, ...listing(number, kind, recipient) };
      if (await table.putNew({ ...key, ...(kind === 'issue' ? claim : listed) })) return 'go';
      const held = await table.get(key);
      if (held?.['claimedBy'] === claim.claimedBy) return 'go';
      if (held?.['state'] === 'sent') return 'sent';
      if (await table.update(key, { set: listed, remove: ['note'] }, { equal: { state: 'refused' } })) return 'go';
      const found = await table.get(key);
      if (found?.['claimedBy'] === claim.claimedBy) return 'go';
      if (found?.['state'] === 'sent') return 'sent';
      if (!found?.['listKey'])
        await table.update(key, { set: listing(number, kind, recipient) }, { equal: { state: found?.['state'] } });
      return 'unclear';
    },
    async recordSend(number, kind, recipient, result) {
      const key = keys.send(number, kind, recipient);
      if (result.state === 'sent') {
        const set = { state: 'sent', note: result.messageId };
        await table.update(key, { set, remove: ['listKey', 'listOrder'] });
      } else {
        const set = { state: result.state, note: result.reason, ...listing(number, kind, recipient) };
        // SES may have told otherwise meanwhile: a mail that it has is not parked for the answer that was lost.
        await table.update(key, { set }, { unequal: { state: 'sent' } });
      }
    },
    async unsettledSends(number) {
      const { items } = await table.page(lists.unsettled(number), { limit: mostUnsettled });
      // The index may be behind, so each record is read for itself.
      const found = await Promise.all(items.map(({ pk, sk }) => table.get({ pk, sk })));
      return found.flatMap((item) => (item && item['state'] !== 'sent' ? parkedFrom(item) : []));
    },
    async releaseSend(number, { kind, recipient, state, at }) {
      const set = {
        state: 'refused',
        note: 'released by a person',
        listKey: lists.released,
        listOrder: `${lists.issueOrder(number)}#${kind}#${recipient}`,
      };
      return (await table.update(keys.send(number, kind, recipient), { set }, { equal: { state, at } })) !== undefined;
    },
    async releasedSends() {
      const { items } = await table.page(lists.released, { limit: mostUnsettled });
      return items.map(({ listOrder }) => {
        const [number = '', kind = '', ...recipient] = listOrder.split('#');
        return { number: Number(number), kind, recipient: recipient.join('#') };
      });
    },
    askForLink: (at, notSince) =>
      table.put(
        { ...keys.linkRequest(), askedAt: at },
        { expression: 'attribute_not_exists(pk) OR askedAt < :since', values: { ':since': notSince } },
      ),
    async linkAskedAt() {
      return (await table.get(keys.linkRequest()))?.['askedAt'] as string | undefined;
    },
  };
}

function parkedFrom(item: Item): ParkedSend {
  const [, kind = '', ...recipient] = String(item['sk']).split('#');
  return {
    kind,
    recipient: recipient.join('#'),
    state: item['state'] as ParkedSend['state'],
    at: String(item['at']),
    ...(typeof item['note'] === 'string' && { note: item['note'] }),
  };
}
