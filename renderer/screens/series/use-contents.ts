import { useEffect, useState } from 'react';
import type { ErrorInfo } from '../../../electron/contract/errors.ts';
import type { Output } from '../../../electron/contract/rpc.ts';
import type { studioContract } from '../../../electron/contract/studio.ts';
import { inquire } from '../../app/store.ts';
import { mayClose, type SeriesView } from './series-view.ts';

type Told = Output<typeof studioContract, 'session.contents'>;
export type Contents = { told: Told | null; error: ErrorInfo | null };

const nothing: Contents = { told: null, error: null };

type OfSession = Contents & { of: string };

/** What closing the series would send and where to, as the studio says; nothing where it cannot be closed. */
export function useContents(view: SeriesView | null): Contents {
  const [contents, setContents] = useState<OfSession | null>(null);
  const session = view && mayClose(view) ? view.open : null;
  const id = session?.id;
  const documents = session?.documents.length;
  const edition = view?.edition;
  // biome-ignore lint/correctness/useExhaustiveDependencies: edition and documents change what would be sent
  useEffect(() => {
    let over = false;
    if (id !== undefined) {
      void inquire('session.contents', {}).then((answer) => {
        if (over || !answer) return;
        setContents(
          'answer' in answer
            ? { of: id, told: answer.answer, error: null }
            : { of: id, told: null, error: answer.error },
        );
      });
    }
    return () => {
      over = true;
    };
  }, [id, edition, documents]);
  return contents && contents.of === id ? contents : nothing;
}
