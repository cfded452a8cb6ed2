import { keys } from '../contract/table';
import type { ReceiptStore, SendRecord } from '../domain/ports';
import type { Table } from './table';

/** What SES reports of a mail, beside the claim under which it was sent. */
export function createReceiptStore(table: Table): ReceiptStore {
  return {
    async read(issue, mails) {
      const asked = new Map(
        mails.map((mail) => {
          const key = keys.send(issue, mail.kind, mail.recipient);
          return [key.sk, { mail, key }] as const;
        }),
      );
      const items = await table.getMany([...asked.values()].map(({ key }) => key));
      return items.map((item) => {
        const { mail } = asked.get(String(item['sk'])) as { mail: Pick<SendRecord, 'kind' | 'recipient'> };
        const { state, at, deliveredAt, delayed, returned } = item as unknown as Omit<SendRecord, 'kind' | 'recipient'>;
        const became = {
          ...(deliveredAt && { deliveredAt }),
          ...(delayed && { delayed }),
          ...(returned && { returned }),
        };
        return { kind: mail.kind, recipient: mail.recipient, state, at, ...became };
      });
    },
    async note(issue, { kind, recipient }, receipt) {
      const set = {
        // SES has it, whatever became of the answer that should have said so.
        accepted: { state: 'sent' },
        delivered: { state: 'sent', deliveredAt: receipt.at },
        delayed: { delayed: 'reason' in receipt ? receipt.reason : '' },
        returned: { returned: 'reason' in receipt ? receipt.reason : '' },
      }[receipt.kind];
      // What arrived is no longer a matter for a person, and is never sent again, even if somebody has just released it.
      const remove = receipt.kind === 'accepted' || receipt.kind === 'delivered' ? ['listKey', 'listOrder'] : [];
      return (await table.update(keys.send(issue, kind, recipient), { set, remove })) !== undefined;
    },
  };
}
