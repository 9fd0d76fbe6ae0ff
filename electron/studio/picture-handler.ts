import { hasCode } from '../contract/errors.ts';
import type { Language } from '../contract/text.ts';

/** Where pictures come from; every id was checked before it gets here. */
export type PictureSource = {
  /** A JPEG preview of a shot as the corrected live view shows it; throws `session-unknown` when there is no such shot. */
  preview(shot: string, widthPx: number): Promise<Uint8Array>;
  composite(session: string, widthPx: number, language: Language): Promise<Uint8Array>;
  contactSheet(session: string, widthPx: number, language: Language, tries: boolean): Promise<Uint8Array>;
  /** A guide's SVG; throws `data-broken` when there is none of that name. */
  guide(id: string): Promise<Uint8Array>;
};

const widths = { least: 64, most: 4096, usual: 1600 };

/**
 * Pictures are URLs with ids, never paths: `/pictures/<shot>?width=N`, `/composites/<session>?width=N&language=fr`,
 * `/contact-sheets/<session>?width=N&language=fr&tries=yes`, `/guides/<guide>.svg`. 422 is a picture that is there and cannot
 * be shown, 410 one that has left the vault, 403 one that whoever is at work may not see. One function answers them for
 * every shell. Patients' pictures are never cached by a browser.
 */
export async function answerPicture(
  request: Request,
  source: PictureSource,
  seesPatients: () => boolean,
): Promise<Response | null> {
  const url = new URL(request.url);
  const [, family, name = ''] = url.pathname.split('/');
  if (!family || !['pictures', 'composites', 'contact-sheets', 'guides'].includes(family)) return null;
  if (request.method !== 'GET') return new Response(null, { status: 405 });
  const width = Number(url.searchParams.get('width') ?? widths.usual);
  if (!Number.isInteger(width) || width < widths.least || width > widths.most)
    return new Response(null, { status: 400 });
  const language: Language = url.searchParams.get('language') === 'en' ? 'en' : 'fr';
  try {
    if (family === 'guides') {
      const id = /^([a-z0-9-]+)\.svg$/.exec(name)?.[1];
      return id ? body(await source.guide(id), 'image/svg+xml', 'no-cache') : notFound();
    }
    if (!/^[0-9a-f-]{36}$/.test(name)) return notFound();
    if (!seesPatients()) return forbidden();
    const draw = {
      pictures: () => source.preview(name, width),
      composites: () => source.composite(name, width, language),
      'contact-sheets': () => source.contactSheet(name, width, language, url.searchParams.get('tries') === 'yes'),
    }[family];
    if (!draw) return notFound();
    const jpeg = await draw();
    // Drawing takes its time: the station may have been locked meanwhile.
    return seesPatients() ? body(jpeg, 'image/jpeg', 'no-store') : forbidden();
  } catch (error) {
    if (hasCode(error, 'session-unknown', 'data-broken')) return notFound();
    if (hasCode(error, 'original-purged')) return new Response(null, { status: 410 });
    if (hasCode(error, 'vault-damaged', 'picture-unsupported')) return new Response(null, { status: 422 });
    throw error;
  }
}

function body(bytes: Uint8Array, type: string, cacheControl: string): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': type, 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' },
  });
}

function forbidden(): Response {
  return new Response(null, { status: 403 });
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}
