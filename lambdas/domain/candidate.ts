/** Days for which a candidate is kept and may be offered, from when it was first seen; what was published longer ago is not made one. */
export const candidateDays = 90;

/** Something that could be printed as an article. */
export interface Candidate {
  /** Hash of the canonical link (or of source and entry key when there is no link). */
  id: string;
  title: string;
  url: string;
  /** Whose house the page is (`vendorOf`), said when it was polled: telling takes a list that the draft need not carry. */
  vendor?: string;
  author?: string;
  summary?: string;
  /** Title of the source that speaks for it: the page's own, once that was polled, else the first that told it. */
  sourceTitle: string;
  sourceId: string;
  /** The source and the page are one host: nobody else's title, author or summary replaces its own. */
  atHome?: true;
  /** Ids of every source that told the same story, the first included. */
  toldBy: string[];
  publishedAt?: string;
  firstSeenAt: string;
  /** 0…1. */
  score: number;
  /** At most three, in the editor's words. */
  reasons: string[];
}

/** When it was published, as far as that is known, else when it was first seen; ISO 8601. */
export const dateOf = ({ publishedAt, firstSeenAt }: Pick<Candidate, 'publishedAt' | 'firstSeenAt'>) =>
  publishedAt ?? firstSeenAt;
