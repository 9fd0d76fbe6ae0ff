import type { Tone } from '../app/status.ts';

const drawings: Readonly<Record<Tone, string>> = {
  good: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM6.9 11.4 3.7 8.2l1.2-1.2 2 2 4.2-4.2 1.2 1.2z',
  advise: 'M8 1.2 15.6 14.4H.4zM7.1 5.8v4.4h1.8V5.8zM7.1 11.2v1.8h1.8v-1.8z',
  block:
    'M5 1h6l4 4v6l-4 4H5l-4-4V5zM5.6 4.3 4.3 5.6 6.7 8l-2.4 2.4 1.3 1.3L8 9.3l2.4 2.4 1.3-1.3L9.3 8l2.4-2.4-1.3-1.3L8 6.7z',
  busy: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM8 3v10A5 5 0 0 1 8 3z',
  off: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3z',
};

/** A state's shape: told apart without its colour, and always beside a word. */
export function Shape({ tone }: { tone: Tone }) {
  return (
    <svg className={`shape tone-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={drawings[tone]} fillRule="evenodd" />
    </svg>
  );
}
