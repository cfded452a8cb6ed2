import type { ReportedUpdate } from './report';

/** An incident's messages, oldest first, where each says whether it is over by then: what is not, after one that said so, opens it again. */
export const openAgain = (messages: readonly ReportedUpdate[]): ReportedUpdate[] =>
  [...messages]
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1))
    .map((message, index, all) =>
      all[index - 1]?.stage === 'resolved' && message.stage === 'update'
        ? { ...message, stage: 'investigating' }
        : message,
    );
