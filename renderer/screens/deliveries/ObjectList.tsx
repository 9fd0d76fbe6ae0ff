import type { DeliveryView } from '../../../electron/contract/delivery-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import type { Tone } from '../../app/status.ts';
import { clock, percent } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { Shape } from '../../ui/Shape.tsx';

type Sent = DeliveryView['pictures'][number];

const tones = {
  waiting: 'off',
  sending: 'busy',
  stored: 'busy',
  confirmed: 'good',
  failed: 'block',
} as const satisfies Record<Sent['state'], Tone>;

/** Every object of an upload, and how far it is; numbered where there are several of a kind. */
export function ObjectList({ pictures, language }: { pictures: readonly Sent[]; language: Language }) {
  const numbered = new Map<string, number>();
  const only = (one: string): boolean => pictures.filter(({ kind = 'photograph' }) => kind === one).length === 1;
  return (
    <ol className="objects">
      {pictures.map((picture, index) => {
        const { kind = 'photograph', state, sent, confirmation } = picture;
        const number = (numbered.get(kind) ?? 0) + 1;
        numbered.set(kind, number);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an upload keeps its objects in their order
          <li key={index} data-sent={state}>
            <Shape tone={tones[state]} />
            <span>
              {translate(language, `object.${kind}`)}
              {!only(kind) && ` ${number}`}
            </span>
            <span>
              {translate(language, `sent.${state}`)}
              {sent !== undefined && ` ${percent(sent, language)}`}
              {confirmation && ` ${clock(confirmation.at)}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
