const marks = /\p{M}+/gu;

/** The words of a question, without case and accents; at most eight of them. */
const wordsOf = (question: string): string[] => folded(question.slice(0, 200)).split(/\s+/).filter(Boolean).slice(0, 8);

/** Those in which every word is found, in title, author, source or address; they keep their order. No word finds nothing. */
export function findAmong<T extends Findable>(all: readonly T[], question: string): T[] {
  const words = wordsOf(question);
  if (words.length === 0) return [];
  return all.filter((each) => {
    const text = folded([each.title, each.author, each.source ?? each.sourceTitle, each.url].join(' '));
    return words.every((word) => text.includes(word));
  });
}

interface Findable {
  title: string;
  url: string;
  author?: string;
  source?: string;
  sourceTitle?: string;
}

const folded = (text: string) => text.normalize('NFKD').replace(marks, '').toLowerCase();
