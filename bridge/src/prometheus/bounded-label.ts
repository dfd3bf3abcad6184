const OTHER = 'other';
const UNKNOWN = 'unknown';

/**
 * Keeps a label that senders choose from filling the memory of whoever scrapes: the first so many values stand for
 * themselves, all later ones are `other`, and what was not told is `unknown`.
 */
export function boundedLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (value === '') return UNKNOWN;
    if (known.has(value)) return value;
    if (known.size >= most) return OTHER;
    known.add(value);
    return value;
  };
}
