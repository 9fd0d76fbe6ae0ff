import type { Language } from '../../../electron/contract/text.ts';
import { useMay } from '../../app/at-work.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';

/** Whether anything is sent at all, and the one press that changes it. */
export function Sending({ paused, language }: { paused: boolean; language: Language }) {
  const sends = useMay('send');
  return (
    <div className="sending">
      <p role="status">
        {paused && (
          <>
            <Shape tone="advise" />
            {translate(language, 'outbox.paused-says')}
          </>
        )}
      </p>
      {sends && (
        <Button
          name="pause-sending"
          kind={paused ? 'primary' : 'plain'}
          onPress={() => void ask('outbox.pause', { on: !paused })}
        >
          {translate(language, paused ? 'outbox.resume' : 'outbox.pause')}
        </Button>
      )}
    </div>
  );
}
