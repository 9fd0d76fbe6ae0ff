import { useRef, useState } from 'react';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { clock, dayOf } from '../i18n/format.ts';
import { translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';

type Props = { receipt: NonNullable<DeliveryView['receipt']>; series: string; language: Language };

/** What the audit trail names as proof: when, and the hash of all that was proven. It says nothing of a patient, and may leave. */
export function Receipt({ receipt: { at, sha256 }, series, language }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    field.current?.select();
    // The clipboard's own interface asks for a right that the station's window grants to nobody.
    setCopied(document.execCommand('copy'));
  };
  const title = translate(language, 'receipt.title', { date: dayOf(at), time: clock(at) });
  if (sha256 === undefined) return <p className="receipt">{title}</p>;
  return (
    <div className="receipt">
      <p>{title}</p>
      <label>
        <span className="unseen">{translate(language, 'receipt.hash')}</span>
        <input ref={field} type="text" readOnly value={`${sha256} ${series}`} size={14} />
      </label>
      <Button kind="quiet" name="copy-receipt" onPress={copy}>
        {translate(language, 'receipt.copy')}
      </Button>
      <span role="status">{copied && translate(language, 'receipt.copied')}</span>
    </div>
  );
}
