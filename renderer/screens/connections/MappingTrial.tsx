import { useState } from 'react';
import type { MappingRow } from '../../../electron/contract/connections.ts';
import { mappedProtocol } from '../../../electron/contract/mapping.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { TextField } from '../../ui/TextField.tsx';

type Props = { rows: readonly MappingRow[]; protocols: Snapshot['protocols']; language: Language };

/** What the table, as it stands here, would make of an order: its words, its code. */
export function MappingTrial({ rows, protocols, language }: Props) {
  const [words, setWords] = useState('');
  const [code, setCode] = useState('');
  const [value = '', scheme = ''] = code.trim().split('@');
  const asked = words.trim() !== '' || value !== '';
  const protocol = mappedProtocol(
    rows.filter((row) => row.value.trim() !== ''),
    {
      ...(words.trim() === '' ? {} : { requestedProcedure: words }),
      scheduledStepCodes: value === '' ? [] : [{ value, scheme, meaning: words }],
    },
    (asked) => protocols.some(({ id }) => id === asked),
  );
  const title = protocols.find(({ id }) => id === protocol)?.title[language];
  return (
    <div className="mapping-trial">
      <h3>{translate(language, 'mapping.try')}</h3>
      <div className="pair">
        <TextField
          name="try-words"
          label={translate(language, 'mapping.try-words')}
          value={words}
          onChange={setWords}
        />
        <TextField
          name="try-code"
          label={translate(language, 'mapping.try-code')}
          hint={translate(language, 'mapping.code-hint')}
          value={code}
          onChange={setCode}
        />
      </div>
      <p role="status" data-protocol={asked ? (protocol ?? 'none') : undefined}>
        {asked &&
          (title === undefined
            ? translate(language, 'mapping.try-none')
            : translate(language, 'mapping.try-gives', { protocol: title }))}
      </p>
    </div>
  );
}
