import type { ReactElement } from 'react';
import type { Mark } from '../../palette.js';

/** Shapes on a field of 12 × 12, drawn in the colour of the text around them. */
const SHAPES: Readonly<Record<Mark, ReactElement>> = {
  alert: <path d="M6 1 11.4 11H.6ZM5.4 4.6v3h1.2v-3ZM5.4 8.4v1.2h1.2V8.4Z" fillRule="evenodd" />,
  cross: <path d="m2.2 3.6 1.4-1.4L6 4.6l2.4-2.4 1.4 1.4L7.4 6l2.4 2.4-1.4 1.4L6 7.4 3.6 9.8 2.2 8.4 4.6 6Z" />,
  pause: <path d="M2.5 2h2.4v8H2.5ZM7.1 2h2.4v8H7.1Z" />,
  play: <path d="M3 1.6 10 6l-7 4.4Z" />,
  circle: (
    <path d="M6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 1.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2Z" fillRule="evenodd" />
  ),
  power: <path d="M5.3 1h1.4v5H5.3ZM3.7 2.3l.8 1.2a3 3 0 1 0 3 0l.8-1.2a4.4 4.4 0 1 1-4.6 0Z" />,
  check: <path d="m1.6 6.4 1.3-1.3 2 2 4.2-4.3 1.3 1.3-5.5 5.6Z" />,
  up: <path d="m6 1.6 4 4.2H7.2v4.6H4.8V5.8H2Z" />,
  dash: <path d="M2 5.1h8v1.8H2Z" />,
};

/** The shape of a state. Decoration: the word beside it says the same. */
export function StateMark({ mark, size = 10 }: { readonly mark: Mark; readonly size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" fill="currentColor" aria-hidden="true" focusable="false">
      {SHAPES[mark]}
    </svg>
  );
}
