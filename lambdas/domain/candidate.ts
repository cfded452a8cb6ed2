/** Something that could be printed as an article. */
export interface Candidate {
  /** Hash of the canonical link (or of source and entry key when there is no link). */
  id: string;
  title: string;
  url: string;
  author?: string;
  summary?: string;
  /** Title of the source that brought it first. */
  sourceTitle: string;
  sourceId: string;
  /** Ids of every source that told the same story, the first included. */
  toldBy: string[];
  publishedAt?: string;
  firstSeenAt: string;
  /** 0…1. */
  score: number;
  /** At most three, in the editor's words. */
  reasons: string[];
}
