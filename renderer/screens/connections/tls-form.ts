/** TLS as it is typed: left as it is, none of one's own, or all of it given anew. */
export type TlsForm = { mode: 'kept' | 'off' | 'new'; ca: string; certificate: string; key: string };
type Kept = { ca: boolean; certificate: boolean } | undefined;

export function tlsForm(kept: Kept): TlsForm {
  return { mode: kept ? 'kept' : 'off', ca: '', certificate: '', key: '' };
}

/** As a change takes it: what is kept is not named. A certificate without its key, or the other way round, is `wrong`. */
export function tlsChange(
  { mode, ca, certificate, key }: TlsForm,
  kept: Kept,
): { tls?: { ca?: string; certificate?: string; key?: string } | null } | 'wrong' {
  if (mode === 'kept') return {};
  if (mode === 'off') return kept ? { tls: null } : {};
  if ((certificate.trim() === '') !== (key.trim() === '')) return 'wrong';
  const given = Object.entries({ ca, certificate, key }).flatMap(([name, text]) => {
    return text.trim() === '' ? [] : [[name, `${text.trim()}\n`]];
  });
  return { tls: Object.fromEntries(given) };
}
