/** When what a scene builds on happened, and when it begins itself: soon enough for pictures that lie on the card. */
export const begins = Date.UTC(2026, 10, 22, 9);
export const scenesBegin = Date.UTC(2026, 10, 22, 9, 10);
/** Between one start and the next. */
export const turnMs = 60_000;
/** When somebody looks at what it has left. */
export const afterwards = Date.UTC(2026, 10, 22, 9, 14);
